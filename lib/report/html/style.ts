/** Set like a journal's page: one column of text, tables that scroll in their own box, dark where the reader's system is. */
export const style = `
:root { color-scheme: light dark; --ink: #1c1b19; --soft: #5f5b54; --paper: #fdfcf9; --line: #d9d5cc; --tint: #f3f0e8;
  --good: #14654a; --bad: #a23b2a; --open: #755800; --mark: #0b5e8c; --hit: #fdf0c4; --shade: rgb(60 50 30 / .16);
  --s0: #0b5e8c; --s1: #c4562c; --s2: #1b7a5a; --s3: #8b5fa8; --s4: #94760f; --s5: #5b6c78; --s6: #b3446c; --s7: #3f7fbf; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e4da; --soft: #aba598; --paper: #191816; --line: #3b3832;
  --tint: #24221e; --good: #6fc7a4; --bad: #ee907c; --open: #dbb64f; --mark: #79bfe6; --hit: #3d3517; --shade: rgb(0 0 0 / .6);
  --s0: #6cb8e6; --s1: #f0946a; --s2: #63c79f; --s3: #c6a0e2; --s4: #d8b94a; --s5: #a3b4c0; --s6: #ec86ab; --s7: #93b8ff; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 5rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 "Source Serif 4", "Iowan Old Style", Georgia, "Noto Serif", serif; overflow-wrap: break-word; }
h1 { font-size: clamp(1.5rem, 4.5vw, 2.25rem); line-height: 1.2; font-weight: 600; margin: 0 0 .75rem; text-wrap: balance; }
h2 { font-size: 1.4rem; margin: 3rem 0 .75rem; padding-top: .9rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { max-width: 44rem; margin: .6rem 0; }
a { color: var(--mark); text-decoration-thickness: 1px; text-underline-offset: .15em; }
.cite, .note, figcaption, summary, footer { color: var(--soft); font-size: .92rem; }
.question { font-style: italic; font-size: 1.12rem; }
code { font: .86em/1.4 ui-monospace, "Cascadia Code", Menlo, monospace; background: var(--tint); padding: .1em .3em; border-radius: 3px;
  overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--tint); padding: .8rem 1rem; border-radius: 4px; } pre code { padding: 0; }
table { border-collapse: collapse; font: .875rem/1.4 system-ui, "Segoe UI", "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
th, td { padding: .38rem .7rem .38rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 1.5px solid var(--ink); font-weight: 600; vertical-align: bottom; }
td.n, th.n { text-align: right; } td.n { white-space: nowrap; }
.pm { font-size: .82em; font-weight: 400; color: var(--soft); }
td.n a, .effect { color: inherit; text-decoration: underline dotted var(--soft); }
td.n a:hover, td.n a:focus, .effect:hover, .effect:focus { color: var(--mark); }
tr.own th { color: var(--mark); font-weight: 650; }
tbody th { font-weight: 500; }
td.note, td .note, th .note { font-size: .95em; }
td.wide { min-width: 13rem; }
.best { font-weight: 700; }
/* The shadow at an edge says that there is more beyond it. */
.box { overflow-x: auto; margin: 1rem 0; background:
  linear-gradient(to right, var(--paper) 30%, transparent) left / 40px 100% no-repeat local,
  linear-gradient(to left, var(--paper) 30%, transparent) right / 40px 100% no-repeat local,
  radial-gradient(farthest-side at 0 50%, var(--shade), transparent) left / 14px 100% no-repeat scroll,
  radial-gradient(farthest-side at 100% 50%, var(--shade), transparent) right / 14px 100% no-repeat scroll; }
.badge { display: inline-block; margin: .1rem 0; font: 600 .78rem/1 system-ui, sans-serif; letter-spacing: .02em; padding: .28rem .5rem; border-radius: 1rem;
  border: 1px solid currentColor; white-space: nowrap; }
.supported { color: var(--good); } .contradicted { color: var(--bad); } .open { color: var(--open); } .untested { color: var(--soft); }
.simulated { color: var(--open); font-weight: 600; }
.claims { display: grid; gap: 1rem; margin: 1rem 0; padding: 0; list-style: none; }
.claims > li { border-left: 3px solid var(--line); padding: .1rem 0 .1rem 1rem; }
.claims p { margin: .15rem 0; }
.verdicts { display: grid; gap: .35rem; margin-top: .5rem; }
.verdicts > div { display: flex; flex-wrap: wrap; gap: .3rem .9rem; align-items: center; font: .9rem/1.4 system-ui, sans-serif; }
figure { margin: 1.2rem 0; max-width: 44rem; }
.dots, .plot, .keys { font: .8125rem/1.4 system-ui, "Segoe UI", "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
.dot { display: grid; grid-template-columns: 9.5rem 1fr 8.5rem; gap: 0 .8rem; align-items: center; }
.dot .name { text-align: right; } .dot .value { color: var(--soft); white-space: nowrap; }
.dot.own .name { font-weight: 700; }
.track { position: relative; height: 1.65rem; } .track > * { position: absolute; }
.rule { top: 0; bottom: 0; border-left: 1px dashed var(--line); }
.bar { top: calc(50% - 1px); height: 2px; background: currentColor; }
.point { top: calc(50% - 4.5px); width: 9px; height: 9px; margin-left: -4.5px; border-radius: 50%; background: currentColor; }
.dot.own .track { color: var(--s0); }
.axis .track { height: 1.2rem; } .axis .track > span, .xs > span { transform: translateX(-50%); color: var(--soft); }
.axisname { color: var(--soft); margin: .1rem 0; text-align: center; max-width: none; }
.plot { display: grid; grid-template-columns: 3.6rem 1fr; }
.plot .axisname.y { grid-column: 1 / 3; text-align: left; margin-bottom: .4rem; } .plot .axisname.x { grid-column: 2; }
.ys { position: relative; } .ys > span { position: absolute; right: .5rem; transform: translateY(-50%); color: var(--soft); }
.xs { position: relative; grid-column: 2; height: 1.3rem; } .xs > span { position: absolute; top: .2rem; }
.field { position: relative; height: 15rem; border-left: 1px solid var(--soft); border-bottom: 1px solid var(--soft); cursor: crosshair; touch-action: pan-y; }
.field svg { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
.field path { fill: none; vector-effect: non-scaling-stroke; } .rules { stroke: var(--line); stroke-dasharray: 2 3; }
.line { stroke-width: 1.5; transition: opacity .12s; } .line.near { stroke-width: 2.8; } .line.faint { opacity: .1; }
.reading .line:not(.near) { opacity: .35; } .reading .line.faint { opacity: .1; }
.line.s0 { stroke: var(--s0); } .line.s1 { stroke: var(--s1); } .line.s2 { stroke: var(--s2); } .line.s3 { stroke: var(--s3); }
.line.s4 { stroke: var(--s4); } .line.s5 { stroke: var(--s5); } .line.s6 { stroke: var(--s6); } .line.s7 { stroke: var(--s7); }
i.s0 { color: var(--s0); } i.s1 { color: var(--s1); } i.s2 { color: var(--s2); } i.s3 { color: var(--s3); }
i.s4 { color: var(--s4); } i.s5 { color: var(--s5); } i.s6 { color: var(--s6); } i.s7 { color: var(--s7); }
.line.dashed { stroke-dasharray: 6 3; }
.spot { position: absolute; width: 9px; height: 9px; margin: -4.5px; border-radius: 50%; background: var(--ink); pointer-events: none; }
.keys { display: flex; flex-wrap: wrap; gap: .3rem .4rem; margin: .5rem 0; }
.keys button { border: 1px solid transparent; border-radius: 1rem; background: none; color: inherit; font: inherit; cursor: pointer; padding: .25rem .6rem; min-height: 2rem; }
.keys button[aria-pressed=true] { border-color: currentColor; } .keys button:hover { background: var(--tint); }
.keys i { display: inline-block; width: 1.5em; border-top: 3px solid currentColor; vertical-align: middle; margin-right: .45em; } .keys i.dashed { border-top-style: dashed; }
.shown { font: .875rem/1.4 system-ui, sans-serif; margin: 1rem 0 .3rem; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.2rem, 1fr)); gap: .6rem; margin: .3rem 0 1rem; max-width: 44rem; }
.pictures figure { margin: 0; } .pictures figcaption { font: .8rem/1.35 system-ui, sans-serif; padding-top: .2rem; }
.pictures img { width: 100%; height: auto; image-rendering: pixelated; border: 1px solid var(--line); background: #000; display: block; }
details { margin: .8rem 0; } summary { cursor: pointer; padding: .35rem 0; }
nav { font: .92rem/1.4 system-ui, sans-serif; display: flex; flex-wrap: wrap; gap: 0 1.1rem; margin: .6rem 0 0; } nav a { padding: .4rem 0; }
#tip { position: fixed; pointer-events: none; background: var(--ink); color: var(--paper); font: .8rem/1.35 system-ui, sans-serif;
  padding: .3rem .5rem; border-radius: 4px; max-width: min(20rem, calc(100vw - 1rem)); z-index: 3; }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
:target { outline: 2px solid var(--mark); outline-offset: 2px; } tr.hit > * { background: var(--hit); }
/* A finger needs more room than a pointer. */
@media (pointer: coarse) { nav a { padding: .8rem .2rem; } summary { padding: .75rem 0; } .keys button { min-height: 2.75rem; padding: .3rem .8rem; }
  td.n a { display: inline-block; padding: .9rem 0 .7rem; } .scroll tbody td, .scroll tbody th { padding-top: .1rem; padding-bottom: .1rem; vertical-align: middle; }
  li > a, footer a, .cite a { display: inline-block; padding: .3rem 0; }
  .effect { padding: .6rem 0 .35rem; display: inline-block; } }
@media (max-width: 40rem) {
  body { padding: 1.25rem 1rem 3rem; font-size: 1rem; }
  .scroll th[scope=row] { position: sticky; left: 0; background: var(--paper); z-index: 1; max-width: 7.5rem; padding-right: .7rem; }
  #ledger code { white-space: nowrap; }
  .dot { grid-template-columns: 1fr auto; margin-bottom: .35rem; } .dot .name { text-align: left; } .dot .value { grid-row: 1; grid-column: 2; }
  .dot .track { grid-column: 1 / 3; height: 1.1rem; margin: 0 .5rem; } .axis .name, .axis .value { display: none; }
  .plot { grid-template-columns: 3rem 1fr; } .field { height: 12rem; }
  .cards table, .cards tbody { display: block; } .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards tr { display: block; padding: .7rem 0; border-bottom: 1px solid var(--line); }
  .cards th, .cards td { display: grid; grid-template-columns: 6.5rem 1fr; gap: 0 .7rem; border: 0; padding: .14rem 0; text-align: left; white-space: normal; min-width: 0; }
  .cards th:not([data-label]) { grid-template-columns: 1fr; padding-bottom: .4rem; }
  .cards th::before, .cards td::before { content: attr(data-label); color: var(--soft); font-weight: 400; }
  .cards th:not([data-label])::before { content: none; }
  .cards td.n a { padding: .3rem 0; }
  .beside tr { display: grid; grid-template-columns: 1fr 1fr; gap: .1rem .8rem; padding: .8rem 0; }
  .beside th, .beside td { display: block; } .beside .first { grid-column: 1 / 3; } .beside th::before, .beside .method::before { content: none; }
  .beside td.n { font-size: 1.05rem; } .beside td.n::before { content: attr(data-label); display: block; font-size: .8rem; }
  .beside .fine { grid-column: 1 / 3; font-size: .8rem; line-height: 1.35; } .beside .fine::before { content: attr(data-label) ": "; }
}
@media print { body { max-width: none; padding: 0; } .box { overflow: visible; background: none; } .keys button { padding: 0 .8rem 0 0; } a { color: inherit; }
  tr, figure { break-inside: avoid; } h2, h3 { break-after: avoid; } }
`.trim();

/** Set like a journal's page: one column of text, tables that scroll in their own box, dark where the reader's system is. */
export const style = `
:root { color-scheme: light dark; --ink: #1c1b19; --soft: #66625b; --paper: #fdfcf9; --line: #d9d5cc; --tint: #f3f0e8;
  --good: #1b6e53; --bad: #a23b2a; --open: #7a5c00; --mark: #0b5e8c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e4da; --soft: #a39d90; --paper: #191816; --line: #3b3832;
  --tint: #24221e; --good: #6fc7a4; --bad: #ee907c; --open: #dbb64f; --mark: #79bfe6; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 5rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 "Source Serif 4", "Iowan Old Style", Georgia, "Noto Serif", serif; }
h1 { font-size: clamp(1.5rem, 4.5vw, 2.25rem); line-height: 1.2; font-weight: 600; margin: 0 0 .75rem; text-wrap: balance; }
h2 { font-size: 1.4rem; margin: 3rem 0 .75rem; padding-top: .9rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { max-width: 44rem; margin: .6rem 0; }
a { color: var(--mark); text-decoration-thickness: 1px; text-underline-offset: .15em; }
.cite, .note, caption, figcaption, summary, footer { color: var(--soft); font-size: .92rem; }
.question { font-style: italic; font-size: 1.12rem; }
code { font: .86em/1.4 ui-monospace, "Cascadia Code", Menlo, monospace; background: var(--tint); padding: .1em .3em; border-radius: 3px;
  overflow-wrap: anywhere; }
.box { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font: .9rem/1.4 system-ui, "Segoe UI", "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .4rem; caption-side: top; }
th, td { padding: .38rem .8rem .38rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 1.5px solid var(--ink); font-weight: 600; white-space: nowrap; }
td.n, th.n { text-align: right; white-space: nowrap; }
td.n a { color: inherit; text-decoration: none; border-bottom: 1px dotted var(--soft); }
td.n a:hover, td.n a:focus { color: var(--mark); }
tr.own th { color: var(--mark); }
tbody th { font-weight: 500; }
.best { font-weight: 700; }
.badge { display: inline-block; font: 600 .78rem/1 system-ui, sans-serif; letter-spacing: .02em; padding: .28rem .5rem; border-radius: 1rem;
  border: 1px solid currentColor; white-space: nowrap; }
.supported { color: var(--good); } .contradicted { color: var(--bad); } .open { color: var(--open); } .untested { color: var(--soft); }
.simulated { color: var(--open); }
.claims { display: grid; gap: 1rem; margin: 1rem 0; padding: 0; list-style: none; }
.claims > li { border-left: 3px solid var(--line); padding: .1rem 0 .1rem 1rem; }
.claims p { margin: .15rem 0; }
.verdicts { display: grid; gap: .35rem; margin-top: .5rem; }
.verdicts > div { display: flex; flex-wrap: wrap; gap: .3rem .9rem; align-items: center; font: .9rem/1.4 system-ui, sans-serif; }
figure { margin: 1.2rem 0; } svg { max-width: 100%; height: auto; display: block; }
svg text { font: 12px system-ui, "Segoe UI", "Noto Sans", sans-serif; fill: var(--ink); }
svg .axis { stroke: var(--line); } svg .soft { fill: var(--soft); } svg .grid { stroke: var(--line); stroke-dasharray: 2 3; }
.pictures { display: flex; flex-wrap: wrap; gap: .8rem; } .pictures figure { margin: 0; width: 132px; }
.pictures img { width: 132px; height: auto; image-rendering: pixelated; border: 1px solid var(--line); background: #000; display: block; }
details { margin: .8rem 0; } summary { cursor: pointer; }
nav { font: .92rem/1.4 system-ui, sans-serif; color: var(--soft); display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: 1rem 0 0; }
#tip { position: fixed; pointer-events: none; background: var(--ink); color: var(--paper); font: .8rem/1.35 system-ui, sans-serif;
  padding: .3rem .5rem; border-radius: 4px; max-width: 18rem; z-index: 2; }
:target { background: var(--tint); outline: 2px solid var(--mark); }
@media (max-width: 40rem) { body { padding: 1.25rem 1rem 3rem; font-size: 1rem; } th, td { padding-right: .6rem; } }
@media print { body { max-width: none; } details:not([open]) > :not(summary) { display: none; } a { color: inherit; } }
`.trim();

/** What lies under the pointer: the page is whole without it. */
export const script = `
const tip = document.getElementById("tip");
document.addEventListener("pointerover", (event) => {
  const text = event.target.closest?.("[data-tip]")?.getAttribute("data-tip");
  tip.hidden = !text;
  tip.textContent = text ?? "";
});
document.addEventListener("pointermove", ({ clientX, clientY }) => {
  const left = Math.min(clientX + 14, innerWidth - tip.offsetWidth - 8);
  tip.style.left = Math.max(4, left) + "px";
  tip.style.top = Math.min(clientY + 14, innerHeight - tip.offsetHeight - 8) + "px";
});
for (const button of document.querySelectorAll("[data-series]")) {
  button.addEventListener("click", () => {
    const figure = button.closest("figure");
    const chosen = figure.dataset.only === button.dataset.series ? "" : button.dataset.series;
    figure.dataset.only = chosen;
    for (const line of figure.querySelectorAll("[data-of]")) line.style.opacity = chosen && line.dataset.of !== chosen ? 0.12 : 1;
  });
}
addEventListener("hashchange", () => document.querySelector(location.hash)?.closest("details")?.setAttribute("open", ""));
`.trim();

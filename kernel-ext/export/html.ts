import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import MarkdownIt from "markdown-it";
import { plotlyDist } from "../../lib/figures/assets.js";
import type { Cell, JsonObject, MultilineText, Notebook, Output } from "../headless/nbformat.js";
import { escapeHtml, highlight } from "./highlight.js";
import { altOf } from "./markdown.js";

const PLOTLY = "application/vnd.plotly.v1+json";
const text = (value: unknown): string => (Array.isArray(value) ? value.join("") : String(value ?? ""));

// Raw HTML in Markdown cells stays text: a page that is passed on should run no script but ours.
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

const STYLE = `
:root{color-scheme:light dark;--ink:#1a1d21;--paper:#fff;--soft:#f5f6f8;--line:#dfe3e8;--dim:#6b7480;--accent:#0b6e99}
@media (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15181c;--soft:#1d2126;--line:#30363d;--dim:#97a1ad;--accent:#5db8e0}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}
main{max-width:52rem;margin:0 auto;padding:2rem 1.25rem 6rem}
h1,h2,h3{line-height:1.25;margin:2rem 0 .75rem}
a{color:var(--accent)}
pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;overflow-x:auto;font:13px/1.5 ui-monospace,monospace;margin:.5rem 0}
pre.out{background:none;border:0;border-left:2px solid var(--line);border-radius:0;color:var(--ink)}
pre.err{border-left-color:#c0392b}
code{font-family:ui-monospace,monospace;font-size:.9em}
.count{float:right;color:var(--dim);font:12px ui-monospace,monospace;padding:.85rem .75rem}
figure{margin:1rem 0;overflow-x:auto}
img{max-width:100%;height:auto}
table{border-collapse:collapse;font-size:14px;margin:1rem 0;display:block;overflow-x:auto}
th,td{border-bottom:1px solid var(--line);padding:.3rem .75rem;text-align:right}
th{font-weight:600}
.c{color:var(--dim)}.k{color:#8250df}.s{color:#0a7d4b}.n{color:#b35900}
@media (prefers-color-scheme:dark){.k{color:#c297ff}.s{color:#6bd39b}.n{color:#f0a35e}}`;

/** A notebook as one HTML page that needs nothing else: pictures inside, interactive plots with the library inside. */
export function toHtml({ cells }: Notebook, target: string): string {
  const figures: string[] = [];
  const body = cells.map((cell) => showCell(cell, figures)).join("\n");
  const title = /^#\s+(.+)$/m.exec(
    cells.find(({ cell_type }) => cell_type === "markdown")?.source ?? "",
  )?.[1];
  // Only our own scripts may run, whatever HTML the outputs hold.
  const nonce = createHash("sha256").update(body).digest("hex").slice(0, 24);
  const scripts = figures.length === 0 ? "" : plotScripts(figures, nonce);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title ?? basename(target, extname(target)))}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
${scripts}</body>
</html>
`;
}

function showCell(cell: Cell, figures: string[]): string {
  if (cell.cell_type === "markdown") return markdown.render(cell.source);
  if (cell.cell_type === "raw") return `<pre>${escapeHtml(cell.source)}</pre>`;
  if (cell.source.trim() === "") return "";
  const count = cell.execution_count ?? null;
  const outputs = (cell.outputs ?? []).map((output) => showOutput(output, figures)).join("\n");
  return `${count === null ? "" : `<span class="count">${count}</span>`}<pre>${highlight(cell.source)}</pre>\n${outputs}`;
}

function showOutput(output: Output, figures: string[]): string {
  if (output.output_type === "stream") {
    const css = output.name === "stderr" ? "out err" : "out";
    return `<pre class="${css}">${escapeHtml(text(output.text as MultilineText))}</pre>`;
  }
  if (output.output_type === "error")
    return `<pre class="out err">${escapeHtml(output.traceback.join("\n"))}</pre>`;
  const data: JsonObject = output.data;
  const png = data["image/png"];
  if (png !== undefined) {
    const size = (output.metadata["image/png"] ?? {}) as { width?: number };
    const width = typeof size.width === "number" ? ` width="${size.width}"` : "";
    const image = `<img alt="${escapeHtml(altOf(output.metadata))}" src="data:image/png;base64,${text(png).replaceAll("\n", "")}"${width}>`;
    if (data[PLOTLY] === undefined) return `<figure>${image}</figure>`;
    figures.push(JSON.stringify(data[PLOTLY]));
    return `<figure data-figure="${figures.length - 1}">${image}</figure>`;
  }
  if (data["text/markdown"] !== undefined) return markdown.render(text(data["text/markdown"]));
  // Scripts would be dead text (see the policy above); they are taken out.
  if (data["text/html"] !== undefined)
    return text(data["text/html"]).replace(/<script[\s\S]*?<\/script\s*>/gi, "");
  return `<pre class="out">${escapeHtml(text(data["text/plain"]))}</pre>`;
}

/** `</script>` inside a script would end it. */
const inScript = (code: string): string =>
  code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");

function plotScripts(figures: readonly string[], nonce: string): string {
  const library = readFileSync(join(plotlyDist(), "plotly-cartesian.min.js"), "utf8");
  return `<script nonce="${nonce}">${inScript(library)}</script>
<script nonce="${nonce}">
const figures=[${figures.map(inScript).join(",")}];
// The picture stays until the plot is there, and when the plot fails.
for(const place of document.querySelectorAll("[data-figure]")){
const {data,layout,frames}=figures[place.dataset.figure];
const plot=document.createElement("div");
place.append(plot);
Plotly.newPlot(plot,{data,layout:{...layout,autosize:true},frames,config:{responsive:true,displaylogo:false}})
.then(()=>place.querySelector("img").remove()).catch(()=>plot.remove());
}
</script>
`;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { plotlyDist } from "../assets.js";
import { createWindow, type PlotWindow } from "./dom/window.js";
import { type Figure, figureSize, type Trace } from "./figure.js";
import { finishSvg } from "./finish.js";
import type { Drawable } from "./supported.js";

interface Plotly {
  toImage(figure: object, options: object): Promise<string>;
}

const loaded = new Map<Drawable["bundle"], Plotly>();

/** Names that the bundle uses bare: they become parameters, so that none has to be a global. */
const FREE = [
  "window",
  "self",
  "document",
  "navigator",
  "DOMParser",
  "XMLSerializer",
  "Image",
  "HTMLElement",
  "SVGElement",
  "Element",
  "getComputedStyle",
  "requestAnimationFrame",
  "cancelAnimationFrame",
  "console",
  "module",
  "exports",
  "define",
  "global",
  "globalThis",
] as const;

function load(bundle: Drawable["bundle"]): Plotly {
  const known = loaded.get(bundle);
  if (known) return known;
  const name = bundle === "full" ? "plotly.min.js" : "plotly-cartesian.min.js";
  const file = join(plotlyDist(), name);
  const window: PlotWindow = createWindow();
  // A child of the real global object: whatever a library inside the bundle parks there stays in the child.
  window["global"] = window["globalThis"] = Object.create(globalThis);
  const run = compileFunction(readFileSync(file, "utf8"), [...FREE], { filename: file }) as (
    this: unknown,
    ...values: unknown[]
  ) => void;
  run.apply(
    window,
    FREE.map((key) => window[key]),
  );
  const plotly = window["Plotly"] as Plotly;
  loaded.set(bundle, plotly);
  return plotly;
}

/** plotly.js itself draws the figure into the light document and hands back its SVG. */
export async function drawSvg(figure: Figure, bundle: Drawable["bundle"]): Promise<string> {
  const { width, height } = figureSize(figure);
  const svg = await load(bundle).toImage(
    { data: figure.data.map(keepSource), layout: figure.layout, config: figure.config ?? {} },
    { format: "svg", width, height, imageDataOnly: true },
  );
  return finishSvg(figure.data.some(isPixelated) ? svg.replace(SOURCE_IMAGE, PIXELATED) : svg);
}

const SOURCE_IMAGE = /(<g [^>]*class="im\b[^>]*><image[^>]*? style=")/g;
const PIXELATED = "$1image-rendering: pixelated; ";

function isPixelated(trace: Trace): boolean {
  return trace.type === "image" && typeof trace["source"] === "string" && !trace["zsmooth"];
}

/** On export plotly redraws an image's source, pixel by pixel, at the size of the page; "fast" keeps the source itself. */
function keepSource(trace: Trace): Trace {
  return isPixelated(trace) ? { ...trace, zsmooth: "fast" } : trace;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { plotlyDist } from "../assets.js";
import { createWindow, type PlotWindow } from "./dom/window.js";
import { type Figure, figureSize } from "./figure.js";
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
  "module",
  "exports",
  "define",
] as const;

function load(bundle: Drawable["bundle"]): Plotly {
  const known = loaded.get(bundle);
  if (known) return known;
  const name = bundle === "full" ? "plotly.min.js" : "plotly-cartesian.min.js";
  const file = join(plotlyDist(), name);
  const window: PlotWindow = createWindow();
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
    { data: figure.data, layout: figure.layout, config: figure.config ?? {} },
    { format: "svg", width, height, imageDataOnly: true },
  );
  return finishSvg(svg);
}

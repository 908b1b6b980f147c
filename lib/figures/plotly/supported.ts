import { SwathError } from "../../errors.js";
import type { Figure, Trace } from "./figure.js";

/** What the cartesian bundle draws without a browser, each seen to be drawn rightly. */
const DRAWN = new Set([
  "bar",
  "box",
  "contour",
  "heatmap",
  "histogram",
  "histogram2d",
  "histogram2dcontour",
  "image",
  "pie",
  "scatter",
  "scatterternary",
  "violin",
]);

/** Drawn by the full bundle only (loaded when one of them is asked for). */
const DRAWN_BY_FULL = new Set([
  "barpolar",
  "candlestick",
  "carpet",
  "contourcarpet",
  "funnel",
  "funnelarea",
  "icicle",
  "indicator",
  "ohlc",
  "sankey",
  "scattercarpet",
  "scatterpolar",
  "scattersmith",
  "sunburst",
  "table",
  "treemap",
  "waterfall",
]);

/** WebGL traces that have a twin in SVG. */
const REWRITTEN: Readonly<Record<string, string>> = {
  scattergl: "scatter",
  scatterpolargl: "scatterpolar",
  heatmapgl: "heatmap",
};

/** Why the others are refused: without a browser they come out blank, and plotly reports success. */
function reason(type: string): string {
  if (/^(scatter3d|surface|mesh3d|cone|streamtube|volume|isosurface|splom|parcoords)$/.test(type)) {
    return "needs WebGL and would come out blank";
  }
  if (/geo|map|choropleth|density/.test(type)) return "fetches maps from the network";
  return "is not a trace that the static renderer knows";
}

export interface Drawable {
  readonly figure: Figure;
  readonly bundle: "cartesian" | "full";
}

/** The figure with WebGL traces rewritten to SVG ones, and the bundle it needs; refuses what would fail silently. */
export function drawable(figure: Figure): Drawable {
  let bundle: Drawable["bundle"] = "cartesian";
  const data = figure.data.map((trace, index): Trace => {
    const given = trace.type ?? "scatter";
    const type = REWRITTEN[given] ?? given;
    if (DRAWN_BY_FULL.has(type)) bundle = "full";
    else if (!DRAWN.has(type)) {
      throw new SwathError(
        "UNSUPPORTED",
        "renderFigure",
        `trace ${index} has type "${given}", which ${reason(given)}`,
        {
          mend: `use one of ${[...DRAWN].join(", ")}, or show it in a notebook front end only`,
        },
      );
    }
    return type === trace.type ? trace : { ...trace, type };
  });
  return { figure: { ...figure, data }, bundle };
}

import { zoomFor } from "../picture/board.js";
import type { Figure, Layout, Trace } from "../plotly/figure.js";
import { type Pixels, pngUri } from "../raster/pixels.js";
import { baseLayout } from "./theme.js";

/** An image trace that carries its pixels as PNG: small, exact, and hovering tells row and column. */
export function imageTrace(pixels: Pixels, more: Trace = {}): Trace {
  return {
    type: "image",
    source: pngUri(pixels),
    hovertemplate: "row %{y}, column %{x}<extra></extra>",
    ...more,
  };
}

/** Axes of an image: rows from the top, equal aspect when zoomed, no grid. */
export function imageAxes(pixels: { readonly width: number; readonly height: number }, anchor = "x") {
  const plain = {
    showgrid: false,
    zeroline: false,
    showline: false,
    ticks: "",
    showticklabels: false,
  };
  return {
    x: { ...plain, range: [-0.5, pixels.width - 0.5], constrain: "domain" },
    y: { ...plain, range: [pixels.height - 0.5, -0.5], scaleanchor: anchor, constrain: "domain" },
  };
}

export interface ImageFigureOptions {
  readonly title?: string;
  /** Room below the image for a slider or a caption. */
  readonly below?: number;
  readonly right?: number;
  readonly side?: number;
}

/** A figure whose plot area is exactly the image at a whole zoom. */
export function imageFigure(
  pixels: { readonly width: number; readonly height: number },
  data: readonly Trace[],
  options: ImageFigureOptions = {},
  more: Layout = {},
): Figure {
  const { title, below = 12, right = 12, side = 440 } = options;
  const zoom = zoomFor(pixels, side);
  const top = title ? 42 : 12;
  const left = 12;
  const axes = imageAxes(pixels);
  const wide = Math.max(pixels.width * zoom, 280);
  return {
    data,
    layout: {
      ...baseLayout({ title }),
      width: left + right + wide,
      height: top + below + pixels.height * zoom,
      margin: { l: left, r: right, t: top, b: below, pad: 0 },
      xaxis: axes.x,
      yaxis: axes.y,
      dragmode: "pan",
      ...more,
    },
  };
}

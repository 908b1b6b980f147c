import { ShapeError } from "../../errors.js";
import { imageAxes, imageTrace } from "../charts/image-figure.js";
import { baseLayout } from "../charts/theme.js";
import { zoomFor } from "../picture/board.js";
import type { Figure } from "../plotly/figure.js";
import { type Pixels, sample } from "../raster/pixels.js";

/** The second image at the size of the first: two sensors on one scene rarely share their pixel size. */
export function matched(operation: string, a: Pixels, b: Pixels): readonly [Pixels, Pixels] {
  if (a.width === b.width && a.height === b.height) return [a, b];
  if (Math.abs(a.width / a.height - b.width / b.height) > 0.02 * (a.width / a.height)) {
    throw new ShapeError(operation, `${a.height}×${a.width} and ${b.height}×${b.width} differ in shape`, {
      mend: "cut both to the same ground",
    });
  }
  const [width, height] = a.width >= b.width ? [a.width, a.height] : [b.width, b.height];
  return [sample(a, width, height), sample(b, width, height)];
}

const TOP = 42;
const EDGE = 12;

function frame(pixels: Pixels, title: string, below: number) {
  const zoom = zoomFor(pixels, 440);
  const [w, h] = [pixels.width * zoom, pixels.height * zoom];
  const width = Math.max(w, 300);
  return {
    plot: w / width,
    layout: {
      ...baseLayout({ title }),
      width: width + 2 * EDGE,
      height: h + TOP + below,
      margin: { l: EDGE, r: EDGE, t: TOP, b: below, pad: 0 },
    },
  };
}

const SLIDER = {
  x: 0,
  len: 1,
  y: 0,
  yanchor: "top",
  ticklen: 0,
  minorticklen: 0,
  font: { size: 1, color: "rgba(0,0,0,0)" },
  currentvalue: { visible: false },
} as const;

/** How many places the swipe's edge can take. */
const STEPS = 40;

/**
 * Swipe: the first image covers the second from the left up to the slider. It lies on axes of its own whose width and
 * range shrink together, so that plotly cuts it without any script.
 */
export function swipeFigure(a: Pixels, b: Pixels, titles: readonly [string, string], title: string): Figure {
  const { plot, layout } = frame(a, title, 66);
  const axes = imageAxes(a);
  const cut = (share: number) => ({
    "xaxis2.domain": [0, Math.max(0.001, share) * plot],
    "xaxis2.range": [-0.5, Math.max(0.001, share) * a.width - 0.5],
    "shapes[0].x0": share * plot,
    "shapes[0].x1": share * plot,
  });
  const begin = cut(0.5);
  const fixed = { fixedrange: true, constrain: undefined, scaleanchor: undefined };
  const label = (text: string, right: boolean) => ({
    text: `<b>${text}</b>`,
    xref: "paper",
    yref: "paper",
    x: right ? plot : 0,
    y: 0,
    xanchor: right ? "right" : "left",
    yanchor: "bottom",
    xshift: right ? -6 : 6,
    yshift: 6,
    showarrow: false,
    bgcolor: "rgba(255,255,255,0.82)",
    borderpad: 3,
    font: { size: 12, color: "#1a1a1a" },
  });
  return {
    data: [imageTrace(b, { name: titles[1] }), imageTrace(a, { name: titles[0], xaxis: "x2", yaxis: "y2" })],
    layout: {
      ...layout,
      dragmode: false,
      xaxis: { ...axes.x, ...fixed, domain: [0, plot] },
      yaxis: { ...axes.y, ...fixed },
      xaxis2: {
        ...axes.x,
        ...fixed,
        domain: begin["xaxis2.domain"],
        range: begin["xaxis2.range"],
        anchor: "y2",
      },
      yaxis2: { ...axes.y, ...fixed, anchor: "x2", overlaying: undefined },
      shapes: [
        {
          type: "line",
          xref: "paper",
          yref: "paper",
          x0: begin["shapes[0].x0"],
          x1: begin["shapes[0].x1"],
          y0: 0,
          y1: 1,
          line: { color: "#ffffff", width: 2 },
        },
      ],
      annotations: [label(titles[0], false), label(titles[1], true)],
      sliders: [
        {
          ...SLIDER,
          len: plot,
          active: STEPS / 2,
          pad: { t: 16, l: 0, r: 0, b: 0 },
          steps: Array.from({ length: STEPS + 1 }, (_, i) => ({
            label: "",
            method: "relayout",
            args: [cut(i / STEPS)],
          })),
        },
      ],
    },
  };
}

/** Blink: buttons for one and the other, a slider from one to the other, and a button that alternates. */
export function blinkFigure(a: Pixels, b: Pixels, titles: readonly [string, string], title: string): Figure {
  const { plot, layout } = frame(a, title, 92);
  const axes = imageAxes(a);
  const show = (opacity: number) => [{ opacity: [opacity] }, [1]];
  const state = (name: string, opacity: number) => ({
    name,
    data: [{ type: "image", opacity }],
    traces: [1],
  });
  const button = (label: string, args: readonly unknown[], method = "restyle") => ({ label, method, args });
  return {
    data: [imageTrace(a, { name: titles[0] }), imageTrace(b, { name: titles[1], opacity: 0.5 })],
    frames: [state("first", 0), state("second", 1)],
    layout: {
      ...layout,
      xaxis: { ...axes.x, domain: [0, plot] },
      yaxis: axes.y,
      dragmode: "pan",
      updatemenus: [
        {
          type: "buttons",
          direction: "right",
          x: 0,
          xanchor: "left",
          y: 0,
          yanchor: "top",
          pad: { t: 12, l: 0, r: 0, b: 0 },
          showactive: true,
          active: -1,
          font: { size: 12 },
          bgcolor: "#f5f5f5",
          bordercolor: "#d0d0d0",
          buttons: [
            button(titles[0], show(0)),
            button(titles[1], show(1)),
            button(
              "▶ blink",
              [
                Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? "second" : "first")),
                { frame: { duration: 500, redraw: true }, transition: { duration: 0 }, mode: "immediate" },
              ],
              "animate",
            ),
          ],
        },
      ],
      sliders: [
        {
          ...SLIDER,
          active: 5,
          len: plot,
          pad: { t: 56, l: 0, r: 0, b: 0 },
          steps: Array.from({ length: 11 }, (_, i) => ({ label: "", method: "restyle", args: show(i / 10) })),
        },
      ],
    },
  };
}

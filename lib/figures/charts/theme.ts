import { OKABE_ITO } from "../color/categorical.js";
import { INK, SIZES, textWidth, wrapText } from "../picture/text.js";
import { FONT_FAMILY } from "../plotly/typeface.js";

const GRID = "#e6e6e6";
const PLOT_MARGIN = { left: 64, right: 24, bottom: 50, top: 18 } as const;
const TITLE_LINE = 21;
const CAPTION_LINE = 15;

/** Title, caption, size and room of a chart. */
export interface ChartOptions {
  readonly title?: string | undefined;
  readonly caption?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Room for a legend at the right, in pixels: give its widest label. */
  readonly legend?: readonly string[] | undefined;
  /** Room below the plot for ticks and axis title; the caption begins under it. */
  readonly below?: number | undefined;
  /** Where the plot begins, and with it the caption. */
  readonly left?: number | undefined;
}

/**
 * The layout that every chart starts from: Open Sans, title at the left, faint grid, no box, legend outside at the
 * right, colours that colour-blind readers tell apart. Sizes are fixed, so that a chart looks the same on paper and on
 * a screen.
 *
 * @example
 * ```ts
 * import { baseLayout } from "swath/figures";
 *
 * baseLayout({ title: "Loss" }).width; // 680
 * ```
 */
export function baseLayout(options: ChartOptions = {}) {
  const {
    title,
    caption,
    width = 680,
    height = 400,
    legend = [],
    below = PLOT_MARGIN.bottom,
    left = PLOT_MARGIN.left,
  } = options;
  const shown = legend.length > 1 ? Math.max(...legend.map((label) => textWidth(label))) + 62 : 0;
  // A title that is too long for one line gets more; it never runs out of the figure.
  const titleLines = title ? wrapText(title, width - 28, SIZES.title, true) : [];
  const lines = caption ? wrapText(caption, width - left - 16, SIZES.note) : [];
  const bottom = below + (lines.length > 0 ? 10 + lines.length * CAPTION_LINE : 0);
  return {
    width,
    height:
      height +
      (titleLines.length > 1 ? (titleLines.length - 1) * TITLE_LINE : 0) +
      lines.length * CAPTION_LINE,
    font: { family: `${FONT_FAMILY}, sans-serif`, size: SIZES.label, color: INK.text },
    colorway: OKABE_ITO,
    paper_bgcolor: INK.paper,
    plot_bgcolor: INK.paper,
    margin: {
      l: left,
      r: PLOT_MARGIN.right + shown,
      t: PLOT_MARGIN.top + (titleLines.length > 0 ? 7 + titleLines.length * TITLE_LINE : 0),
      b: bottom,
      pad: 0,
    },
    ...(title ? { title: chartTitle(titleLines) } : {}),
    showlegend: shown > 0,
    legend: {
      x: 1,
      xanchor: "left",
      xref: "paper",
      y: 1,
      yanchor: "top",
      font: { size: SIZES.label },
      tracegroupgap: 0,
      bgcolor: "rgba(255,255,255,0)",
    },
    hoverlabel: { font: { family: `${FONT_FAMILY}, sans-serif`, size: SIZES.label } },
    annotations: lines.length > 0 ? [captionNote(lines, below)] : [],
  };
}

/** A bold title above the plot, flush with the left edge of the figure. */
export function chartTitle(lines: readonly string[]) {
  return {
    text: lines.map((line) => `<b>${line}</b>`).join("<br>"),
    x: 0,
    xref: "container",
    xanchor: "left",
    y: 1,
    yref: "container",
    yanchor: "top",
    // plotly forgets a text's own shift when it has several lines (each line sets its place anew).
    pad: { l: 14, t: lines.length > 1 ? 14 + 0.7 * SIZES.title : 14 },
    font: { size: SIZES.title, color: INK.title },
  };
}

/** The caption below everything, flush with the plot. Annotations know no container, so it hangs from the plot's edge. */
function captionNote(lines: readonly string[], below: number) {
  return {
    text: lines.join("<br>"),
    xref: "paper",
    x: 0,
    xanchor: "left",
    yref: "paper",
    y: 0,
    yanchor: "top",
    showarrow: false,
    align: "left",
    borderpad: 0,
    yshift: -below,
    font: { size: SIZES.note, color: INK.note },
  };
}

/**
 * A quiet axis: faint grid, outside ticks, a title that keeps its distance.
 *
 * @example
 * ```ts
 * import { axis } from "swath/figures";
 *
 * axis("epoch").automargin; // true
 * ```
 */
export function axis(title?: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    ...(title ? { title: { text: title, standoff: 10, font: { size: SIZES.label } } } : {}),
    automargin: true,
    gridcolor: GRID,
    zeroline: false,
    showline: true,
    linecolor: INK.rule,
    ticks: "outside",
    tickcolor: INK.rule,
    ticklen: 4,
    tickfont: { size: SIZES.note },
    ...more,
  };
}

import { ValueError } from "../../errors.js";
import { classColors } from "../color/categorical.js";
import { withAlpha } from "../color/rgb.js";
import { type Drawing, sentences } from "../drawing.js";
import { formatCount, formatNumber } from "../picture/number.js";
import type { Trace } from "../plotly/figure.js";
import { axis, baseLayout } from "./theme.js";

/** Bins, range and axes of {@link histogram}. */
export interface HistogramOptions {
  readonly title?: string;
  /** What is counted. */
  readonly x?: string;
  /** 50 unless told. */
  readonly bins?: number;
  /** Values outside are counted at the edges and said; all values unless told. */
  readonly range?: readonly [number, number];
  /** Logarithmic counts; false unless told. */
  readonly log?: boolean;
  readonly width?: number;
  readonly height?: number;
}

export interface Counts {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** Values that are not numbers, below the range, above it. */
  readonly nan: number;
  readonly below: number;
  readonly above: number;
}

/** Counts in bins of equal width; the last bin holds its upper edge, as NumPy's does. */
export function countBins(
  values: ArrayLike<number>,
  bins: number,
  range?: readonly [number, number],
): Counts {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ValueError("histogram", `bins is ${bins}`, { mend: "give a whole number of at least 1" });
  }
  let [low, high] = range ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  if (!range) {
    for (let i = 0; i < values.length; i++) {
      const v = values[i]!;
      if (!Number.isFinite(v)) continue;
      if (v < low) low = v;
      if (v > high) high = v;
    }
    if (low > high) [low, high] = [0, 1];
  }
  if (!(high > low)) [low, high] = [low - 0.5, low + 0.5];
  const counts = new Array<number>(bins).fill(0);
  let [nan, below, above] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (Number.isNaN(v)) nan++;
    else if (v < low) below++;
    else if (v > high) above++;
    else counts[Math.min(bins - 1, Math.floor(((v - low) / (high - low)) * bins))]!++;
  }
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  return { edges, counts, nan, below, above };
}

/**
 * How often which values occur; several groups over each other in outline. Only the counts go into the figure, never
 * the values: a histogram of ten million pixels is as small as one of ten.
 *
 * @example
 * ```ts
 * import { histogram } from "swath/figures";
 *
 * histogram([1, 2, 2, 3, Number.NaN], { bins: 3 }).caption; // "n = 5, 1 NaN."
 * ```
 */
export function histogram(
  values: ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>,
  options: HistogramOptions = {},
): Drawing {
  const { title = "", x = "value", bins = 50, log = false, width, height } = options;
  const groups: Readonly<Record<string, ArrayLike<number>>> = isList(values) ? { [x]: values } : values;
  const names = Object.keys(groups);
  const colors = classColors(names.length);
  const range = options.range ?? commonRange(Object.values(groups));
  const counted = names.map((name) => countBins(groups[name]!, bins, range));
  const many = names.length > 1;
  const data = counted.map(({ edges, counts }, i): Trace => {
    const color = colors[i]!;
    if (!many) {
      const centres = counts.map((_, k) => (edges[k]! + edges[k + 1]!) / 2);
      return {
        type: "bar",
        name: names[i]!,
        x: centres,
        y: counts,
        width: edges[1]! - edges[0]!,
        marker: { color },
      };
    }
    // Steps: each count stands from its bin's left edge to its right one.
    return {
      type: "scatter",
      mode: "lines",
      name: names[i]!,
      x: edges,
      y: [...counts, counts.at(-1)!],
      line: { shape: "hv", color, width: 1.5 },
      fill: "tozeroy",
      fillcolor: withAlpha(color, 0.2),
    };
  });
  const caption = counted
    .map(({ nan, below, above }, i) => {
      const parts = [
        `${many ? `${names[i]}: ` : ""}n = ${formatCount(groups[names[i]!]!.length)}`,
        nan > 0 && `${formatCount(nan)} NaN`,
        below > 0 && `${formatCount(below)} below the range`,
        above > 0 && `${formatCount(above)} above it`,
      ];
      return `${parts.filter(Boolean).join(", ")}.`;
    })
    .join(" ");
  const figure = {
    data,
    layout: {
      ...baseLayout({ title, caption, width, height, legend: names }),
      bargap: 0.04,
      xaxis: axis(x),
      yaxis: axis(
        "count",
        log ? { type: "log", dtick: 1, exponentformat: "power" } : { rangemode: "tozero" },
      ),
    },
  };
  const [low, high] = range;
  const alt = sentences(
    title && `${title}.`,
    `Histogram of ${names.join(", ")} in ${bins} bins from ${formatNumber(low)} to ${formatNumber(high)}.`,
    caption,
  );
  return { still: figure, live: figure, title, alt, caption };
}

function isList(values: unknown): values is ArrayLike<number> {
  return Array.isArray(values) || ArrayBuffer.isView(values);
}

function commonRange(groups: readonly ArrayLike<number>[]): readonly [number, number] {
  const ends = groups.map((group) => countBins(group, 1).edges);
  return [Math.min(...ends.map((e) => e[0]!)), Math.max(...ends.map((e) => e[1]!))];
}

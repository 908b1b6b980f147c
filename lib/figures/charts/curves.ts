import { ShapeError } from "../../errors.js";
import { classColors } from "../color/categorical.js";
import { withAlpha } from "../color/rgb.js";
import { type Drawing, sentences } from "../drawing.js";
import { formatNumber } from "../picture/number.js";
import type { Trace } from "../plotly/figure.js";
import { MAX_POINTS, thin } from "./points.js";
import { axis, baseLayout } from "./theme.js";

/** A curve: its values, or values with where they stand and how sure they are. */
export type Curve =
  | ArrayLike<number>
  | {
      readonly x?: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      /** Lower and upper edge of the band around the curve. */
      readonly low?: ArrayLike<number>;
      readonly high?: ArrayLike<number>;
      /** Several runs: the curve is their mean and the band its 95 % interval over runs. */
      readonly runs?: never;
      readonly dash?: "solid" | "dash" | "dot";
    }
  | { readonly x?: ArrayLike<number>; readonly runs: readonly ArrayLike<number>[]; readonly y?: never };

/** Titles, axes and size of {@link curves}. */
export interface CurvesOptions {
  readonly title?: string;
  readonly x?: string;
  readonly y?: string;
  /** Logarithmic axis for the values; false unless told. */
  readonly log?: boolean;
  readonly caption?: string;
  readonly width?: number;
  readonly height?: number;
}

interface Band {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  readonly dash?: string;
  readonly thinned: boolean;
}

/** Two-sided 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom; beyond, the normal one. */
const T975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

function overRuns(runs: readonly ArrayLike<number>[]) {
  const length = Math.min(...runs.map((run) => run.length));
  const y: number[] = [];
  const half: number[] = [];
  for (let i = 0; i < length; i++) {
    const values = runs.map((run) => run[i]!);
    const mean = values.reduce((sum, v) => sum + v, 0) / runs.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, runs.length - 1);
    y.push(mean);
    half.push((T975[runs.length - 2] ?? 1.96) * Math.sqrt(variance / runs.length));
  }
  return { y, low: y.map((v, i) => v - half[i]!), high: y.map((v, i) => v + half[i]!) };
}

function resolve(name: string, curve: Curve): Band {
  const given = "length" in curve ? { y: curve } : curve;
  const { x } = given as { x?: ArrayLike<number> };
  const parts: { y: ArrayLike<number>; low?: ArrayLike<number>; high?: ArrayLike<number> } =
    "runs" in given && given.runs
      ? given.runs.length > 1
        ? overRuns(given.runs)
        : { y: given.runs[0] ?? [] }
      : (given as { y: ArrayLike<number> });
  const { y, low, high } = parts;
  for (const [what, values] of Object.entries({ x, low, high })) {
    if (values && values.length !== y.length) {
      throw new ShapeError("curves", `"${name}" has ${y.length} values but ${values.length} of ${what}`, {
        mend: "give lists of the same length",
      });
    }
  }
  const kept = thin(y);
  const pick = (values: ArrayLike<number>): readonly number[] => kept.map((i) => values[i]!);
  return {
    x: x ? pick(x) : kept,
    y: pick(y),
    ...(low && high ? { low: pick(low), high: pick(high) } : {}),
    ...("dash" in given && given.dash ? { dash: given.dash } : {}),
    thinned: kept.length < y.length,
  };
}

/**
 * Curves over steps or epochs, each with its band of confidence where that is known.
 *
 * @example
 * ```ts
 * import { curves } from "swath/figures";
 *
 * const drawing = curves({ train: [1, 0.6, 0.4], test: { runs: [[1, 0.7, 0.6], [1.1, 0.8, 0.5]] } }, { x: "epoch", y: "loss" });
 * drawing.alt; // "Line chart of loss over epoch. train: 1 to 0.4; test: 1.05 to 0.55."
 * ```
 */
export function curves(series: Readonly<Record<string, Curve>>, options: CurvesOptions = {}): Drawing {
  const { title = "", x = "step", y = "value", log = false, width, height } = options;
  const names = Object.keys(series);
  const colors = classColors(names.length);
  const bands = names.map((name) => resolve(name, series[name]!));
  const data = names.flatMap((name, i) => curveTraces(name, bands[i]!, colors[i]!));
  const caption = sentences(
    options.caption,
    names.some((name) => "runs" in series[name]! && (series[name] as { runs: unknown[] }).runs.length > 1) &&
      "Bands: 95 % interval of the mean over runs.",
    bands.some((band) => band.thinned) && `Curves thinned to ${MAX_POINTS} points for display.`,
  );
  const figure = {
    data,
    layout: {
      ...baseLayout({ title, caption, width, height, legend: names }),
      xaxis: axis(x),
      yaxis: axis(y, log ? { type: "log", dtick: 1, exponentformat: "power" } : {}),
      hovermode: "x unified",
    },
  };
  const ends = names.map((name, i) => {
    const values = bands[i]!.y;
    return values.length === 0
      ? `${name}: empty`
      : `${name}: ${formatNumber(values[0]!)} to ${formatNumber(values.at(-1)!)}`;
  });
  const alt = `${title ? `${title}. ` : ""}Line chart of ${y} over ${x}. ${ends.join("; ")}.`;
  return { still: figure, live: figure, title, alt, caption };
}

function curveTraces(name: string, band: Band, color: string): Trace[] {
  const line: Trace = {
    type: "scatter",
    mode: band.x.length === 1 ? "markers" : "lines",
    name,
    x: band.x,
    y: band.y,
    line: { color, width: 2, ...(band.dash ? { dash: band.dash } : {}) },
    marker: { color },
    legendgroup: name,
  };
  if (!band.low || !band.high) return [line];
  const area: Trace = {
    type: "scatter",
    mode: "lines",
    name: `${name} (band)`,
    x: [...band.x, ...[...band.x].reverse()],
    y: [...band.high, ...[...band.low].reverse()],
    fill: "toself",
    fillcolor: withAlpha(color, 0.18),
    line: { width: 0 },
    hoverinfo: "skip",
    showlegend: false,
    legendgroup: name,
  };
  return [area, line];
}

import { ShapeError, ValueError } from "../../errors.js";
import { classColors } from "../color/categorical.js";
import { type Drawing, sentences } from "../drawing.js";
import { formatCount } from "../picture/number.js";
import type { Trace } from "../plotly/figure.js";
import { axis, baseLayout } from "./theme.js";

/** The corners of a ROC curve and the area under it. */
export interface RocPoints {
  /** Share of background that is called a target. */
  readonly falseAlarms: readonly number[];
  /** Share of targets that are found. */
  readonly detections: readonly number[];
  readonly auc: number;
}

/** More corners than this no screen shows; the area is computed before they are thinned. */
const MAX_CORNERS = 400;

/**
 * The ROC curve of scores against a truth of zeros and ones; equal scores share one corner. NaN scores are left out.
 *
 * @example
 * ```ts
 * import { rocPoints } from "swath/figures";
 *
 * rocPoints([0.1, 0.9, 0.8, 0.3], [0, 1, 0, 1]).auc; // 0.75
 * ```
 */
export function rocPoints(scores: ArrayLike<number>, truth: ArrayLike<number>): RocPoints {
  if (scores.length !== truth.length) {
    throw new ShapeError("roc", `${scores.length} scores, ${truth.length} truths`, {
      mend: "give one truth a score",
    });
  }
  const order = Array.from({ length: scores.length }, (_, i) => i)
    .filter((i) => Number.isFinite(scores[i]!))
    .sort((a, b) => scores[b]! - scores[a]!);
  const positives = order.reduce((sum, i) => sum + Number(truth[i]! > 0), 0);
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new ValueError("roc", `the truth has ${positives} targets and ${negatives} background pixels`, {
      mend: "give a truth with both",
    });
  }
  const falseAlarms = [0];
  const detections = [0];
  let [found, wrong, auc] = [0, 0, 0];
  for (let k = 0; k < order.length; k++) {
    if (truth[order[k]!]! > 0) found++;
    else wrong++;
    if (k + 1 < order.length && scores[order[k + 1]!] === scores[order[k]!]) continue;
    const [x, y] = [wrong / negatives, found / positives];
    auc += ((x - falseAlarms.at(-1)!) * (y + detections.at(-1)!)) / 2;
    falseAlarms.push(x);
    detections.push(y);
  }
  return { ...corners(falseAlarms, detections), auc };
}

/** Keeps the corners where the curve turns, and of those evenly many. */
function corners(x: readonly number[], y: readonly number[]) {
  const turns = x
    .map((_, i) => i)
    .filter(
      (i) =>
        i === 0 ||
        i === x.length - 1 ||
        x[i]! - x[i - 1]! !== x[i + 1]! - x[i]! ||
        y[i]! - y[i - 1]! !== y[i + 1]! - y[i]!,
    );
  const step = Math.max(1, Math.ceil(turns.length / MAX_CORNERS));
  const kept = turns.filter((_, k) => k % step === 0 || k === turns.length - 1);
  return { falseAlarms: kept.map((i) => x[i]!), detections: kept.map((i) => y[i]!) };
}

export function rocTraces(curves: Readonly<Record<string, RocPoints>>): Trace[] {
  const names = Object.keys(curves);
  const colors = classColors(names.length);
  return [
    {
      type: "scatter",
      mode: "lines",
      x: [0, 1],
      y: [0, 1],
      line: { color: "#b8b8b8", width: 1, dash: "dot" },
      hoverinfo: "skip",
      showlegend: false,
    },
    ...names.map((name, i): Trace => {
      const { falseAlarms, detections, auc } = curves[name]!;
      return {
        type: "scatter",
        mode: "lines",
        name: `${name} (AUC ${auc.toFixed(4)})`,
        x: falseAlarms,
        y: detections,
        line: { color: colors[i]!, width: 2 },
      };
    }),
  ];
}

/** Title and axis of {@link roc}. */
export interface RocOptions {
  readonly title?: string;
  /** Logarithmic false-alarm rate, as detection papers draw it; false unless told. */
  readonly log?: boolean;
}

/**
 * ROC curves of one or more detectors against the same truth.
 *
 * @example
 * ```ts
 * import { roc } from "swath/figures";
 *
 * roc({ RX: [0.1, 0.9, 0.8, 0.3] }, [0, 1, 0, 1]).alt; // "ROC curves. RX: AUC 0.7500."
 * ```
 */
export function roc(
  scores: Readonly<Record<string, ArrayLike<number>>>,
  truth: ArrayLike<number>,
  options: RocOptions = {},
): Drawing {
  const { title = "", log = false } = options;
  const curves = Object.fromEntries(Object.entries(scores).map(([name, s]) => [name, rocPoints(s, truth)]));
  const data = rocTraces(curves);
  const legend = [...data.map((trace) => String(trace["name"] ?? "")), ""];
  const targets = Array.from(truth).reduce((sum, v) => sum + Number(v > 0), 0);
  const caption = `${formatCount(targets)} targets among ${formatCount(truth.length)} pixels.`;
  const base = baseLayout({ title, caption, width: 400, height: 400, legend });
  const width = Math.ceil(base.margin.l + base.margin.r + 310);
  const figure = {
    data,
    layout: {
      ...base,
      width,
      showlegend: true,
      xaxis: axis("false alarms", log ? { type: "log", range: [-4, 0] } : { range: [-0.01, 1.01] }),
      yaxis: axis("detections", { range: [-0.01, 1.01] }),
    },
  };
  const aucs = Object.entries(curves).map(([name, { auc }]) => `${name}: AUC ${auc.toFixed(4)}`);
  const alt = sentences(title && `${title}.`, `ROC curves. ${aucs.join("; ")}.`);
  return { still: figure, live: figure, title, alt, caption };
}

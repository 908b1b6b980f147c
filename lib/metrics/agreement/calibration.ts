import { ShapeError, ValueError } from "../../errors.js";
import {
  labelOutOfRange,
  linspace,
  type Numbers,
  rowsOf,
  sameLength,
  wholeNumber,
  zeroOrOne,
} from "../check.js";

/** How confidences are binned. */
export interface CalibrationOptions {
  /** 15 unless told. */
  readonly bins?: number;
  /** Bins of equal width, or of equally many samples. "uniform" unless told. */
  readonly strategy?: "uniform" | "quantile";
}

/** One bar of a reliability diagram. A confidence on a limit belongs to the bin below. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The mean confidence in the bin; NaN in an empty one. */
  readonly confidence: number;
  /** The share that is right; NaN in an empty one. */
  readonly accuracy: number;
}

/** How far confidence and accuracy are apart. */
export interface Calibration {
  /** Expected calibration error: the mean gap, weighted by the bins' counts. */
  readonly ece: number;
  /** Maximum calibration error: the largest gap. */
  readonly mce: number;
  readonly bins: readonly CalibrationBin[];
}

/**
 * Calibration of confidences (0 to 1) against what was right (1) or not (0), over reliability bins.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const { ece, mce, bins } = metrics.calibration([0.9, 0.9, 0.6, 0.6], [1, 1, 1, 0], { bins: 5 });
 * ece; // 0.09999999999999998
 * mce; // 0.09999999999999998
 * bins[4]; // { low: 0.8, high: 1, count: 2, confidence: 0.9, accuracy: 1 }
 * ```
 */
export function calibration(
  confidence: Numbers,
  right: Numbers,
  options: CalibrationOptions = {},
): Calibration {
  const { bins = 15, strategy = "uniform" } = options;
  wholeNumber("calibration", "bins", bins, 1);
  const n = sameLength("calibration", confidence, right, ["confidences", "outcomes"]);
  if (n === 0) throw new ValueError("calibration", "there is no confidence", { mend: "give at least one" });
  for (let i = 0; i < n; i++) {
    probability("calibration", confidence[i]!, i);
    zeroOrOne("calibration", "outcome", right[i]!, i);
  }
  const even = linspace(0, 1, bins + 1);
  const limits = strategy === "uniform" ? even : quantiles(confidence, even);
  const counts = new Float64Array(bins);
  const confidences = new Float64Array(bins);
  const rights = new Float64Array(bins);
  for (let i = 0; i < n; i++) {
    const bin = binOf(confidence[i]!, limits);
    counts[bin]!++;
    confidences[bin]! += confidence[i]!;
    rights[bin]! += right[i]!;
  }
  const bars = Array.from(counts, (count, bin) => ({
    low: limits[bin]!,
    high: limits[bin + 1]!,
    count,
    confidence: confidences[bin]! / count,
    accuracy: rights[bin]! / count,
  }));
  const gaps = bars.map((bar) => (bar.count === 0 ? 0 : Math.abs(bar.accuracy - bar.confidence)));
  return {
    ece: gaps.reduce((sum, gap, bin) => sum + (gap * counts[bin]!) / n, 0),
    mce: Math.max(...gaps),
    bins: bars,
  };
}

/** The bin whose inner limits enclose the value: above its lower limit, up to its upper one. */
function binOf(value: number, limits: Float64Array): number {
  let [low, high] = [0, limits.length - 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (limits[middle + 1]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * numpy.percentile, rounding included: a limit that should fall on a confidence must do so to the last bit, or the
 * confidences tied with it change bins.
 */
function quantiles(values: Numbers, at: Float64Array): Float64Array {
  const ascending = Float64Array.from(values).sort();
  return at.map((share) => {
    const place = ((share * 100) / 100) * (ascending.length - 1);
    const below = Math.floor(place);
    const low = ascending[below]!;
    const high = ascending[below + 1] ?? low;
    const step = high - low;
    const part = place - below;
    return part < 0.5 ? low + step * part : high - step * (1 - part);
  });
}

/** What `topLabel` takes besides probabilities and truth. */
export interface TopLabelOptions {
  readonly classes: number;
}

/** The highest probability of every sample, its class, and whether that class is right. */
export interface TopLabel {
  readonly confidence: Float64Array;
  readonly label: Int32Array;
  readonly right: Uint8Array;
}

/**
 * From a row-major table of class probabilities and true labels to what `calibration` takes. Of equal probabilities
 * the lower class is the guess.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const { confidence, right } = metrics.topLabel([0.7, 0.3, 0.4, 0.6], [0, 0], { classes: 2 });
 * confidence; // Float64Array [0.7, 0.6]
 * metrics.calibration(confidence, right).ece; // 0.45
 * ```
 */
export function topLabel(probabilities: Numbers, truth: Numbers, { classes }: TopLabelOptions): TopLabel {
  const rows = table("topLabel", probabilities, truth, classes);
  const confidence = new Float64Array(rows);
  const label = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (probabilities[row * classes + k]! > probabilities[row * classes + best]!) best = k;
    }
    label[row] = best;
    confidence[row] = probabilities[row * classes + best]!;
  }
  return { confidence, label, right: Uint8Array.from(label, (guess, row) => Number(guess === truth[row])) };
}

/** What `brier` and `logLoss` take besides probabilities and truth. */
export interface ProbabilityOptions {
  /** The width of a table of class probabilities; without it the probabilities are those of the outcome 1. */
  readonly classes?: number;
}

/**
 * The Brier score, lower is better: the mean squared distance of probability and outcome (0 to 1), or, with `classes`,
 * the mean over samples of the squared distances summed over classes (0 to 2).
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.brier([0.9, 0.2], [1, 0]); // 0.025
 * metrics.brier([0.1, 0.9, 0.8, 0.2], [1, 0], { classes: 2 }); // 0.04999999999999999
 * ```
 */
export function brier(probabilities: Numbers, truth: Numbers, { classes }: ProbabilityOptions = {}): number {
  return meanOver("brier", probabilities, truth, classes, (p, hit) => (p - hit) ** 2);
}

/**
 * Log loss, the mean negative logarithm of the probability that the truth was given; lower is better. A probability of
 * 0 counts as the smallest step above 0 (2.2e-16), so that a single wrong certainty does not hide all else.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.logLoss([0.9, 0.2], [1, 0]); // 0.164252033486018
 * metrics.logLoss([0.1, 0.9, 0.8, 0.2], [1, 0], { classes: 2 }); // 0.164252033486018
 * ```
 */
export function logLoss(
  probabilities: Numbers,
  truth: Numbers,
  { classes }: ProbabilityOptions = {},
): number {
  const log = (p: number) => -Math.log(Math.max(p, Number.EPSILON));
  if (classes === undefined) {
    return meanOver("logLoss", probabilities, truth, classes, (p, hit) => log(hit === 1 ? p : 1 - p));
  }
  return meanOver("logLoss", probabilities, truth, classes, (p, hit) => (hit === 1 ? log(p) : 0));
}

/** The mean over samples of a term of probability and outcome; over classes the terms are summed. */
function meanOver(
  operation: string,
  probabilities: Numbers,
  truth: Numbers,
  classes: number | undefined,
  term: (probability: number, hit: number) => number,
): number {
  let sum = 0;
  if (classes === undefined) {
    const n = sameLength(operation, probabilities, truth, ["probabilities", "outcomes"]);
    for (let i = 0; i < n; i++) {
      probability(operation, probabilities[i]!, i);
      zeroOrOne(operation, "outcome", truth[i]!, i);
      sum += term(probabilities[i]!, truth[i]!);
    }
    return sum / n;
  }
  const rows = table(operation, probabilities, truth, classes);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < classes; k++)
      sum += term(probabilities[row * classes + k]!, Number(truth[row] === k));
  }
  return sum / rows;
}

function table(operation: string, probabilities: Numbers, truth: Numbers, classes: number): number {
  wholeNumber(operation, "classes", classes, 1);
  const rows = rowsOf(operation, "probabilities", probabilities, classes);
  if (rows !== truth.length) {
    throw new ShapeError(operation, `${rows} rows of probabilities, ${truth.length} truths`, {
      mend: `give ${classes} probabilities a sample`,
    });
  }
  for (let i = 0; i < probabilities.length; i++) probability(operation, probabilities[i]!, i);
  for (let row = 0; row < rows; row++) {
    const label = truth[row]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw labelOutOfRange(operation, "truth", label, row, classes);
    }
  }
  return rows;
}

function probability(operation: string, value: number, at: number): void {
  if (value >= 0 && value <= 1) return;
  throw new ValueError(operation, `probability ${at} is ${value}`, {
    mend: "give numbers from 0 to 1 (softmax or sigmoid of the logits)",
  });
}

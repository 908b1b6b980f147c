import { ShapeError, ValueError } from "../../errors.js";
import { epochOf, type Trajectory } from "./trajectory.js";

/** The methods beside TDDS, all from one recorded trajectory (sheet, 3.9). `labels` holds the true class of each sample. */

function checkLabels(operation: string, { samples, classes }: Trajectory, labels: ArrayLike<number>): void {
  if (labels.length !== samples) {
    throw new ShapeError(operation, `${labels.length} labels for ${samples} samples`, {
      mend: "give one each",
    });
  }
  for (let n = 0; n < samples; n++) {
    if (!(labels[n]! >= 0 && labels[n]! < classes)) {
      throw new ValueError(operation, `label ${labels[n]} of sample ${n}, of ${classes} classes`, {
        mend: "labels begin at 0",
      });
    }
  }
}

/** Whether the largest output is the true class; of equal ones the first counts. */
function correct(probabilities: Float32Array, n: number, classes: number, label: number): boolean {
  let best = 0;
  for (let c = 1; c < classes; c++) {
    if (probabilities[n * classes + c]! > probabilities[n * classes + best]!) best = c;
  }
  return best === label;
}

/** How often each sample was known in one epoch and not in the next, and how often it was known. */
export interface Forgetting {
  readonly events: Float64Array;
  readonly correctness: Int32Array;
}

/**
 * Forgetting (Toneva et al.): keep the largest. A sample that was never known counts as `never` events: Infinity unless told,
 * as in the original; other code leaves 0.
 *
 * @example
 * ```ts
 * import { forgetting, trajectory } from "swath/papers/tdds";
 *
 * const recorded = trajectory([[2, 0], [0, 2], [2, 0]], [[0], [0], [0]], 2);
 * forgetting(recorded, [0]).events[0]; // 1
 * ```
 */
export function forgetting(
  recorded: Trajectory,
  labels: ArrayLike<number>,
  { never = Number.POSITIVE_INFINITY }: { readonly never?: number } = {},
): Forgetting {
  checkLabels("forgetting", recorded, labels);
  const { samples, classes, epochs } = recorded;
  const events = new Float64Array(samples);
  const correctness = new Int32Array(samples);
  let before = new Uint8Array(samples);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const probabilities = epochOf(recorded, epoch);
    const now = new Uint8Array(samples);
    for (let n = 0; n < samples; n++) {
      now[n] = correct(probabilities, n, classes, labels[n]!) ? 1 : 0;
      correctness[n] = correctness[n]! + now[n]!;
      if (before[n] === 1 && now[n] === 0) events[n] = events[n]! + 1;
    }
    before = now;
  }
  for (let n = 0; n < samples; n++) if (correctness[n] === 0) events[n] = never;
  return { events, correctness };
}

/**
 * Area under the margin (Pleiss et al.), on probabilities and summed over epochs: keep the smallest.
 *
 * @example
 * ```ts
 * import { aum, trajectory } from "swath/papers/tdds";
 *
 * aum(trajectory([[9, 0]], [[0]], 2), [0])[0]! > 0.99; // true
 * ```
 */
export function aum(recorded: Trajectory, labels: ArrayLike<number>): Float64Array {
  checkLabels("aum", recorded, labels);
  const { samples, classes, epochs } = recorded;
  const margin = new Float64Array(samples);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const p = epochOf(recorded, epoch);
    for (let n = 0; n < samples; n++) {
      let other = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < classes; c++) if (c !== labels[n]) other = Math.max(other, p[n * classes + c]!);
      margin[n] = margin[n]! + p[n * classes + labels[n]!]! - other;
    }
  }
  return margin;
}

/**
 * EL2N (Paul et al.): the length of the error vector, summed over the first epochs (10 unless told): keep the largest.
 *
 * @example
 * ```ts
 * import { el2n, trajectory } from "swath/papers/tdds";
 *
 * el2n(trajectory([[0, 0]], [[0]], 2), [0])[0]; // 0.707
 * ```
 */
export function el2n(
  recorded: Trajectory,
  labels: ArrayLike<number>,
  { epochs = 10 }: { readonly epochs?: number } = {},
): Float64Array {
  checkLabels("el2n", recorded, labels);
  const sum = new Float64Array(recorded.samples);
  for (let epoch = 0; epoch < Math.min(epochs, recorded.epochs); epoch++) {
    errorNorms(recorded, labels, epoch).forEach((value, n) => {
      sum[n] = sum[n]! + value;
    });
  }
  return sum;
}

/** |p - onehot(y)| of every sample in one epoch. */
function errorNorms(recorded: Trajectory, labels: ArrayLike<number>, epoch: number): Float64Array {
  const { samples, classes } = recorded;
  const p = epochOf(recorded, epoch);
  return Float64Array.from({ length: samples }, (_, n) => {
    let squares = 0;
    for (let c = 0; c < classes; c++) squares += (p[n * classes + c]! - (c === labels[n] ? 1 : 0)) ** 2;
    return Math.sqrt(squares);
  });
}

/**
 * Entropy (Coleman et al.) of the last epoch's outputs: keep the largest.
 *
 * @example
 * ```ts
 * import { entropy, trajectory } from "swath/papers/tdds";
 *
 * entropy(trajectory([[0, 0]], [[0]], 2))[0]; // 0.693
 * ```
 */
export function entropy(recorded: Trajectory): Float64Array {
  const { samples, classes, epochs } = recorded;
  const p = epochOf(recorded, epochs - 1);
  return Float64Array.from({ length: samples }, (_, n) => {
    let sum = 0;
    for (let c = n * classes; c < (n + 1) * classes; c++) sum -= p[c]! * Math.log(p[c]! + 1e-10);
    return sum;
  });
}

/** Cross entropy of the last epoch. */
export function lastLoss(recorded: Trajectory, labels: ArrayLike<number>): Float64Array {
  checkLabels("lastLoss", recorded, labels);
  const { samples, classes, epochs } = recorded;
  const p = epochOf(recorded, epochs - 1);
  return Float64Array.from({ length: samples }, (_, n) => -Math.log(p[n * classes + labels[n]!]! + 1e-10));
}

/** The true class's probability of every sample, [epoch][sample]. */
export function trueClass(recorded: Trajectory, labels: ArrayLike<number>): Float64Array[] {
  checkLabels("trueClass", recorded, labels);
  const { samples, classes, epochs } = recorded;
  return Array.from({ length: epochs }, (_, epoch) => {
    const p = epochOf(recorded, epoch);
    return Float64Array.from({ length: samples }, (_n, n) => p[n * classes + labels[n]!]!);
  });
}

/** Sample deviation of a window of epochs, times 10, for each sample. */
function windowDeviation(rows: readonly Float64Array[]): Float64Array {
  const [first] = rows as readonly [Float64Array];
  return first.map((_, n) => {
    const mean = rows.reduce((sum, row) => sum + row[n]!, 0) / rows.length;
    const squares = rows.reduce((sum, row) => sum + (row[n]! - mean) ** 2, 0);
    return 10 * Math.sqrt(squares / (rows.length - 1));
  });
}

/**
 * Dynamic uncertainty (He et al.): the deviation of the true class's probability inside windows, averaged; the official code
 * leaves out the window that ends at the last epoch. Keep the largest.
 *
 * @example
 * ```ts
 * import { dynUnc } from "swath/papers/tdds";
 *
 * dynUnc([[0.1], [0.9], [0.5]].map((row) => Float64Array.from(row)), { window: 2 })[0]; // 5.657
 * ```
 */
export function dynUnc(
  probability: readonly Float64Array[],
  { window = 10 }: { readonly window?: number } = {},
): Float64Array {
  const windows = probability.length - window;
  if (windows < 1 || window < 2) {
    throw new ValueError("dynUnc", `windows of ${window} in ${probability.length} epochs`, {
      mend: "record at least one epoch more than a window has",
    });
  }
  const sum = new Float64Array(probability[0]?.length ?? 0);
  for (let start = 0; start < windows; start++) {
    windowDeviation(probability.slice(start, start + window)).forEach((value, n) => {
      sum[n] = sum[n]! + value / windows;
    });
  }
  return sum;
}

/**
 * DUAL (Cho et al. 2025): deviation inside windows times one minus the mean, over the first epochs: keep the largest.
 *
 * @example
 * ```ts
 * import { dual } from "swath/papers/tdds";
 *
 * dual([[0.1], [0.9]].map((row) => Float64Array.from(row)), { window: 2 })[0]; // 2.828
 * ```
 */
export function dual(
  probability: readonly Float64Array[],
  { window = 10, epochs = 30 }: { readonly window?: number; readonly epochs?: number } = {},
): Float64Array {
  const used = probability.slice(0, epochs);
  const windows = used.length - window + 1;
  if (windows < 1 || window < 2) {
    throw new ValueError("dual", `windows of ${window} in ${used.length} epochs`, {
      mend: "take smaller windows",
    });
  }
  const sum = new Float64Array(used[0]?.length ?? 0);
  for (let start = 0; start < windows; start++) {
    const rows = used.slice(start, start + window);
    windowDeviation(rows).forEach((value, n) => {
      const mean = rows.reduce((all, row) => all + row[n]!, 0) / window;
      sum[n] = sum[n]! + (value * (1 - mean)) / windows;
    });
  }
  return sum;
}

/**
 * EVA (Hong et al. 2024): variance of the error's length in an early and in a late window: keep the largest. The windows'
 * places are assumed (sheet, 3.9): the first and the last `window` epochs.
 *
 * @example
 * ```ts
 * import { eva, trajectory } from "swath/papers/tdds";
 *
 * const recorded = trajectory([[0, 0], [3, 0], [0, 0]], [[0], [0], [0]], 2);
 * eva(recorded, [0], { window: 2 })[0]! > 0; // true
 * ```
 */
export function eva(
  recorded: Trajectory,
  labels: ArrayLike<number>,
  { window = 10 }: { readonly window?: number } = {},
): Float64Array {
  checkLabels("eva", recorded, labels);
  const variance = (epochs: readonly number[]): Float64Array => {
    const rows = epochs.map((epoch) => errorNorms(recorded, labels, epoch));
    const [first] = rows as [Float64Array];
    return first.map((_, n) => {
      const mean = rows.reduce((sum, row) => sum + row[n]!, 0) / rows.length;
      return rows.reduce((sum, row) => sum + (row[n]! - mean) ** 2, 0) / rows.length;
    });
  };
  const size = Math.min(window, recorded.epochs);
  const early = variance(Array.from({ length: size }, (_, i) => i));
  const late = variance(Array.from({ length: size }, (_, i) => recorded.epochs - size + i));
  return early.map((value, n) => value + late[n]!);
}

/**
 * GraNd in its cheap form (assumed, sheet 3.9): the last layer's gradient, |p - onehot(y)| |(h, 1)| with h what the classifier
 * sees: keep the largest.
 *
 * @example
 * ```ts
 * import { grand } from "swath/papers/tdds";
 *
 * grand(Float32Array.of(0.5, 0.5), Float32Array.of(0), [0], 2)[0]; // 0.707
 * ```
 */
export function grand(
  probabilities: Float32Array,
  features: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): Float64Array {
  const samples = labels.length;
  const recorded = { epochs: 1, samples, classes, probabilities };
  checkLabels("grand", recorded, labels);
  const width = features.length / samples;
  return errorNorms(recorded, labels, 0).map((error, n) => {
    let squares = 1;
    for (let i = n * width; i < (n + 1) * width; i++) squares += features[i]! ** 2;
    return error * Math.sqrt(squares);
  });
}

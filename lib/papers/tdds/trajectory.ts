import { ShapeError, ValueError } from "../../errors.js";

/**
 * What training recorded (sheet, 3.4): for each epoch the outputs of every sample, as they came in train mode, put back into
 * the order of the data set.
 */
export interface Trajectory {
  /** T: recorded epochs. */
  readonly epochs: number;
  /** N */
  readonly samples: number;
  /** C */
  readonly classes: number;
  /** Softmax outputs, [epoch][sample][class]. */
  readonly probabilities: Float32Array;
}

/** Softmax of rows in float32, with the largest logit taken off (sheet, 7). */
export function softmaxRows(logits: ArrayLike<number>, classes: number): Float32Array {
  const result = new Float32Array(logits.length);
  for (let at = 0; at < logits.length; at += classes) {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) top = Math.max(top, logits[at + c]!);
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const value = Math.exp(logits[at + c]! - top);
      result[at + c] = value;
      sum += value;
    }
    for (let c = 0; c < classes; c++) result[at + c] = result[at + c]! / sum;
  }
  return result;
}

/**
 * Puts the logits of one epoch, in the shuffled order of the loader, into the data set's order: row i belongs to sample
 * `index[i]`. Every sample must occur once: the official code adds doubled rows and leaves missing ones at 0.
 *
 * @example
 * ```ts
 * import { unshuffled } from "swath/papers/tdds";
 *
 * unshuffled([1, 2, 3, 4], [1, 0], 2); // Float32Array [3, 4, 1, 2]
 * ```
 */
export function unshuffled(
  logits: ArrayLike<number>,
  index: ArrayLike<number>,
  classes: number,
): Float32Array {
  const samples = index.length;
  if (logits.length !== samples * classes) {
    throw new ShapeError(
      "unshuffled",
      `${logits.length} logits for ${samples} samples of ${classes} classes`,
      {
        mend: "record one row for each index",
      },
    );
  }
  const result = new Float32Array(logits.length);
  const seen = new Uint8Array(samples);
  for (let row = 0; row < samples; row++) {
    const sample = index[row]!;
    if (!(sample >= 0 && sample < samples) || seen[sample] === 1) {
      throw new ValueError("unshuffled", `sample ${sample} occurs twice, or is none of ${samples}`, {
        mend: "record every sample once an epoch",
      });
    }
    seen[sample] = 1;
    for (let c = 0; c < classes; c++) result[sample * classes + c] = logits[row * classes + c]!;
  }
  return result;
}

/**
 * A trajectory from recorded logits and indices, epoch by epoch in loader order.
 *
 * @example
 * ```ts
 * import { trajectory } from "swath/papers/tdds";
 *
 * const recorded = trajectory([[1, 2, 3, 4]], [[1, 0]], 2);
 * [recorded.epochs, recorded.samples, recorded.classes]; // [1, 2, 2]
 * ```
 */
export function trajectory(
  logits: readonly ArrayLike<number>[],
  indices: readonly ArrayLike<number>[],
  classes: number,
): Trajectory {
  const samples = indices[0]?.length ?? 0;
  const probabilities = new Float32Array(logits.length * samples * classes);
  for (const [epoch, rows] of logits.entries()) {
    const index = indices[epoch];
    if (index?.length !== samples) {
      throw new ShapeError(
        "trajectory",
        `epoch ${epoch} has ${index?.length ?? 0} samples, the first ${samples}`,
        {
          mend: "record every sample once an epoch",
        },
      );
    }
    probabilities.set(softmaxRows(unshuffled(rows, index, classes), classes), epoch * samples * classes);
  }
  return { epochs: logits.length, samples, classes, probabilities };
}

/** The first epochs of a trajectory. */
export const firstEpochs = (all: Trajectory, epochs: number): Trajectory => ({
  ...all,
  epochs: Math.min(epochs, all.epochs),
  probabilities: all.probabilities.subarray(0, Math.min(epochs, all.epochs) * all.samples * all.classes),
});

/** The probabilities of one epoch. */
export const epochOf = ({ probabilities, samples, classes }: Trajectory, epoch: number): Float32Array =>
  probabilities.subarray(epoch * samples * classes, (epoch + 1) * samples * classes);

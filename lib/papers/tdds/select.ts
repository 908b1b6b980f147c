import { ValueError } from "../../errors.js";

/**
 * Indices by ascending score; equal scores keep the order of their indices.
 *
 * @example
 * ```ts
 * import { ascending } from "swath/papers/tdds";
 *
 * ascending([3, 1, 2]); // Int32Array [1, 2, 0]
 * ```
 */
export function ascending(scores: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i);
  return order.sort((a, b) => scores[a]! - scores[b]! || a - b);
}

/** floor(rate * count) as double arithmetic has it (sheet, 7). */
function pruned(count: number, rate: number): number {
  if (!(rate >= 0 && rate < 1)) {
    throw new ValueError("keepLargest", `a pruning rate of ${rate}`, {
      mend: "give the share that goes, 0 to 1",
    });
  }
  return Math.floor(rate * count);
}

/**
 * What is left when the share `rate` with the smallest scores is gone (sheet, 3.5), in ascending order of the scores. No class
 * is looked after.
 *
 * @example
 * ```ts
 * import { ascending, keepLargest } from "swath/papers/tdds";
 *
 * keepLargest(ascending([3, 1, 2, 4]), 0.5); // Int32Array [0, 3]
 * ```
 */
export const keepLargest = (order: Int32Array, rate: number): Int32Array =>
  order.slice(pruned(order.length, rate));

/**
 * As {@link keepLargest}, of the smallest scores.
 *
 * @example
 * ```ts
 * import { ascending, keepSmallest } from "swath/papers/tdds";
 *
 * keepSmallest(ascending([3, 1, 2, 4]), 0.5); // Int32Array [1, 2]
 * ```
 */
export const keepSmallest = (order: Int32Array, rate: number): Int32Array =>
  order.slice(0, order.length - pruned(order.length, rate));

/**
 * Weights of the samples in the coreset's loss: scores scaled to [0, 1] over the whole data set (sheet, 3.6).
 *
 * @example
 * ```ts
 * import { scoreWeights } from "swath/papers/tdds";
 *
 * scoreWeights([1, 3, 2]); // Float64Array [0, 1, 0.5]
 * ```
 */
export function scoreWeights(scores: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(scores);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const range = high - low || 1;
  return values.map((value) => (value - low) / range);
}

import { choice, type Key, permutation } from "../../device/random/index.js";
import { ValueError } from "../../errors.js";
import { byClass } from "../split/classes.js";

/** Which samples an epoch sees, in which order; the same key, the same list. */
export type Sampler = (key: Key) => Int32Array;

/**
 * Samples drawn in proportion to weights, with replacement: an epoch may see one several times and another not at all.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { weightedSampler } from "swath/data";
 *
 * const sampler = weightedSampler([0, 1, 3], { count: 1000 });
 * sampler(seed(1)).filter((i) => i === 2).length; // about 750
 * ```
 */
export function weightedSampler(
  weights: ArrayLike<number>,
  options: {
    /** Samples of an epoch; as many as there are weights unless told. */
    readonly count?: number;
  } = {},
): Sampler {
  const { count = weights.length } = options;
  const own = Float64Array.from(weights);
  return (key) => choice(key, own.length, count, { replace: true, weights: own });
}

/**
 * Equally many samples of every class (to within one) in random order. Every sample of a class comes once before any comes
 * again, so the frequent classes are thinned and the rare ones repeated as little as possible.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { balancedSampler } from "swath/data";
 *
 * const labels = [0, 0, 0, 0, 0, 0, 1, 1];
 * const order = balancedSampler(labels)(seed(1));
 * order.filter((i) => labels[i] === 1).length; // 4 of 8
 * ```
 */
export function balancedSampler(
  labels: ArrayLike<number>,
  options: {
    /** Samples of an epoch; as many as there are labels unless told. */
    readonly count?: number;
    /** Labels that are never drawn; none unless told. */
    readonly ignore?: readonly number[];
  } = {},
): Sampler {
  const { count = labels.length, ignore } = options;
  const classes = [...byClass(labels, ignore)];
  if (classes.length === 0) {
    throw new ValueError("balancedSampler", "there is no labelled sample", { mend: "give labels" });
  }
  return (key) => {
    // Which classes have one more than the others changes from epoch to epoch.
    const extra = permutation(key.fold("extra"), classes.length);
    const drawn: number[] = [];
    for (const [rank, at] of extra.entries()) {
      const [label, members] = classes[at]!;
      const wanted = Math.floor(count / classes.length) + (rank < count % classes.length ? 1 : 0);
      for (let round = 0, left = wanted; left > 0; round++, left -= members.length) {
        const order = permutation(key.fold(label).fold(round), members.length);
        for (const i of order.subarray(0, left)) drawn.push(members[i]!);
      }
    }
    return Int32Array.from(permutation(key.fold("order"), drawn.length), (i) => drawn[i]!);
  };
}

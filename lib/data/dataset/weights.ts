import { ValueError } from "../../errors.js";

/** How rare classes are made to count. */
export interface ClassWeightOptions {
  /** How many classes there are; the largest label and one unless told. */
  readonly classes?: number;
  /**
   * `inverse`: samples / (classes that occur · samples of the class), as scikit-learn's `balanced`. `effective`: 1 over the effective
   * number of samples (1 - βⁿ)/(1 - β), scaled so that the weights of the classes that occur sum to their number (Cui et al., CVPR 2019,
   * doi 10.1109/CVPR.2019.00949). `inverse` unless told.
   */
  readonly method?: "inverse" | "effective";
  /** β of `effective`, from 0 (all alike) to below 1 (towards `inverse`); 0.999 unless told. */
  readonly beta?: number;
  /** Labels that do not count, such as [255]; none unless told. */
  readonly ignore?: readonly number[];
}

/**
 * A weight for each class, for a loss. A class without samples has weight 0.
 *
 * @example
 * ```ts
 * import { classWeights } from "swath/data";
 *
 * classWeights([0, 0, 0, 1]); // Float32Array [0.667, 2]
 * classWeights([0, 0, 0, 1], { method: "effective", beta: 0.5 }); // Float32Array [0.727, 1.273]
 * ```
 */
export function classWeights(labels: ArrayLike<number>, options: ClassWeightOptions = {}): Float32Array {
  const { method = "inverse", beta = 0.999, ignore = [] } = options;
  if (!(beta >= 0 && beta < 1)) {
    throw new ValueError("classWeights", `beta is ${beta}`, { mend: "give a number from 0 to below 1" });
  }
  const kept = Array.from(labels).filter((label) => !ignore.includes(label));
  const { classes = kept.reduce((most, label) => Math.max(most, label + 1), 0) } = options;
  const counts = new Float64Array(classes);
  for (const label of kept) {
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new ValueError("classWeights", `the label ${label} is none of ${classes} classes`, {
        mend: "give classes, or ignore",
      });
    }
    counts[label] = counts[label]! + 1;
  }
  const present = counts.filter((count) => count > 0).length;
  if (method === "inverse") {
    return Float32Array.from(counts, (count) => (count > 0 ? kept.length / (present * count) : 0));
  }
  const raw = counts.map((count) => (count > 0 ? (1 - beta) / (1 - beta ** count) : 0));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return Float32Array.from(raw, (weight) => (weight * present) / sum);
}

/**
 * The weight of each sample, given the weights of the classes: for {@link weightedSampler}.
 *
 * @example
 * ```ts
 * import { classWeights, sampleWeights } from "swath/data";
 *
 * const labels = [0, 0, 0, 1];
 * sampleWeights(labels, classWeights(labels)); // Float32Array [0.667, 0.667, 0.667, 2]
 * ```
 */
export function sampleWeights(labels: ArrayLike<number>, weights: ArrayLike<number>): Float32Array {
  return Float32Array.from(labels, (label) => {
    const weight = weights[label];
    if (weight !== undefined) return weight;
    throw new ValueError("sampleWeights", `the label ${label} has no weight`, {
      mend: `give ${label + 1} weights or more`,
    });
  });
}

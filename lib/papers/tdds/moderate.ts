import { ShapeError } from "../../errors.js";
import { ascending } from "./select.js";

/** What {@link moderate} finds. */
export interface Moderate {
  /** [class][feature]: the coordinate-wise median of the class. */
  readonly medians: Float64Array;
  /** Of each sample to its class's median. */
  readonly distances: Float64Array;
  /** The central block of the distances, by index. */
  readonly kept: Int32Array;
  /** Nearest ones first, then the farthest, in the order of the distances. */
  readonly pruned: Int32Array;
}

/** Python's round: halves go to the even neighbour. */
function roundEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}

/**
 * Moderate-DS (Xia et al.): keeps the samples whose distance to the median of their class is neither small nor large (sheet,
 * 3.9, 6).
 *
 * @param features what the trained network's classifier sees, [sample][feature]
 * @param rate the share that is kept
 *
 * @example
 * ```ts
 * import { moderate } from "swath/papers/tdds";
 *
 * moderate(Float32Array.of(0, 1, 2, 3), [0, 0, 0, 0], { classes: 1, rate: 0.5 }).kept; // two of four
 * ```
 */
export function moderate(
  features: Float32Array,
  labels: ArrayLike<number>,
  { classes, rate }: { readonly classes: number; readonly rate: number },
): Moderate {
  const samples = labels.length;
  const width = features.length / samples;
  if (!Number.isInteger(width)) {
    throw new ShapeError("moderate", `${features.length} features of ${samples} samples`, {
      mend: "give the same number for each sample",
    });
  }
  const medians = new Float64Array(classes * width);
  for (let c = 0; c < classes; c++) {
    const members = Array.from({ length: samples }, (_, n) => n).filter((n) => labels[n] === c);
    for (let i = 0; i < width; i++) {
      const values = Float64Array.from(members, (n) => features[n * width + i]!).sort();
      const middle = values.length >> 1;
      medians[c * width + i] =
        values.length === 0
          ? Number.NaN
          : values.length % 2 === 1
            ? values[middle]!
            : (values[middle - 1]! + values[middle]!) / 2;
    }
  }
  const distances = Float64Array.from({ length: samples }, (_, n) => {
    let squares = 0;
    for (let i = 0; i < width; i++)
      squares += (features[n * width + i]! - medians[labels[n]! * width + i]!) ** 2;
    return Math.sqrt(squares);
  });
  const order = ascending(distances);
  const low = roundEven(samples * (0.5 - rate / 2));
  const high = roundEven(samples * (0.5 + rate / 2));
  return {
    medians,
    distances,
    kept: order.slice(low, high).sort(),
    pruned: Int32Array.from([...order.slice(0, low), ...order.slice(high)]),
  };
}

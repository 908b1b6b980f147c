import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, type Tensor1D, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { axisOf, product } from "./shapes.js";

/** Sums rows by the place they came from: [k, rest] with k places below n -> [n, rest]. */
export function sumByIndex(rows: Tensor, places: Tensor, n: number): Tensor {
  if (!isNative()) return tf.unsortedSegmentSum(rows, places as Tensor1D, n);
  return nativeOp("UnsortedSegmentSum", [rows, places, tf.scalar(n, "int32")]);
}

/**
 * Picks slices along an axis (0 unless told) by int32 indices of any shape, which must lie in range. Unlike tf.gather
 * it does not read the indices back, so it works in a captured step.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const table = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
 * nn.gather(table, tf.tensor1d([2, 0], "int32")).arraySync(); // [[5, 6], [1, 2]]
 * ```
 */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  const at = axisOf("gather", axis, x.rank);
  if (indices.dtype !== "int32") {
    throw new ShapeError("gather", `the indices are ${indices.dtype}`, { mend: "give int32 indices" });
  }
  const n = x.shape[at] as number;
  const [outer, inner] = [product(x.shape.slice(0, at)), product(x.shape.slice(at + 1))];
  return withGradient(
    "gather",
    [x],
    (save) => {
      save(indices);
      if (!isNative()) return tf.gather(x, indices as Tensor1D, at);
      return nativeOp("GatherV2", [x, indices, tf.scalar(at, "int32")], { batch_dims: { int: 0 } });
    },
    (dy, [places]) => {
      const flat = tf.reshape(places as Tensor, [indices.size]);
      const rows = tf.reshape(dy, [outer, indices.size, inner]);
      const first = outer === 1 ? tf.reshape(rows, [indices.size, inner]) : tf.transpose(rows, [1, 0, 2]);
      const summed = sumByIndex(first, flat, n);
      const back = outer === 1 ? summed : tf.transpose(summed, [1, 0, 2]);
      return [tf.reshape(back, x.shape)];
    },
  );
}

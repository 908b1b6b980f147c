import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { sumByIndex } from "./gather.js";
import { product, text } from "./shapes.js";

/**
 * Picks elements or slices by int32 index tuples [..., depth], one number for each of the first `depth` axes. (tfjs has
 * no gradient for it.)
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const x = tf.tensor2d([[1, 2], [3, 4]]);
 * nn.gatherND(x, tf.tensor2d([[0, 1], [1, 0]], [2, 2], "int32")).arraySync(); // [2, 3]
 * ```
 */
export function gatherND(x: Tensor, indices: Tensor): Tensor {
  const depth = indices.shape[indices.rank - 1] ?? 0;
  if (indices.dtype !== "int32" || indices.rank < 1 || depth < 1 || depth > x.rank) {
    throw new ShapeError(
      "gatherND",
      `indices ${text(indices.shape)} ${indices.dtype} do not fit ${text(x.shape)}`,
      {
        mend: "give int32 indices [..., depth] with depth from 1 to the tensor's axes",
      },
    );
  }
  const picked = x.shape.slice(0, depth);
  const inner = product(x.shape.slice(depth));
  const strides = picked.map((_, i) => product(picked.slice(i + 1)));
  return withGradient(
    "gatherND",
    [x],
    (save) => {
      save(indices);
      return tf.gatherND(x, indices);
    },
    (dy, [tuples]) => {
      const count = indices.size / depth;
      const rows = tf.reshape(tuples as Tensor, [count, depth]);
      const places = tf.sum(tf.mul(rows, tf.tensor1d(strides, "int32")), 1);
      const summed = sumByIndex(tf.reshape(dy, [count, inner]), places, product(picked));
      return [tf.reshape(summed, x.shape)];
    },
  );
}

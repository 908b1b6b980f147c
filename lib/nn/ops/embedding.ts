import { type Tensor, tf } from "../../device/tf.js";
import { gather } from "./gather.js";

/**
 * Rows of a table [count, width] by int32 ids. The row `paddingIndex` takes part, but is not trained.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.functional.embedding(tf.ones([10, 4]), tf.tensor2d([[1, 2, 3]], [1, 3], "int32")).shape; // [1, 3, 4]
 * ```
 */
export function embedding(table: Tensor, ids: Tensor, paddingIndex?: number): Tensor {
  if (paddingIndex === undefined) return gather(table, ids);
  return tf.tidy(() => {
    const rows = gather(table, ids);
    const trained = tf.cast(tf.expandDims(tf.notEqual(ids, tf.scalar(paddingIndex, "int32")), -1), "float32");
    // A constant for the gradient: the value of the padding row without its slope.
    const fixed = tf.customGrad((..._: unknown[]) => ({
      value: tf.mul(rows, tf.sub(1, trained)),
      gradFunc: (dy: Tensor) => tf.zerosLike(dy),
    }))(rows);
    return tf.add(tf.mul(rows, trained), fixed);
  });
}

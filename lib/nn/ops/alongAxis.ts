import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { product } from "./shapes.js";

/**
 * Multiplies an axis by a constant matrix [new size, old size]: resampling and averaging on engines that have no op
 * with a right gradient for it.
 */
export function alongAxis(x: Tensor, matrix: Tensor, axis: number): Tensor {
  const [size, old] = matrix.shape as [number, number];
  const before = product(x.shape.slice(0, axis));
  const after = product(x.shape.slice(axis + 1));
  const shape = x.shape.map((n, i) => (i === axis ? size : n));
  // One matrix for the whole batch: tfjs broadcasts it, where repeating it could take a gigabyte.
  const multiply = (m: Tensor, y: Tensor, transpose: boolean) => tf.matMul(tf.expandDims(m, 0), y, transpose);
  return withGradient(
    "resize",
    [x],
    (save) => {
      save(matrix);
      return tf.reshape(multiply(matrix, tf.reshape(x, [before, old, after]), false), shape);
    },
    (dy, [m]) => [tf.reshape(multiply(m as Tensor, tf.reshape(dy, [before, size, after]), true), x.shape)],
  );
}

import { isNativeOnCpu } from "../../device/native/op.js";
import { type Tensor, type Tensor2D, tf } from "../../device/tf.js";

// TensorFlow's reductions of a matrix take two to four times as long on a processor as a product with a row or a column
// (4096 × 64: the sum of the rows 113 µs, their product with ones 29; the mean along them 174, the product 37). On a GPU
// it is the reduction that is right: its products are rounded to fewer digits.

/** The sum of the rows of a matrix [rows, width]: [width]. */
export function sumOfRows(x: Tensor): Tensor {
  const [rows, width] = x.shape as [number, number];
  if (!isNativeOnCpu() || rows === 0) return tf.sum(x, 0);
  return tf.reshape(tf.matMul(tf.fill([1, rows], 1), x as Tensor2D), [width]);
}

/** The mean along each row of a matrix [rows, width], its columns weighted if told: [rows, 1]. */
export function meanAlongRows(x: Tensor, weight?: Tensor): Tensor {
  const [rows, width] = x.shape as [number, number];
  if (!isNativeOnCpu() || rows === 0) return tf.mean(weight ? tf.mul(x, weight) : x, 1, true);
  const column = weight ? tf.reshape(tf.mul(weight, 1 / width), [width, 1]) : tf.fill([width, 1], 1 / width);
  return tf.matMul(x as Tensor2D, column as Tensor2D);
}

import { type Tensor, tf } from "../../device/tf.js";

/**
 * A tensor on the diagonal of one with its axes twice: a vector becomes a square matrix. (tfjs has no gradient for it.)
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.diag(tf.tensor1d([1, 2])).arraySync(); // [[1, 0], [0, 2]]
 * ```
 */
export function diag(x: Tensor): Tensor {
  return tf.tidy(() => {
    const column = tf.reshape(x, [x.size, 1]);
    return tf.reshape(tf.mul(tf.eye(x.size), column), [...x.shape, ...x.shape]);
  });
}

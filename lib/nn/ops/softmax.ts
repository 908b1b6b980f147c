import { type Tensor, tf } from "../../device/tf.js";
import { axisOf } from "./shapes.js";

/** Runs a function of the last axis along another one. */
function along(operation: string, x: Tensor, axis: number, run: (x: Tensor) => Tensor): Tensor {
  const at = axisOf(operation, axis, x.rank);
  if (at === x.rank - 1) return run(x);
  const order = x.shape.map((_, i) => i);
  order[at] = x.rank - 1;
  order[x.rank - 1] = at;
  return tf.tidy(() => tf.transpose(run(tf.transpose(x, order)), order));
}

/**
 * exp(x) divided by its sum along an axis (the last unless told).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.softmax(tf.tensor2d([[0, 0]])).arraySync(); // [[0.5, 0.5]]
 * ```
 */
export const softmax = (x: Tensor, axis = -1): Tensor => along("softmax", x, axis, (y) => tf.softmax(y));

/**
 * The logarithm of {@link softmax}, computed without it.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.logSoftmax(tf.tensor2d([[0, 0]])).arraySync(); // about [[-0.693, -0.693]]
 * ```
 */
export const logSoftmax = (x: Tensor, axis = -1): Tensor =>
  along("logSoftmax", x, axis, (y) => tf.logSoftmax(y));

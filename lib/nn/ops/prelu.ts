import { type Tensor, tf } from "../../device/tf.js";
import { relu } from "./relu.js";

/**
 * x where it is positive, slope · x elsewhere, with one slope or one a channel.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.functional.prelu(tf.tensor1d([-4, 2]), tf.scalar(0.25)).arraySync(); // [-1, 2]
 * ```
 */
export const prelu = (x: Tensor, slope: Tensor): Tensor =>
  tf.tidy(() => tf.sub(relu(x), tf.mul(relu(tf.neg(x)), slope)));

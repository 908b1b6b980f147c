import { type Tensor, tf } from "../../device/tf.js";
import { softplus } from "./softplus.js";

/**
 * x · tanh(softplus(x)).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.mish(tf.tensor1d([-1, 0, 1])).arraySync(); // about [-0.303, 0, 0.865]
 * ```
 */
export const mish = (x: Tensor): Tensor => tf.tidy(() => tf.mul(x, tf.tanh(softplus(x))));

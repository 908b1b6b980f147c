import { type Tensor, tf } from "../../device/tf.js";
import { relu6 } from "./relu6.js";

/**
 * relu6(x + 3) / 6: a sigmoid of straight lines.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.hardSigmoid(tf.tensor1d([-4, 0, 4])).arraySync(); // [0, 0.5, 1]
 * ```
 */
export const hardSigmoid = (x: Tensor): Tensor => tf.tidy(() => tf.div(relu6(tf.add(x, 3)), 6));

/**
 * x · relu6(x + 3) / 6: a silu of straight lines.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.hardSwish(tf.tensor1d([-4, 0, 4])).arraySync(); // [0, 0, 4]
 * ```
 */
export const hardSwish = (x: Tensor): Tensor => tf.tidy(() => tf.mul(x, hardSigmoid(x)));

import { type Tensor, tf } from "../../device/tf.js";
import { expectSame } from "./mse.js";
import { type LossOptions, reduce } from "./reduction.js";

/**
 * The absolute difference, averaged.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.l1(tf.tensor1d([1, 2]), tf.tensor1d([1, 4])).dataSync()[0]; // 1
 * ```
 */
export function l1(prediction: Tensor, target: Tensor, { reduction }: LossOptions = {}): Tensor {
  expectSame("l1", prediction, target);
  return tf.tidy(() => reduce(tf.abs(tf.sub(prediction, target)), reduction));
}

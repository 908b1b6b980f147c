import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { broadcastShape } from "./shapes.js";

/**
 * floor(a / b). Its gradient is zero, as that of any step function (that of tf.floorDiv is not), and floats stay
 * floats on every engine.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.floorDiv(tf.tensor1d([7, -7]), tf.tensor1d([2, 2])).arraySync(); // [3, -4]
 * ```
 */
export function floorDiv(a: Tensor, b: Tensor): Tensor {
  broadcastShape("floorDiv", a.shape, b.shape);
  return withGradient(
    "floorDiv",
    [a, b],
    () => (a.dtype === "int32" && b.dtype === "int32" ? tf.floorDiv(a, b) : tf.floor(tf.div(a, b))),
    () => [tf.zeros(a.shape), tf.zeros(b.shape)],
  );
}

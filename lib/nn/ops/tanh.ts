import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";

/**
 * The hyperbolic tangent.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.tanh(tf.tensor1d([0, 1])).arraySync(); // about [0, 0.762]
 * ```
 */
export function tanh(x: Tensor): Tensor {
  if (!isNative()) return tf.tanh(x);
  return withGradient(
    "tanh",
    [x],
    (save) => {
      const y = nativeOp("Tanh", [x]);
      save(y);
      return y;
    },
    (dy, [y]) => [nativeOp("TanhGrad", [y as Tensor, dy])],
  );
}

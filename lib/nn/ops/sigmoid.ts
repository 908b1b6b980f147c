import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";

/**
 * 1 / (1 + exp(-x)).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.sigmoid(tf.tensor1d([0])).arraySync(); // [0.5]
 * ```
 */
export function sigmoid(x: Tensor): Tensor {
  if (!isNative()) return tf.sigmoid(x);
  return withGradient(
    "sigmoid",
    [x],
    (save) => {
      const y = nativeOp("Sigmoid", [x]);
      save(y);
      return y;
    },
    (dy, [y]) => [nativeOp("SigmoidGrad", [y as Tensor, dy])],
  );
}

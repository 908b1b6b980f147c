import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";

/**
 * max(x, 0).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.relu(tf.tensor1d([-1, 0, 2])).arraySync(); // [0, 0, 2]
 * ```
 */
export function relu(x: Tensor): Tensor {
  if (!isNative()) return tf.relu(x);
  return withGradient(
    "relu",
    [x],
    (save) => {
      const y = nativeOp("Relu", [x]);
      save(y);
      return y;
    },
    (dy, [y]) => [nativeOp("ReluGrad", [dy, y as Tensor])],
  );
}

import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";

/**
 * x cut to 0 … 6.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.relu6(tf.tensor1d([-1, 3, 9])).arraySync(); // [0, 3, 6]
 * ```
 */
export function relu6(x: Tensor): Tensor {
  if (!isNative()) return tf.relu6(x);
  return withGradient(
    "relu6",
    [x],
    (save) => {
      const y = nativeOp("Relu6", [x]);
      save(y);
      return y;
    },
    (dy, [y]) => [nativeOp("Relu6Grad", [dy, y as Tensor])],
  );
}

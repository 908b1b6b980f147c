import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";

/**
 * x where it is positive, `slope` · x (0.01 unless told) elsewhere.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.leakyRelu(tf.tensor1d([-1, 2]), 0.2).arraySync(); // [-0.2, 2]
 * ```
 */
export function leakyRelu(x: Tensor, slope = 0.01): Tensor {
  if (!isNative()) return leakyReluComposed(x, slope);
  const attrs = { alpha: { float: slope } };
  return withGradient(
    "leakyRelu",
    [x],
    (save) => {
      save(x);
      return nativeOp("LeakyRelu", [x], attrs);
    },
    (dy, [input]) => [nativeOp("LeakyReluGrad", [dy, input as Tensor], attrs)],
  );
}

/** {@link leakyRelu} from public operations, for the test that both agree. */
export const leakyReluComposed = (x: Tensor, slope = 0.01): Tensor => tf.leakyRelu(x, slope);

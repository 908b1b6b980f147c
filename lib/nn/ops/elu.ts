import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";

/**
 * x where it is positive, `alpha` · (exp(x) - 1) (alpha is 1 unless told) elsewhere.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.elu(tf.tensor1d([-1, 2])).arraySync(); // about [-0.632, 2]
 * ```
 */
export function elu(x: Tensor, alpha = 1): Tensor {
  return withGradient(
    "elu",
    [x],
    (save) => {
      const y = tf.where(tf.greater(x, 0), x, tf.mul(tf.expm1(x), alpha));
      save(x, y);
      return y;
    },
    (dy, saved) => {
      const [input, y] = saved as [Tensor, Tensor];
      return [tf.where(tf.greater(input, 0), dy, tf.mul(dy, tf.add(y, alpha)))];
    },
  );
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/**
 * The self-normalising unit: a scaled {@link elu}.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.selu(tf.tensor1d([-1, 1])).arraySync(); // about [-1.111, 1.051]
 * ```
 */
export const selu = (x: Tensor): Tensor => tf.tidy(() => tf.mul(elu(x, SELU_ALPHA), SELU_SCALE));

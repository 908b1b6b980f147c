import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";

/**
 * log(1 + exp(x)), computed so that nothing overflows.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.softplus(tf.tensor1d([0, 100])).arraySync(); // about [0.693, 100]
 * ```
 */
export function softplus(x: Tensor): Tensor {
  return withGradient(
    "softplus",
    [x],
    (save) => {
      save(x);
      return tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
    },
    (dy, [input]) => [tf.mul(dy, tf.sigmoid(input as Tensor))],
  );
}

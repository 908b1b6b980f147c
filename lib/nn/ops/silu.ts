import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";

/**
 * x · sigmoid(x), also called swish.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.silu(tf.tensor1d([-1, 0, 1])).arraySync(); // about [-0.269, 0, 0.731]
 * ```
 */
export function silu(x: Tensor): Tensor {
  return withGradient(
    "silu",
    [x],
    (save) => {
      const gate = tf.sigmoid(x);
      save(x, gate);
      return tf.mul(x, gate);
    },
    (dy, saved) => {
      const [input, gate] = saved as [Tensor, Tensor];
      return [tf.mul(dy, tf.mul(gate, tf.add(tf.mul(input, tf.sub(1, gate)), 1)))];
    },
  );
}

import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";

/** How {@link gelu} is computed. */
export interface GeluOptions {
  /** "tanh" takes the approximation that some published models were trained with; exact unless told. */
  readonly approximate?: "none" | "tanh";
}

/**
 * x times the probability that a standard normal is below x, exact (by the error function).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.gelu(tf.tensor1d([-1, 0, 1])).arraySync(); // about [-0.159, 0, 0.841]
 * ```
 */
export function gelu(x: Tensor, { approximate = "none" }: GeluOptions = {}): Tensor {
  return approximate === "tanh" ? byTanh(x) : exact(x);
}

function exact(x: Tensor): Tensor {
  return withGradient(
    "gelu",
    [x],
    (save) => {
      const scaled = tf.mul(x, Math.SQRT1_2);
      const cdf = tf.mul(tf.add(tf.erf(scaled), 1), 0.5);
      save(scaled, cdf);
      return tf.mul(x, cdf);
    },
    (dy, saved) => {
      const [scaled, cdf] = saved as [Tensor, Tensor];
      // x · density(x), with s = x / √2, is s · exp(-s²) / √π: the constant goes into the exponent, which saves a pass.
      const weighted = tf.mul(scaled, tf.exp(tf.sub(-0.5 * Math.log(Math.PI), tf.square(scaled))));
      return [tf.mul(dy, tf.add(cdf, weighted))];
    },
  );
}

const SCALE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

function byTanh(x: Tensor): Tensor {
  return withGradient(
    "gelu",
    [x],
    (save) => {
      const inner = tf.mul(tf.mul(x, tf.add(tf.mul(tf.square(x), CUBIC), 1)), SCALE);
      const bend = tf.tanh(inner);
      save(x, bend);
      return tf.mul(tf.mul(x, 0.5), tf.add(bend, 1));
    },
    (dy, saved) => {
      const [input, bend] = saved as [Tensor, Tensor];
      const slope = tf.mul(tf.add(tf.mul(tf.square(input), 3 * CUBIC), 1), SCALE);
      const inner = tf.mul(tf.mul(input, tf.sub(1, tf.square(bend))), slope);
      return [tf.mul(dy, tf.mul(tf.add(tf.add(bend, 1), inner), 0.5))];
    },
  );
}

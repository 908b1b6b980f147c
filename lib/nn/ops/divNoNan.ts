import { type Tensor, tf } from "../../device/tf.js";
import { broadcastShape } from "./shapes.js";

/**
 * a / b, and 0 where b is 0, with broadcasting and gradients (tfjs has none).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.divNoNan(tf.tensor1d([1, 2]), tf.tensor1d([0, 4])).arraySync(); // [0, 0.5]
 * ```
 */
export function divNoNan(a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape("divNoNan", a.shape, b.shape) as number[];
  return tf.tidy(() => {
    // Divisors that would not count are made 1 before the division: 0 · NaN in a gradient would be NaN.
    const divides = tf.notEqual(b, 0);
    const quotient = tf.div(a, tf.where(divides, b, tf.onesLike(b)));
    const counts = tf.cast(tf.broadcastTo(tf.cast(divides, "int32"), shape), "bool");
    return tf.where(counts, quotient, tf.zerosLike(quotient));
  });
}

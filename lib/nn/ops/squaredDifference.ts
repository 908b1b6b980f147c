import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { sumTo } from "./reduce.js";
import { broadcastShape } from "./shapes.js";

/**
 * (a - b)², element by element, with broadcasting also in the gradient (which tfjs has not).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.squaredDifference(tf.tensor2d([[1], [2]]), tf.tensor1d([0, 4])).arraySync(); // [[1, 9], [4, 4]]
 * ```
 */
export function squaredDifference(a: Tensor, b: Tensor): Tensor {
  broadcastShape("squaredDifference", a.shape, b.shape);
  return withGradient(
    "squaredDifference",
    [a, b],
    (save) => {
      const difference = tf.sub(a, b);
      save(difference);
      return tf.square(difference);
    },
    (dy, [difference]) => {
      const slope = tf.mul(dy, tf.mul(difference as Tensor, 2));
      return [sumTo(slope, a.shape), sumTo(tf.neg(slope), b.shape)];
    },
  );
}

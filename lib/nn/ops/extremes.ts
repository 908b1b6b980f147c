import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { sumTo } from "./reduce.js";
import { broadcastShape } from "./shapes.js";

const asTensor = (value: Tensor | number): Tensor => (typeof value === "number" ? tf.scalar(value) : value);

function extreme(operation: "maximum" | "minimum", first: Tensor | number, second: Tensor | number): Tensor {
  return tf.tidy(() => {
    const [a, b] = [asTensor(first), asTensor(second)];
    broadcastShape(operation, a.shape, b.shape);
    return withGradient(
      operation,
      [a, b],
      (save) => {
        save(a, b);
        return tf[operation](a, b);
      },
      (dy, saved) => {
        const [x, y] = saved as [Tensor, Tensor];
        const wins = operation === "maximum" ? tf.greater(x, y) : tf.less(x, y);
        const tie = tf.mul(tf.cast(tf.equal(x, y), "float32"), 0.5);
        const share = tf.add(tf.cast(wins, "float32"), tie);
        return [sumTo(tf.mul(dy, share), a.shape), sumTo(tf.mul(dy, tf.sub(1, share)), b.shape)];
      },
    );
  });
}

/**
 * The larger of two, element by element, with broadcasting also in the gradient (which tfjs has not). Equal elements
 * share the gradient, as in PyTorch.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.maximum(tf.tensor2d([[1, 5], [7, 2]]), tf.tensor1d([4, 4])).arraySync(); // [[4, 5], [7, 4]]
 * ```
 */
export const maximum = (a: Tensor | number, b: Tensor | number): Tensor => extreme("maximum", a, b);

/**
 * The smaller of two, element by element, with broadcasting also in the gradient (which tfjs has not). Equal elements
 * share the gradient, as in PyTorch.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.minimum(tf.tensor1d([1, 5]), 4).arraySync(); // [1, 4]
 * ```
 */
export const minimum = (a: Tensor | number, b: Tensor | number): Tensor => extreme("minimum", a, b);

import { type Tensor, type Tensor2D, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { biasAdd } from "./bias.js";
import { product, text } from "./shapes.js";

/**
 * `x · weight + bias` along the last axis: x [..., in], weight [in, out], bias [out].
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.functional.linear(tf.ones([2, 5, 3]), tf.ones([3, 4]), tf.zeros([4])).shape; // [2, 5, 4]
 * ```
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor | null): Tensor {
  const [inputs, outputs] = weight.shape as [number, number];
  const last = x.shape[x.rank - 1];
  if (x.rank < 1 || weight.rank !== 2 || last !== inputs) {
    throw new ShapeError(
      "linear",
      `the last axis of the input has ${last ?? "no"} numbers, the weight expects ${inputs}`,
      {
        mend: `give an input [..., ${inputs}], or a layer with in: ${last}`,
        facts: { input: text(x.shape), weight: text(weight.shape) },
      },
    );
  }
  return tf.tidy(() => {
    const lead = x.shape.slice(0, -1);
    const rows = x.rank === 2 ? x : tf.reshape(x, [product(lead), inputs]);
    const y = tf.matMul(rows as Tensor2D, weight as Tensor2D);
    const biased = bias ? biasAdd(y, bias) : y;
    return x.rank === 2 ? biased : tf.reshape(biased, [...lead, outputs]);
  });
}

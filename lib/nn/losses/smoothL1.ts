import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import { expectSame } from "./mse.js";
import { type LossOptions, reduce } from "./reduction.js";

/** How {@link smoothL1} bends. */
export interface SmoothL1Options extends LossOptions {
  /** Differences below this are squared, those above are absolute; 1 unless told. */
  readonly beta?: number;
}

/**
 * 0.5 d² / beta for differences below beta, |d| - 0.5 beta above: PyTorch's smooth_l1_loss (times beta it is Huber's).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.smoothL1(tf.tensor1d([0, 0]), tf.tensor1d([1, 3])).dataSync()[0]; // 1.5
 * ```
 */
export function smoothL1(
  prediction: Tensor,
  target: Tensor,
  { beta = 1, reduction }: SmoothL1Options = {},
): Tensor {
  expectSame("smoothL1", prediction, target);
  if (!(beta > 0))
    throw new ValueError("smoothL1", `beta is ${beta}`, { mend: "give a positive beta, or use l1" });
  return tf.tidy(() => {
    const values = withGradient(
      "smoothL1",
      [prediction, target],
      (save) => {
        const difference = tf.sub(prediction, target);
        save(difference);
        const size = tf.abs(difference);
        const square = tf.mul(tf.square(difference), 0.5 / beta);
        return tf.where(tf.less(size, beta), square, tf.sub(size, 0.5 * beta));
      },
      (dy, [difference]) => {
        const slope = tf.clipByValue(tf.div(difference as Tensor, beta), -1, 1);
        const gradient = tf.mul(dy, slope);
        return [gradient, tf.neg(gradient)];
      },
    );
    return reduce(values, reduction);
  });
}

import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { sumTo } from "../ops/reduce.js";
import { expectSame } from "./mse.js";
import { type LossOptions, reduce } from "./reduction.js";

/** How {@link bceWithLogits} counts. */
export interface BceOptions extends LossOptions {
  /** Weight of positives (their loss is multiplied by it), one or one a channel; 1 unless told. */
  readonly positiveWeight?: number | Tensor;
}

/** log(1 + exp(-x)) without overflow. */
const softplusOfMinus = (x: Tensor): Tensor =>
  tf.add(tf.relu(tf.neg(x)), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));

/** One loss a logit; its gradient is written by hand, since that of |x| is wrong where a logit is exactly 0. */
export function bceValues(logits: Tensor, targets: Tensor, positiveWeight: number | Tensor = 1): Tensor {
  const weight = typeof positiveWeight === "number" ? tf.scalar(positiveWeight) : positiveWeight;
  return withGradient(
    "bceWithLogits",
    [logits, targets],
    (save) => {
      save(logits, targets, weight);
      const slope = tf.add(tf.mul(tf.sub(weight, 1), targets), 1);
      return tf.add(tf.mul(tf.sub(1, targets), logits), tf.mul(slope, softplusOfMinus(logits)));
    },
    (dy, saved) => {
      const [x, z, w] = saved as [Tensor, Tensor, Tensor];
      const slope = tf.add(tf.mul(tf.sub(w, 1), z), 1);
      const dx = tf.sub(tf.sub(1, z), tf.mul(slope, tf.sigmoid(tf.neg(x))));
      const dz = tf.sub(tf.mul(tf.sub(w, 1), softplusOfMinus(x)), x);
      return [sumTo(tf.mul(dy, dx), x.shape), sumTo(tf.mul(dy, dz), z.shape)];
    },
  );
}

/**
 * Binary cross entropy of logits with targets in 0 … 1, PyTorch's binary_cross_entropy_with_logits.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.bceWithLogits(tf.tensor1d([0, 2]), tf.tensor1d([1, 1])).dataSync()[0]; // about 0.41
 * ```
 */
export function bceWithLogits(logits: Tensor, targets: Tensor, options: BceOptions = {}): Tensor {
  expectSame("bceWithLogits", logits, targets);
  return tf.tidy(() => reduce(bceValues(logits, targets, options.positiveWeight), options.reduction));
}

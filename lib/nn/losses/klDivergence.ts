import { type Tensor, tf } from "../../device/tf.js";
import { sum } from "../ops/reduce.js";
import { expectSame } from "./mse.js";
import { type Reduction, reduce } from "./reduction.js";

/** How {@link klDivergence} reads its target and what it returns. */
export interface KlOptions {
  /** Whether the target too is given as logarithms; no unless told. */
  readonly logTarget?: boolean;
  /** "batchMean" (the sum divided by the batch, which is the divergence) unless told; PyTorch's own default is "mean". */
  readonly reduction?: Reduction | "batchMean";
}

/**
 * The divergence of log-probabilities from a target distribution: the sum of target · (log target - logProbabilities).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const target = tf.tensor2d([[0.5, 0.5]]);
 * nn.klDivergence(nn.logSoftmax(tf.tensor2d([[0, 0]])), target).dataSync()[0]; // 0
 * ```
 */
export function klDivergence(
  logProbabilities: Tensor,
  target: Tensor,
  { logTarget = false, reduction = "batchMean" }: KlOptions = {},
): Tensor {
  expectSame("klDivergence", logProbabilities, target);
  return tf.tidy(() => {
    let values: Tensor;
    if (logTarget) values = tf.mul(tf.exp(target), tf.sub(target, logProbabilities));
    else {
      // 0 · log 0 is 0; its logarithm is taken of 1, so that no gradient becomes NaN.
      const present = tf.greater(target, 0);
      const logs = tf.log(tf.where(present, target, tf.onesLike(target)));
      values = tf.mul(target, tf.sub(logs, logProbabilities));
    }
    if (reduction === "batchMean") return tf.div(sum(values), logProbabilities.shape[0] as number);
    return reduce(values, reduction);
  });
}

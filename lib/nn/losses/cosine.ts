import { type Tensor, tf } from "../../device/tf.js";
import { type CosineSimilarityOptions, cosineSimilarity } from "../ops/cosineSimilarity.js";
import { expectSame } from "./mse.js";
import { type LossOptions, reduce } from "./reduction.js";

/**
 * 1 - the cosine between prediction and target along the last axis, averaged.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.cosineLoss(tf.tensor2d([[1, 0]]), tf.tensor2d([[0, 1]])).dataSync()[0]; // 1
 * ```
 */
export function cosineLoss(
  prediction: Tensor,
  target: Tensor,
  { reduction, ...options }: LossOptions & CosineSimilarityOptions = {},
): Tensor {
  expectSame("cosineLoss", prediction, target);
  return tf.tidy(() => reduce(tf.sub(1, cosineSimilarity(prediction, target, options)), reduction));
}

import { type Tensor, tf } from "../../device/tf.js";
import { bceValues } from "./bceWithLogits.js";
import { expectSame } from "./mse.js";
import { type LossOptions, reduce } from "./reduction.js";

/** How {@link focal} weighs. */
export interface FocalOptions extends LossOptions {
  /** Weight of positives against negatives (1 - alpha), or `null` for none; 0.25 unless told. */
  readonly alpha?: number | null;
  /** How strongly easy examples are weighed down; 2 unless told. */
  readonly gamma?: number;
}

/**
 * Focal loss of logits with targets in 0 … 1 (Lin et al. 2017), as torchvision's sigmoid_focal_loss; averaged unless
 * told, where torchvision returns all values.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.focal(tf.tensor1d([3, -3]), tf.tensor1d([1, 0])).dataSync()[0]; // small: both are easy
 * ```
 */
export function focal(logits: Tensor, targets: Tensor, options: FocalOptions = {}): Tensor {
  const { alpha = 0.25, gamma = 2, reduction } = options;
  expectSame("focal", logits, targets);
  return tf.tidy(() => {
    const p = tf.sigmoid(logits);
    const other = tf.sub(1, targets);
    const missed = tf.add(tf.mul(tf.sub(1, p), targets), tf.mul(p, other));
    const focus = gamma === 2 ? tf.square(missed) : tf.pow(missed, gamma);
    let values = tf.mul(bceValues(logits, targets), focus);
    if (alpha !== null) values = tf.mul(values, tf.add(tf.mul(targets, alpha), tf.mul(other, 1 - alpha)));
    return reduce(values, reduction);
  });
}

import { type Tensor, tf } from "../../device/tf.js";
import { sum } from "../ops/reduce.js";
import { expectSame } from "./mse.js";

/** How {@link dice} counts. */
export interface DiceOptions {
  /** Added above and below, so that an empty pair gives 0; 1 unless told. */
  readonly smooth?: number;
  /** The axes that make up one region; all but the first unless told. The mean of the regions' losses is returned. */
  readonly axis?: readonly number[];
}

/**
 * 1 - the soft Dice overlap of probabilities with a target mask: 1 - (2 Σpt + smooth) / (Σp + Σt + smooth), averaged.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const mask = tf.tensor2d([[1, 1, 0, 0]]);
 * nn.dice(mask, mask).dataSync()[0]; // 0
 * ```
 */
export function dice(probabilities: Tensor, target: Tensor, options: DiceOptions = {}): Tensor {
  expectSame("dice", probabilities, target);
  const { smooth = 1, axis = probabilities.shape.map((_, i) => i).slice(1) } = options;
  return tf.tidy(() => {
    const overlap = tf.add(tf.mul(sum(tf.mul(probabilities, target), { axis }), 2), smooth);
    const total = tf.add(tf.add(sum(probabilities, { axis }), sum(target, { axis })), smooth);
    return tf.mean(tf.sub(1, tf.div(overlap, total)));
  });
}

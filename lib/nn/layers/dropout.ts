import { generator, type Key } from "../../device/random/index.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import { isTraining } from "../mode.js";
import { type Module, module } from "../module.js";

/** Settings of {@link dropout}. */
export interface DropoutOptions {
  /** Where the masks come from. */
  readonly key: Key;
  /**
   * "element" drops single numbers (unless told); "channel" drops whole channels of [batch, …, channels], as PyTorch's
   * Dropout2d; "sample" drops whole samples, which is stochastic depth (drop path).
   */
  readonly per?: "element" | "channel" | "sample";
}

/** A dropout with the place of its random numbers. */
export type Dropout = Module<[x: Tensor], Tensor, { generator: Variable }>;

const maskShape = (shape: readonly number[], per: NonNullable<DropoutOptions["per"]>): number[] =>
  shape.map((size, axis) => {
    if (per === "element" || axis === 0) return size;
    return per === "channel" && axis === shape.length - 1 ? size : 1;
  });

/**
 * Drops numbers with probability `rate` in training and scales the others up, so that the expected value stays; does
 * nothing in evaluation. The place in its stream of random numbers is a buffer, so a captured step draws a new mask
 * each time.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const drop = nn.dropout(0.5, { key: seed(1) });
 * drop(tf.ones([4])).arraySync(); // [1, 1, 1, 1]
 * nn.training(() => drop(tf.ones([4]))).arraySync(); // zeros and twos
 * ```
 */
export function dropout(rate: number, { key, per = "element" }: DropoutOptions): Dropout {
  if (!(rate >= 0 && rate < 1)) {
    throw new ValueError("dropout", `the rate is ${rate}`, { mend: "give a probability in [0, 1)" });
  }
  const masks = generator(key);
  return module("dropout", { generator: masks.state }, (x: Tensor) => {
    if (rate === 0 || !isTraining()) return x;
    return tf.tidy(() => {
      const kept = tf.cast(masks.bernoulli(maskShape(x.shape, per), 1 - rate), "float32");
      return tf.mul(x, tf.mul(kept, 1 / (1 - rate)));
    });
  });
}

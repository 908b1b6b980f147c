import type { Tensor, Variable } from "../../device/tf.js";
import { type Module, module } from "../module.js";
import { prelu as bend } from "../ops/prelu.js";
import { expectWhole } from "../ops/shapes.js";
import { filled, parameter } from "../variables.js";

/** Settings of {@link prelu}. */
export interface PreluSpec {
  /** How many slopes: 1 for all channels together (unless told), or the number of channels. */
  readonly channels?: number;
  /** First value of the slopes; 0.25 unless told. */
  readonly slope?: number;
}

/** A leaky ReLU with its slopes. */
export type Prelu = Module<[x: Tensor], Tensor, { weight: Variable }>;

/**
 * A leaky ReLU whose slope is learnt.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.prelu()(tf.tensor1d([-4, 2])).arraySync(); // [-1, 2]
 * ```
 */
export function prelu({ channels = 1, slope = 0.25 }: PreluSpec = {}): Prelu {
  expectWhole("prelu", "channels", channels, 1);
  const weight = parameter(filled(slope, [channels]), [channels]);
  return module("prelu", { weight }, (x: Tensor) => bend(x, weight));
}

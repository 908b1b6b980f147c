import type { Key } from "../../device/random/index.js";
import type { Tensor, Variable } from "../../device/tf.js";
import type { Initializer } from "../init/initializer.js";
import { defaultBias, defaultWeights, initialised } from "../init/make.js";
import { type Module, module } from "../module.js";
import { linear as apply } from "../ops/linear.js";
import { expectWhole } from "../ops/shapes.js";

/** Settings of {@link linear}. */
export interface LinearSpec {
  /** Numbers in the last axis of the input. */
  readonly in: number;
  /** Numbers in the last axis of the output. */
  readonly out: number;
  /** Whether to add one number an output; yes unless told. */
  readonly bias?: boolean;
  /** Where the initial values come from. */
  readonly key: Key;
  /** PyTorch's defaults unless told. */
  readonly init?: Initializer;
  readonly biasInit?: Initializer;
}

/** A linear layer with its weight [in, out] and bias (or null). */
export type Linear = Module<[x: Tensor], Tensor, { weight: Variable; bias: Variable | null }>;

/**
 * A linear layer on the last axis. Its weight is [in, out].
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const fc = nn.linear({ in: 4, out: 2, key: seed(1) });
 * fc(tf.ones([3, 4])).shape; // [3, 2]
 * ```
 */
export function linear(spec: LinearSpec): Linear {
  const { in: inputs, out, key } = spec;
  expectWhole("linear", "in", inputs, 1);
  expectWhole("linear", "out", out, 1);
  const fans = { fanIn: inputs, fanOut: out };
  const weight = initialised(spec.init ?? defaultWeights, key.fold("weight"), {
    shape: [inputs, out],
    ...fans,
  });
  const bias =
    spec.bias === false
      ? null
      : initialised(spec.biasInit ?? defaultBias, key.fold("bias"), { shape: [out], ...fans });
  return module("linear", { weight, bias }, (x: Tensor) => apply(x, weight, bias));
}

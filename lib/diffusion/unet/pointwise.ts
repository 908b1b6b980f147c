import type { Key } from "../../device/random/index.js";
import type { Tensor, Variable } from "../../device/tf.js";
import type { Initializer } from "../../nn/init/initializer.js";
import { defaultBias, defaultWeights, initialised } from "../../nn/init/make.js";
import { type Module, module } from "../../nn/module.js";
import { linear } from "../../nn/ops/linear.js";

/** A linear layer over channels that PyTorch users keep as a 1-D convolution of length 1: [out, in, 1] in their files. */
export type Pointwise = Module<[x: Tensor], Tensor, { weight: Variable; bias: Variable }>;

export function pointwise(inputs: number, out: number, key: Key, init?: Initializer): Pointwise {
  const fans = { fanIn: inputs, fanOut: out };
  const weight = initialised(init ?? defaultWeights, key.fold("weight"), { shape: [inputs, out], ...fans });
  const bias = initialised(init ?? defaultBias, key.fold("bias"), { shape: [out], ...fans });
  return module("pointwise", { weight, bias }, (x: Tensor) => linear(x, weight, bias));
}

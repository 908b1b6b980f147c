import type { Key } from "../../device/random/index.js";
import type { Tensor, Variable } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import type { Initializer } from "../init/initializer.js";
import { defaultBias, defaultWeights, initialised } from "../init/make.js";
import { type Module, module } from "../module.js";
import { conv2d as convolve } from "../ops/conv2d.js";
import { expectWhole, type Pair, pair } from "../ops/shapes.js";

/** Settings of {@link conv2d}. */
export interface Conv2dSpec {
  /** Channels of the input. */
  readonly in: number;
  /** Channels of the output. */
  readonly out: number;
  /** Height and width of the kernel. */
  readonly kernel: Pair;
  /** Step between outputs; 1 unless told. */
  readonly stride?: Pair;
  /** Zeros on each side, or "same"; 0 unless told. */
  readonly padding?: Pair | "same";
  /** Step between the kernel's taps; 1 unless told. */
  readonly dilation?: Pair;
  /** Groups of channels that do not see each other; `in` makes it depthwise; 1 unless told. */
  readonly groups?: number;
  /** Whether to add one number a channel; yes unless told. */
  readonly bias?: boolean;
  /** Where the initial values come from. */
  readonly key: Key;
  /** PyTorch's defaults unless told. */
  readonly init?: Initializer;
  readonly biasInit?: Initializer;
}

/** A convolution with its weight [height, width, in / groups, out] and bias (or null). */
export type Conv2d = Module<[x: Tensor], Tensor, { weight: Variable; bias: Variable | null }>;

/**
 * A convolution layer on [batch, height, width, in]. Its weight is [height, width, in / groups, out].
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const conv = nn.conv2d({ in: 3, out: 8, kernel: 3, stride: 2, padding: 1, key: seed(1) });
 * conv(tf.ones([1, 32, 32, 3])).shape; // [1, 16, 16, 8]
 * conv.params.weight.shape; // [3, 3, 3, 8]
 * ```
 */
export function conv2d(spec: Conv2dSpec): Conv2d {
  const { in: inputs, out, kernel, stride, padding, dilation, groups = 1, key } = spec;
  expectWhole("conv2d", "in", inputs, 1);
  expectWhole("conv2d", "out", out, 1);
  expectWhole("conv2d", "groups", groups, 1);
  if (inputs % groups !== 0 || out % groups !== 0) {
    throw new ValueError("conv2d", `${inputs} and ${out} channels do not divide into ${groups} groups`, {
      mend: "give in and out as multiples of groups",
    });
  }
  const [height, width] = pair(kernel);
  expectWhole("conv2d", "kernel", height, 1);
  expectWhole("conv2d", "kernel", width, 1);
  const taps = height * width;
  const fans = { fanIn: (inputs / groups) * taps, fanOut: (out / groups) * taps };
  const shape = [height, width, inputs / groups, out];
  const weight = initialised(spec.init ?? defaultWeights, key.fold("weight"), { shape, ...fans });
  const bias =
    spec.bias === false
      ? null
      : initialised(spec.biasInit ?? defaultBias, key.fold("bias"), { shape: [out], ...fans });
  return module("conv2d", { weight, bias }, (x: Tensor) =>
    convolve(x, weight, { bias, stride, padding, dilation, groups }),
  );
}

import type { Key } from "../../device/random/index.js";
import type { Tensor, Variable } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import type { Initializer } from "../init/initializer.js";
import { defaultBias, defaultWeights, initialised } from "../init/make.js";
import { type Module, module } from "../module.js";
import { convTranspose2d as convolve } from "../ops/convTranspose2d.js";
import { expectWhole, type Pair, pair } from "../ops/shapes.js";

/** Settings of {@link convTranspose2d}. */
export interface ConvTranspose2dSpec {
  /** Channels of the input. */
  readonly in: number;
  /** Channels of the output. */
  readonly out: number;
  /** Height and width of the kernel. */
  readonly kernel: Pair;
  /** Step between the places of inputs in the output; 1 unless told. */
  readonly stride?: Pair;
  /** Pixels cut off each side of the output; 0 unless told. */
  readonly padding?: Pair;
  /** Pixels added at the lower and right side; 0 unless told. */
  readonly outputPadding?: Pair;
  /** Step between the kernel's taps; 1 unless told. */
  readonly dilation?: Pair;
  /** Groups of channels that do not see each other; 1 unless told. */
  readonly groups?: number;
  /** Whether to add one number a channel; yes unless told. */
  readonly bias?: boolean;
  /** Where the initial values come from. */
  readonly key: Key;
  /** PyTorch's defaults unless told. */
  readonly init?: Initializer;
  readonly biasInit?: Initializer;
}

/** A transposed convolution with its weight [height, width, out / groups, in] and bias (or null). */
export type ConvTranspose2d = Module<[x: Tensor], Tensor, { weight: Variable; bias: Variable | null }>;

/**
 * A transposed convolution on [batch, height, width, in], sizes as PyTorch's. Its weight is
 * [height, width, out / groups, in].
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const up = nn.convTranspose2d({ in: 8, out: 4, kernel: 2, stride: 2, key: seed(1) });
 * up(tf.ones([1, 16, 16, 8])).shape; // [1, 32, 32, 4]
 * ```
 */
export function convTranspose2d(spec: ConvTranspose2dSpec): ConvTranspose2d {
  const { in: inputs, out, kernel, stride, padding, outputPadding, dilation, groups = 1, key } = spec;
  expectWhole("convTranspose2d", "in", inputs, 1);
  expectWhole("convTranspose2d", "out", out, 1);
  expectWhole("convTranspose2d", "groups", groups, 1);
  if (inputs % groups !== 0 || out % groups !== 0) {
    throw new ValueError(
      "convTranspose2d",
      `${inputs} and ${out} channels do not divide into ${groups} groups`,
      {
        mend: "give in and out as multiples of groups",
      },
    );
  }
  const [height, width] = pair(kernel);
  expectWhole("convTranspose2d", "kernel", height, 1);
  expectWhole("convTranspose2d", "kernel", width, 1);
  const taps = height * width;
  // PyTorch counts the fans of a transposed kernel by its axes, so its "in" is the output's.
  const fans = { fanIn: (out / groups) * taps, fanOut: inputs * taps };
  const shape = [height, width, out / groups, inputs];
  const weight = initialised(spec.init ?? defaultWeights, key.fold("weight"), { shape, ...fans });
  const bias =
    spec.bias === false
      ? null
      : initialised(spec.biasInit ?? defaultBias, key.fold("bias"), { shape: [out], ...fans });
  return module("convTranspose2d", { weight, bias }, (x: Tensor) =>
    convolve(x, weight, { bias, stride, padding, outputPadding, dilation, groups }),
  );
}

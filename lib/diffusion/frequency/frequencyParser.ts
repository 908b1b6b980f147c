import type { Key } from "../../device/random/index.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import { type Conv2d, conv2d } from "../../nn/layers/conv2d.js";
import { groupNorm } from "../../nn/layers/groupNorm.js";
import { type Module, module, type Part } from "../../nn/module.js";
import { conv2d as convolve } from "../../nn/ops/conv2d.js";
import { silu } from "../../nn/ops/silu.js";
import { filled, parameter } from "../../nn/variables.js";
import { type Complex, dft2, inverseDft2, type Spectrum } from "./dft.js";

/** What happens to the spectrum. */
export interface FrequencyParserSpec {
  readonly channels: number;
  /**
   * "real": its real part through a 1x1 convolution; "complex": both parts through the same kernel, the bias on the real
   * one; "map": times a learnt number for each frequency and channel. Default "real".
   */
  readonly mode?: "real" | "complex" | "map";
  /** Height and width of the image; needed for "map". */
  readonly size?: readonly [number, number];
  /** Residual blocks behind. Default 2. */
  readonly blocks?: number;
  /** Groups of the group norms. Default 8. */
  readonly groups?: number;
  /** Epsilon of the group norms. Default 1e-5. */
  readonly eps?: number;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** The intermediate results. */
export interface FrequencySteps {
  /** Real part of the spectrum of the input. */
  readonly spectrum: Tensor;
  /** Real part after the way back. */
  readonly back: Tensor;
  /** After the 3x3 convolution. */
  readonly conv: Tensor;
  readonly out: Tensor;
}

/** A module that mixes channels in the frequency domain, made by {@link frequencyParser}. */
export type FrequencyParser = Module<
  [x: Tensor],
  Tensor,
  { ff_parser_attn_map: Conv2d | null; map: Variable | null; conv2d: Conv2d; block: Module }
> & { steps(x: Tensor): FrequencySteps };

/** Convolution, group norm, SiLU. */
function half(channels: number, groups: number, eps: number | undefined, key: Key): Module {
  const proj = conv2d({ in: channels, out: channels, kernel: 3, padding: 1, key });
  const norm = groupNorm({ groups, channels, eps });
  return module("frequencyBlock", { proj, norm }, (x: Tensor) => tf.tidy(() => silu(norm(proj(x)))));
}

/**
 * The frequency-domain parser that two papers put behind the elements of a U-Net's encoder ({@link UnetSpec.condition}):
 * spectrum, a weight on it, back, convolution, residual blocks. Names are those of the official code.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const parser = diffusion.frequencyParser({ channels: 8, key: seed(1) });
 * parser(tf.ones([1, 4, 4, 8])).shape; // [1, 4, 4, 8]
 * ```
 */
export function frequencyParser(spec: FrequencyParserSpec): FrequencyParser {
  const { channels, mode = "real", size, blocks = 2, groups = 8, eps, key } = spec;
  if (mode === "map" && !size) {
    throw new ValueError("frequencyParser", "a map has a number for each frequency", { mend: "give size" });
  }
  const mix =
    mode === "map" ? null : conv2d({ in: channels, out: channels, kernel: 1, key: key.fold("mix") });
  const shape = [...(size ?? []), channels];
  const map = mode === "map" ? parameter(filled(1, shape), shape) : null;
  const conv = conv2d({ in: channels, out: channels, kernel: 3, padding: 1, key: key.fold("conv") });
  const make = (name: string) =>
    Array.from({ length: blocks }, (_, i) => half(channels, groups, eps, key.fold(name).fold(i)));
  const [first, second] = [make("block1"), make("block2")];
  const residual = (x: Tensor) =>
    first.reduce<Tensor>((y, one, i) => tf.add(y, (second[i] as Module)(one(y))), x);
  const block = module(
    "frequencyBlocks",
    { block1_all: first as Part, block2_all: second as Part },
    residual,
  );

  const weighted = (spectrum: Spectrum): Complex => {
    if (map) return { real: tf.mul(spectrum.real, map), imag: tf.mul(spectrum.imag, map) };
    const layer = mix as Conv2d;
    if (mode === "real") return { real: layer(spectrum.real) };
    return { real: layer(spectrum.real), imag: convolve(spectrum.imag, layer.parts.weight) };
  };
  const steps = (x: Tensor): FrequencySteps =>
    tf.tidy(() => {
      const spectrum = dft2({ real: x });
      const { real: back } = inverseDft2(weighted(spectrum));
      const mixed = conv(back);
      return { spectrum: spectrum.real, back, conv: mixed, out: block(mixed) };
    });
  const parts = { ff_parser_attn_map: mix, map, conv2d: conv, block };
  const parser = module("frequencyParser", parts, (x: Tensor) => tf.tidy(() => steps(x).out));
  return Object.assign(parser, { steps }) as unknown as FrequencyParser;
}

import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { constantInit } from "../../nn/init/constant.js";
import { type Conv2d, conv2d } from "../../nn/layers/conv2d.js";
import { type GroupNorm, groupNorm } from "../../nn/layers/groupNorm.js";
import { type Linear, linear } from "../../nn/layers/linear.js";
import { type Module, module, type Part } from "../../nn/module.js";
import { silu } from "../../nn/ops/silu.js";
import { timeEmbedding } from "../time.js";
import { attentionBlock } from "./attentionBlock.js";
import { downsample, upsample } from "./resample.js";
import { resBlock } from "./resBlock.js";

/** An element of the encoder, after which {@link UnetSpec.condition} may put modules. */
export interface EncoderEntry {
  /** Its index in `input_blocks`; 0 is the first convolution, which is not asked for. */
  readonly index: number;
  /** Channels that it gives. */
  readonly channels: number;
  /** How many modules it is made of. */
  readonly modules: number;
  /** For the initial values of what is put there. */
  readonly key: Key;
}

/** The U-Net that predicts the noise. */
export interface UnetSpec {
  /** Channels of the image. */
  readonly inChannels: number;
  /** Channels of the prediction. Default: as many as the image. */
  readonly outChannels?: number;
  /** Width of the first level. Default 64. */
  readonly channels?: number;
  /** Width of each level in multiples of `channels`; every level but the last halves the image. Default [1, 2, 4]. */
  readonly channelMult?: readonly number[];
  /** Residual blocks a level. Default 2. */
  readonly resBlocks?: number;
  /** At which down-sampling factors blocks are followed by attention. The middle always has it. Default [4]. */
  readonly attentionAt?: readonly number[];
  /** Heads of the attention. Default 1. */
  readonly heads?: number;
  /** Channels of a head, instead of `heads`. */
  readonly headChannels?: number;
  /** Whether heads or q, k, v come first in the projection's channels. Default "heads". */
  readonly attentionOrder?: "heads" | "qkv";
  /** Groups of all group norms. Default 32. */
  readonly groups?: number;
  /** Epsilon of all group norms. Default 1e-5. */
  readonly eps?: number;
  /** Width of the time embedding behind its two layers. Default 4 times `channels`. */
  readonly embedding?: number;
  /** The longest period of the time embedding. Default 10000. */
  readonly maxPeriod?: number;
  /** The embedding scales and shifts instead of being added. Default false. */
  readonly scaleShift?: boolean;
  /** Change the size by convolutions. Default true. */
  readonly convResample?: boolean;
  /** Change the size inside residual blocks instead. Default false. */
  readonly resBlockResample?: boolean;
  /** Share of numbers dropped while training. Default 0. */
  readonly dropout?: number;
  /** Begin residual blocks, attention and the output at zero, as published. Default true. */
  readonly zero?: boolean;
  /**
   * Modules that the activation passes after an element of the encoder (but the first); what the decoder gets of it is
   * taken before. Their variables are named `cond.<index>.<i>`.
   */
  readonly condition?: (entry: EncoderEntry) => readonly Module[];
  /** Where the initial values come from. */
  readonly key: Key;
}

/** What a U-Net computes on the way. */
export interface UnetFeatures {
  /** The prediction. */
  readonly out: Tensor;
  /** Outputs of the encoder's elements, as the decoder gets them. */
  readonly encoder: readonly Tensor[];
  /** Output of the middle block. */
  readonly middle: Tensor;
  /** Outputs of the decoder's elements. */
  readonly decoder: readonly Tensor[];
}

/** The time-conditioned network that predicts noise, made by {@link unet}. */
export type Unet = Module<
  [x: Tensor, t: Tensor],
  Tensor,
  {
    time_embed: readonly [Linear, null, Linear];
    input_blocks: readonly (readonly Module[])[];
    cond: readonly Part[];
    middle_block: readonly Module[];
    output_blocks: readonly (readonly Module[])[];
    out: readonly [GroupNorm, null, Conv2d];
  }
> & {
  /** The prediction with the activations behind it. */
  features(x: Tensor, t: Tensor): UnetFeatures;
};

/** One after the other; residual blocks are told the time. */
const through = (blocks: readonly Module[], x: Tensor, emb: Tensor): Tensor =>
  blocks.reduce(
    (value, block) =>
      block.kind === "resBlock"
        ? (block as unknown as (x: Tensor, emb: Tensor) => Tensor)(value, emb)
        : block(value),
    x,
  );

/** The blocks of encoder, middle and decoder. */
function build(spec: UnetSpec) {
  const { inChannels, channels = 64, channelMult = [1, 2, 4], resBlocks = 2, attentionAt = [4] } = spec;
  const { groups, eps, embedding: emb = 4 * channels, scaleShift, zero, dropout, key } = spec;
  const { convResample: conv, resBlockResample = false } = spec;
  let made = 0;
  const next = () => key.fold("block").fold(made++);
  const res = (from: number, to: number, resample?: "down" | "up") =>
    resBlock({
      in: from,
      out: to,
      emb,
      groups,
      eps,
      dropout,
      scaleShift,
      zero,
      resample,
      key: next(),
    }) as unknown as Module;
  const attend = (width: number) =>
    attentionBlock({
      channels: width,
      heads: spec.headChannels ? width / spec.headChannels : spec.heads,
      groups,
      eps,
      order: spec.attentionOrder,
      zero,
      key: next(),
    }) as unknown as Module;
  const resized = (width: number, how: "down" | "up") => {
    if (resBlockResample) return res(width, width, how);
    const make = how === "down" ? downsample : upsample;
    return make({ channels: width, conv, key: next() }) as unknown as Module;
  };

  const first = conv2d({ in: inChannels, out: channels, kernel: 3, padding: 1, key: next() });
  const encoder: Module[][] = [[first as unknown as Module]];
  const widths = [channels];
  let width = channels;
  let factor = 1;
  const attended = (blocks: Module[]) => (attentionAt.includes(factor) ? [...blocks, attend(width)] : blocks);
  channelMult.forEach((multiple, level) => {
    for (let i = 0; i < resBlocks; i++) {
      const block = res(width, multiple * channels);
      width = multiple * channels;
      encoder.push(attended([block]));
      widths.push(width);
    }
    if (level === channelMult.length - 1) return;
    encoder.push([resized(width, "down")]);
    widths.push(width);
    factor *= 2;
  });
  const skips = [...widths];
  const middle = [res(width, width), attend(width), res(width, width)];
  const decoder: Module[][] = [];
  [...channelMult].reverse().forEach((multiple, back) => {
    for (let i = 0; i <= resBlocks; i++) {
      const block = res(width + (skips.pop() as number), multiple * channels);
      width = multiple * channels;
      const blocks = attended([block]);
      const last = i === resBlocks && back < channelMult.length - 1;
      if (last) {
        blocks.push(resized(width, "up"));
        factor /= 2;
      }
      decoder.push(blocks);
    }
  });
  return { encoder, widths, middle, decoder, width, channels, emb };
}

/**
 * The time-conditioned U-Net of DDPM and guided diffusion, with the names of the latter (`input_blocks.1.0.in_layers.2.weight`
 * …), so its released weights fit.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const net = diffusion.unet({
 *   inChannels: 3,
 *   channels: 8,
 *   channelMult: [1, 2],
 *   resBlocks: 1,
 *   groups: 4,
 *   key: seed(1),
 * });
 * const [x, t] = [tf.ones([2, 8, 8, 3]), tf.tensor1d([0, 500], "int32")];
 * net(x, t).shape; // [2, 8, 8, 3]
 * net.features(x, t).middle.shape; // [2, 4, 4, 16]
 * ```
 */
export function unet(spec: UnetSpec): Unet {
  const { inChannels, outChannels = inChannels, groups = 32, eps, maxPeriod, zero = true, key } = spec;
  const { encoder, widths, middle, decoder, width, channels, emb } = build(spec);
  const time1 = linear({ in: channels, out: emb, key: key.fold("time_embed.0") });
  const time2 = linear({ in: emb, out: emb, key: key.fold("time_embed.2") });
  const cond = encoder.map((blocks, index) =>
    index === 0 || !spec.condition
      ? []
      : spec.condition({
          index,
          channels: widths[index] as number,
          modules: blocks.length,
          key: key.fold("cond").fold(index),
        }),
  );
  const outNorm = groupNorm({ groups, channels: width, eps });
  const begin = zero ? { init: constantInit(0), biasInit: constantInit(0) } : {};
  const outConv = conv2d({
    in: width,
    out: outChannels,
    kernel: 3,
    padding: 1,
    key: key.fold("out"),
    ...begin,
  });
  const halvings = 2 ** ((spec.channelMult ?? [1, 2, 4]).length - 1);

  const features = (x: Tensor, t: Tensor): UnetFeatures => {
    const [n, h, w, c] = x.shape as [number, number, number, number];
    if (x.rank !== 4 || c !== inChannels || h % halvings !== 0 || w % halvings !== 0) {
      throw new ShapeError("unet", `the image is [${x.shape}]`, {
        mend: `give [N, height, width, ${inChannels}] with height and width divisible by ${halvings}`,
      });
    }
    if (t.size !== n) {
      throw new ShapeError("unet", `${t.size} time steps for ${n} images`, { mend: "give one an image" });
    }
    return tf.tidy(() => {
      const waves = timeEmbedding(tf.reshape(t, [n]), channels, { maxPeriod });
      const told = time2(silu(time1(waves)));
      const skips: Tensor[] = [];
      let now = x;
      encoder.forEach((blocks, i) => {
        now = through(blocks, now, told);
        skips.push(now);
        now = through(cond[i] as readonly Module[], now, told);
      });
      const center = through(middle, now, told);
      now = center;
      const outputs = decoder.map((blocks, i) => {
        now = through(blocks, tf.concat([now, skips[skips.length - 1 - i] as Tensor], 3), told);
        return now;
      });
      return { out: outConv(silu(outNorm(now))), encoder: skips, middle: center, decoder: outputs };
    });
  };
  const parts = {
    time_embed: [time1, null, time2],
    input_blocks: encoder,
    cond,
    middle_block: middle,
    output_blocks: decoder,
    out: [outNorm, null, outConv],
  } as const;
  const net = module("unet", parts, (x: Tensor, t: Tensor) => tf.tidy(() => features(x, t).out));
  return Object.assign(net, { features }) as unknown as Unet;
}

import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { constantInit } from "../../nn/init/constant.js";
import { type Conv2d, conv2d } from "../../nn/layers/conv2d.js";
import { type Dropout, dropout } from "../../nn/layers/dropout.js";
import { type GroupNorm, groupNorm } from "../../nn/layers/groupNorm.js";
import { type Linear, linear } from "../../nn/layers/linear.js";
import { type Module, module } from "../../nn/module.js";
import { avgPool } from "../../nn/ops/avgPool.js";
import { resizeNearest } from "../../nn/ops/resizeNearest.js";
import { silu } from "../../nn/ops/silu.js";

/** A residual block that knows the time. */
export interface ResBlockSpec {
  /** Channels of the input. */
  readonly in: number;
  /** Channels of the output. */
  readonly out: number;
  /** Width of the time embedding. */
  readonly emb: number;
  /** Groups of the group norms. Default 32. */
  readonly groups?: number;
  /** Epsilon of the group norms. Default 1e-5. */
  readonly eps?: number;
  /** Share of numbers dropped while training. Default 0. */
  readonly dropout?: number;
  /** The embedding scales and shifts after the norm, instead of being added before it. Default false. */
  readonly scaleShift?: boolean;
  /** Halve (average) or double (nearest) the image inside the block. Default neither. */
  readonly resample?: "down" | "up";
  /** Begin as the skip path alone: the last convolution is zero. Default true. */
  readonly zero?: boolean;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** A residual block that hears the time step, made by {@link resBlock}. */
export type ResBlock = Module<
  [x: Tensor, emb: Tensor],
  Tensor,
  {
    in_layers: readonly [GroupNorm, null, Conv2d];
    emb_layers: readonly [null, Linear];
    out_layers: readonly [GroupNorm, null, Dropout | null, Conv2d];
    skip_connection: Conv2d | null;
  }
>;

const resize = (x: Tensor, how: ResBlockSpec["resample"]): Tensor => {
  if (how === "down") return avgPool(x, 2);
  return how === "up" ? doubled(x) : x;
};

/** Twice as high and wide, each pixel four times. */
export const doubled = (x: Tensor): Tensor =>
  resizeNearest(x, [2 * (x.shape[1] as number), 2 * (x.shape[2] as number)]);

/**
 * Group norm, SiLU and convolution twice, with the time embedding in between and a skip path around; names are those of
 * guided diffusion.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const block = diffusion.resBlock({ in: 4, out: 8, emb: 6, groups: 2, key: seed(1) });
 * block(tf.ones([1, 4, 4, 4]), tf.ones([1, 6])).shape; // [1, 4, 4, 8]
 * ```
 */
export function resBlock(spec: ResBlockSpec): ResBlock {
  const { in: inputs, out, emb, groups = 32, eps, scaleShift = false, resample, zero = true, key } = spec;
  const norm1 = groupNorm({ groups, channels: inputs, eps });
  const conv1 = conv2d({ in: inputs, out, kernel: 3, padding: 1, key: key.fold("in_layers") });
  const time = linear({ in: emb, out: scaleShift ? 2 * out : out, key: key.fold("emb_layers") });
  const norm2 = groupNorm({ groups, channels: out, eps });
  const begin = zero ? { init: constantInit(0), biasInit: constantInit(0) } : {};
  const conv2 = conv2d({ in: out, out, kernel: 3, padding: 1, key: key.fold("out_layers"), ...begin });
  const drop = spec.dropout ? dropout(spec.dropout, { key: key.fold("dropout") }) : null;
  const skip = inputs === out ? null : conv2d({ in: inputs, out, kernel: 1, key: key.fold("skip") });
  const parts = {
    in_layers: [norm1, null, conv1],
    emb_layers: [null, time],
    out_layers: [norm2, null, drop, conv2],
    skip_connection: skip,
  } as const;
  return module("resBlock", parts, (x: Tensor, embedding: Tensor) =>
    tf.tidy(() => {
      const n = embedding.shape[0] as number;
      const hidden = conv1(resize(silu(norm1(x)), resample));
      const told = tf.reshape(time(silu(embedding)), [n, 1, 1, -1]);
      let active: Tensor;
      if (scaleShift) {
        const [scale, shift] = tf.split(told, 2, 3) as [Tensor, Tensor];
        active = silu(tf.add(tf.mul(norm2(hidden), tf.add(scale, 1)), shift));
      } else {
        active = silu(norm2(tf.add(hidden, told)));
      }
      const body = conv2(drop ? drop(active) : active);
      const around = resize(x, resample);
      return tf.add(skip ? skip(around) : around, body);
    }),
  );
}

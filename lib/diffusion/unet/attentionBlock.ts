import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import { constantInit } from "../../nn/init/constant.js";
import { type GroupNorm, groupNorm } from "../../nn/layers/groupNorm.js";
import { type Module, module } from "../../nn/module.js";
import { attention } from "../../nn/ops/attention.js";
import { type Pointwise, pointwise } from "./pointwise.js";

/** Self-attention between the pixels of an image. */
export interface AttentionBlockSpec {
  readonly channels: number;
  /** Default 1. */
  readonly heads?: number;
  /** Groups of the group norm. Default 32. */
  readonly groups?: number;
  readonly eps?: number;
  /**
   * How the 3C channels of the projection are split: "heads" first, then query, key and value inside a head (the order of
   * most released weights), or "qkv" first. Default "heads".
   */
  readonly order?: "heads" | "qkv";
  /** Begin as the identity: the last projection is zero. Default true. */
  readonly zero?: boolean;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** Self-attention over the pixels of a map, made by {@link attentionBlock}. */
export type AttentionBlock = Module<
  [x: Tensor],
  Tensor,
  { norm: GroupNorm; qkv: Pointwise; proj_out: Pointwise }
>;

/**
 * Self-attention between pixels with a residual path, as U-Nets of diffusion models have it.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const block = diffusion.attentionBlock({ channels: 8, heads: 2, groups: 4, key: seed(1) });
 * block(tf.ones([1, 4, 4, 8])).shape; // [1, 4, 4, 8]
 * ```
 */
export function attentionBlock(spec: AttentionBlockSpec): AttentionBlock {
  const { channels, heads = 1, groups = 32, eps, order = "heads", zero = true, key } = spec;
  if (channels % heads !== 0) {
    throw new ValueError("attentionBlock", `${channels} channels do not divide into ${heads} heads`, {
      mend: "give a divisor of channels as heads",
    });
  }
  const width = channels / heads;
  const norm = groupNorm({ groups, channels, eps });
  const qkv = pointwise(channels, 3 * channels, key.fold("qkv"));
  const projOut = pointwise(channels, channels, key.fold("proj_out"), zero ? constantInit(0) : undefined);
  return module("attentionBlock", { norm, qkv, proj_out: projOut }, (x: Tensor) =>
    tf.tidy(() => {
      const [n, h, w] = x.shape as [number, number, number];
      const pixels = h * w;
      const all = qkv(tf.reshape(norm(x), [n, pixels, channels]));
      // To [3, n, heads, pixels, width], whichever comes first in the channels.
      const split =
        order === "heads"
          ? tf.transpose(tf.reshape(all, [n, pixels, heads, 3, width]), [3, 0, 2, 1, 4])
          : tf.transpose(tf.reshape(all, [n, pixels, 3, heads, width]), [2, 0, 3, 1, 4]);
      const [q, k, v] = tf.split(split, 3, 0).map((part) => tf.reshape(part, [n, heads, pixels, width])) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const seen = tf.reshape(tf.transpose(attention(q, k, v), [0, 2, 1, 3]), [n, pixels, channels]);
      return tf.add(x, tf.reshape(projOut(seen), x.shape));
    }),
  );
}

import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { type Conv2d, conv2d } from "../../nn/layers/conv2d.js";
import { type Module, module } from "../../nn/module.js";
import { avgPool } from "../../nn/ops/avgPool.js";
import { doubled } from "./resBlock.js";

/** How a level of a U-Net changes its size. */
export interface ResampleSpec {
  readonly channels: number;
  /** By a 3x3 convolution (of stride 2, or after doubling), or without weights. Default true. */
  readonly conv?: boolean;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** A convolution that halves a map, made by {@link downsample}. */
export type Downsample = Module<[x: Tensor], Tensor, { op: Conv2d | null }>;
/** Nearest doubling and a convolution, made by {@link upsample}. */
export type Upsample = Module<[x: Tensor], Tensor, { conv: Conv2d | null }>;

/**
 * Half the size: a 3x3 convolution of stride 2, or the mean of each 2x2.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * diffusion.downsample({ channels: 4, key: seed(1) })(tf.ones([1, 8, 8, 4])).shape; // [1, 4, 4, 4]
 * ```
 */
export function downsample({ channels, conv = true, key }: ResampleSpec): Downsample {
  const op = conv ? conv2d({ in: channels, out: channels, kernel: 3, stride: 2, padding: 1, key }) : null;
  return module("downsample", { op }, (x: Tensor) => (op ? op(x) : avgPool(x, 2)));
}

/**
 * Twice the size: nearest neighbour, then a 3x3 convolution if wanted.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * diffusion.upsample({ channels: 4, key: seed(1) })(tf.ones([1, 8, 8, 4])).shape; // [1, 16, 16, 4]
 * ```
 */
export function upsample({ channels, conv: wanted = true, key }: ResampleSpec): Upsample {
  const conv = wanted ? conv2d({ in: channels, out: channels, kernel: 3, padding: 1, key }) : null;
  return module("upsample", { conv }, (x: Tensor) =>
    tf.tidy(() => {
      const larger = doubled(x);
      return conv ? conv(larger) : larger;
    }),
  );
}

import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";
import type { AlignmentSpec, Scales } from "./alignment.js";
import { cbrp } from "./blocks.js";
import { oaf } from "./oaf.js";

/** Encodes both sensors at each scale in full resolution and fuses them there. */
export type CrossEncoder = nn.Module<[hsi: Scales, lidar: Scales], Scales>;

/**
 * The encoders of the pyramid branch (sheet, 3.4): for each scale one block a sensor and an oriented attention fusion of its own.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { crossEncoder, scales } from "swath/papers/mivit";
 *
 * const encode = crossEncoder({ bands: 4, width: 8, key: seed(1) });
 * const [g8, g16, g24] = encode(scales(tf.ones([1, 24, 24, 4])), scales(tf.ones([1, 24, 24, 1])));
 * g24.shape; // [1, 24, 24, 8]
 * ```
 */
export function crossEncoder({ bands, layers = 1, width = 64, key }: AlignmentSpec): CrossEncoder {
  const block = (sensor: string, channels: number, at: number) =>
    cbrp({ in: channels, out: width, key: key.fold(sensor).fold(at) });
  const hsi = [1, 2, 3].map((at) => block("hsi", bands, at));
  const lidar = [1, 2, 3].map((at) => block("lidar", layers, at));
  const fuse = [1, 2, 3].map((at) => oaf({ channels: width, key: key.fold("fuse").fold(at) }));
  const parts = Object.fromEntries(
    [1, 2, 3].flatMap((at) => [
      [`conv1_${at}_cross`, hsi[at - 1]!],
      [`conv2_${at}_cross`, lidar[at - 1]!],
      [`trans${at}`, fuse[at - 1]!],
    ]),
  );
  return nn.module("crossEncoder", parts, (h: Scales, d: Scales) => {
    const fused = h.map((x, i) => tf.tidy(() => fuse[i]!(hsi[i]!(x), lidar[i]!(d[i]!))));
    return fused as unknown as Scales;
  });
}

/** What the pyramid makes of the fused features of the three scales. */
export interface PyramidMaps {
  /** [batch, 24, 24, w] */
  readonly m: Tensor;
  /** [batch, 16, 16, 2w] */
  readonly c4: Tensor;
  /** [batch, 8, 8, 3w], what its head sees. */
  readonly x5: Tensor;
}

/** Makes the maps of the pyramid from both sensors' scales. */
export type Pyramid = nn.Module<[g: Scales], PyramidMaps>;

/**
 * The pyramid (sheet, 3.4): up from 8 over 16 to 24 pixels, then down again, each level beside what came before. It never feeds
 * the fused prediction: it acts through its own head's losses.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { pyramid } from "swath/papers/mivit";
 *
 * const net = pyramid({ width: 4, key: seed(1) });
 * net([tf.ones([1, 8, 8, 4]), tf.ones([1, 16, 16, 4]), tf.ones([1, 24, 24, 4])]).x5.shape; // [1, 8, 8, 12]
 * ```
 */
export function pyramid(spec: {
  /** w: channels of its inputs; 64 unless told. */
  readonly width?: number;
  readonly momentum?: number;
  readonly eps?: number;
  readonly key: Key;
}): Pyramid {
  const { width: w = 64, key, ...norm } = spec;
  const block = (name: string, inputs: number, out: number, more: object = {}) =>
    cbrp({ in: inputs, out, key: key.fold(name), ...norm, ...more });
  const parts = {
    conv1: block("conv1", w, w),
    conv2c: block("conv2c", 2 * w, w),
    conv2: block("conv2", w, w),
    conv3c: block("conv3c", 2 * w, w),
    conv3: block("conv3", w, w, { kernel: 5, padding: 0 }),
    conv3_: block("conv3_", w, w, { kernel: 5, padding: 0 }),
    conv4c: block("conv4c", 2 * w, 2 * w),
    conv4: block("conv4", 2 * w, 2 * w, { pool: 2 }),
    conv5: block("conv5", 3 * w, 3 * w),
  };
  return nn.module("pyramid", parts, ([g8, g16, g24]: Scales) =>
    tf.tidy(() => {
      const beside = (a: Tensor, b: Tensor) => tf.concat([a, b], 3);
      const x1 = parts.conv1(g8);
      const x2 = parts.conv2(parts.conv2c(beside(nn.resizeNearest(x1, 16), g16)));
      const m = parts.conv3c(beside(nn.resizeNearest(x2, 24), g24));
      const c4 = parts.conv4c(beside(parts.conv3_(parts.conv3(m)), x2));
      const x5 = parts.conv5(beside(parts.conv4(c4), x1));
      return { m, c4, x5 };
    }),
  );
}

/**
 * Which pixel nearest upsampling takes: floor(i / scale) for each new i.
 *
 * @example
 * ```ts
 * import { nearestSources } from "swath/papers/mivit";
 *
 * nearestSources(4, 1.5); // [0, 0, 1, 2, 2, 3]
 * ```
 */
export const nearestSources = (size: number, scale: number): readonly number[] =>
  Array.from({ length: Math.floor(size * scale) }, (_, i) => Math.min(size - 1, Math.floor(i / scale)));

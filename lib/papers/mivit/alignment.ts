import type { Key } from "../../device/random/index.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";
import * as nn from "../../nn/index.js";
import { cbr, cbrp } from "./blocks.js";

/** The same pixels in patches of 8, 16 and 24: [batch, p, p, channels]. */
export type Scales = readonly [p8: Tensor, p16: Tensor, p24: Tensor];

/** Settings of {@link alignmentEncoder}. */
export interface AlignmentSpec {
  /** l1: bands of the hyperspectral patches. */
  readonly bands: number;
  /** l2: layers of the LiDAR patches; 1 unless told. */
  readonly layers?: number;
  /** w: channels of the result; 64 unless told. */
  readonly width?: number;
  readonly key: Key;
}

/** Brings both sensors to [batch, 8, 8, w]; either sensor can be asked alone. */
export type AlignmentEncoder = nn.Module<[hsi: Scales, lidar: Scales], readonly [Tensor, Tensor]> & {
  /** z1, of the hyperspectral patches alone. */
  hsi(x: Scales): Tensor;
  /** z2, of the LiDAR patches alone. */
  lidar(x: Scales): Tensor;
};

/**
 * The alignment encoder (sheet, 3.1). Per sensor one convolution block that the three scales share, then one block a scale
 * whose pooling brings it to 8x8; the results are added with three learnt factors, which both sensors share.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { alignmentEncoder, scales } from "swath/papers/mivit";
 *
 * const encoder = alignmentEncoder({ bands: 4, width: 16, key: seed(1) });
 * const z1 = encoder.hsi(scales(tf.ones([2, 24, 24, 4])));
 * z1.shape; // [2, 8, 8, 16]
 * ```
 */
export function alignmentEncoder(spec: AlignmentSpec): AlignmentEncoder {
  const { bands, layers = 1, width = 64, key } = spec;
  const inner = Math.floor(width / 2);
  const factor = () => nn.parameter([0.33], [1]);
  const scale = (sensor: string, pool: number) =>
    cbrp({ in: inner, out: width, pool, key: key.fold(sensor).fold(pool) });
  // The names of the official state: conv<sensor> shared, conv<sensor>_<scale>.
  const parts = {
    conv1: cbr({ in: bands, out: inner, key: key.fold("hsi") }),
    conv2: cbr({ in: layers, out: inner, key: key.fold("lidar") }),
    conv1_1: scale("hsi", 1),
    conv1_2: scale("hsi", 2),
    conv1_3: scale("hsi", 3),
    conv2_1: scale("lidar", 1),
    conv2_2: scale("lidar", 2),
    conv2_3: scale("lidar", 3),
    xishu1: factor(),
    xishu2: factor(),
    xishu3: factor(),
  };
  const factors: readonly Variable[] = [parts.xishu1, parts.xishu2, parts.xishu3];
  const align = (shared: nn.Module, own: readonly nn.Module[], patches: Scales): Tensor =>
    tf.tidy(() =>
      patches
        .map((x, i) => tf.mul(own[i]!(shared(x)), factors[i]!) as Tensor)
        .reduce((sum, y) => tf.add(sum, y)),
    );
  const hsi = (x: Scales) => align(parts.conv1, [parts.conv1_1, parts.conv1_2, parts.conv1_3], x);
  const lidar = (x: Scales) => align(parts.conv2, [parts.conv2_1, parts.conv2_2, parts.conv2_3], x);
  const both = (a: Scales, b: Scales) => [hsi(a), lidar(b)] as const;
  return Object.assign(nn.module("alignmentEncoder", parts, both), { hsi, lidar }) as AlignmentEncoder;
}

/**
 * The three patches of each pixel out of the largest one: patch p has its pixel at index p / 2, so the smaller patches are the
 * middle of the larger.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import { scales } from "swath/papers/mivit";
 *
 * scales(tf.ones([2, 24, 24, 4])).map((x) => x.shape[1]); // [8, 16, 24]
 * ```
 */
export function scales(p24: Tensor): Scales {
  const [batch, , , channels] = p24.shape as [number, number, number, number];
  const middle = (size: number) => {
    const from = 12 - size / 2;
    return tf.slice(p24, [0, from, from, 0], [batch, size, size, channels]);
  };
  return [middle(8), middle(16), p24];
}

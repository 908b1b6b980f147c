import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";
import { cbr } from "./blocks.js";

/** Of two images of the same size, one of that size. */
export type Fusion = nn.Module<[a: Tensor, b: Tensor], Tensor>;

/** Settings of {@link ttoa}, {@link oaf} and the fusions beside it. */
export interface FusionSpec {
  /** C: channels of both inputs and of the result; 64 unless told. */
  readonly channels?: number;
  readonly key: Key;
}

/**
 * TTOA, tensor to oriented attention (sheet, 3.2): u' and v' are the same narrow product P of u and v; columns and rows of u'
 * say how much of v' is added: 2u' + (sigmoid(column(u')) + sigmoid(row(u'))) v'.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { ttoa } from "swath/papers/mivit";
 *
 * const attend = ttoa({ channels: 8, key: seed(1) });
 * attend(tf.ones([2, 8, 8, 8]), tf.zeros([2, 8, 8, 8])).shape; // [2, 8, 8, 8]
 * ```
 */
export function ttoa({ channels = 64, key }: FusionSpec): Fusion {
  const inner = Math.floor(channels / 2);
  const conv = (name: string, inputs: number, out: number, kernel: readonly [number, number]) =>
    nn.conv2d({
      in: inputs,
      out,
      kernel,
      padding: [(kernel[0] - 1) / 2, (kernel[1] - 1) / 2],
      key: key.fold(name),
    });
  const narrow = conv("narrow", channels, inner, [1, 1]);
  const widen = conv("widen", inner, channels, [1, 1]);
  // Plain convolutions; the official names come from a deformable version that is not used.
  const column = conv("column", channels, channels, [3, 1]);
  const row = conv("row", channels, channels, [1, 3]);
  const parts = { preprocess: [narrow, widen], dcn_colum: column, dcn_row: row };
  return nn.module("ttoa", parts, (u: Tensor, v: Tensor) =>
    tf.tidy(() => {
      const [first, second] = [widen(narrow(u)), widen(narrow(v))];
      const attention = tf.add(nn.sigmoid(column(first)), nn.sigmoid(row(first)));
      return tf.add(tf.add(first, first), tf.mul(attention, second));
    }),
  );
}

/**
 * OAF, oriented attention fusion (sheet, 3.2): CBR(TTOA_1(z1, z2) + TTOA_2(z2, z1)), each sensor once asking the other.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { oaf } from "swath/papers/mivit";
 *
 * const fuse = oaf({ channels: 8, key: seed(1) });
 * fuse(tf.ones([2, 8, 8, 8]), tf.zeros([2, 8, 8, 8])).shape; // [2, 8, 8, 8]
 * ```
 */
export function oaf(spec: FusionSpec & { readonly momentum?: number; readonly eps?: number }): Fusion {
  const { channels = 64, key, ...norm } = spec;
  const trans1 = ttoa({ channels, key: key.fold(1) });
  const trans2 = ttoa({ channels, key: key.fold(2) });
  const conv = cbr({ in: channels, out: channels, key: key.fold("conv"), ...norm });
  return nn.module("oaf", { trans1, trans2, conv }, (z1: Tensor, z2: Tensor) =>
    tf.tidy(() => conv(tf.add(trans1(z1, z2), trans2(z2, z1)))),
  );
}

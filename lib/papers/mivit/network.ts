import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";
import type { Scales } from "./alignment.js";
import { type Decoder, decoder } from "./decoder.js";
import { encoder } from "./encoder.js";
import type { FusionName } from "./fusions.js";
import { fusedHead } from "./heads.js";
import { type MutualInfo, mutualInfo } from "./mutual-info.js";

/** The size of a transformer inside {@link mivit}. */
export interface BlocksSpec {
  readonly depth?: number;
  readonly heads?: number;
  readonly headWidth?: number;
  /** Width inside the perceptrons. */
  readonly hidden?: number;
}

/** Settings of {@link mivit}; the defaults are the published network. */
export interface MivitSpec {
  /** l1: bands of the hyperspectral patches. */
  readonly bands: number;
  /** l2: layers of the LiDAR patches; 1 unless told. */
  readonly layers?: number;
  /** K */
  readonly classes: number;
  /** w: channels of all features and width of the tokens; 64 unless told. */
  readonly width?: number;
  /** 5 blocks of 4 heads of 16, perceptrons of 8, unless told. */
  readonly encoder?: BlocksSpec;
  /** Tokens of 32; blocks as the encoder's defaults, unless told. */
  readonly decoder?: BlocksSpec & { readonly dim?: number };
  /** How z1 and z2 become zf; `oaf` unless told. The pyramid branch keeps its own oriented attention. */
  readonly fusion?: FusionName;
  /** Share of numbers dropped in the transformers while training; 0.1 unless told. */
  readonly dropout?: number;
  readonly key: Key;
}

/**
 * The reduced network of the sheet's section 6, for notebooks: `mivit({ ...reduced, bands, classes, key })`.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { mivit, reduced } from "swath/papers/mivit";
 *
 * const model = mivit({ ...reduced, bands: 4, classes: 3, key: seed(1) });
 * model.params["encoder.cls_token"].shape; // [1, 1, 16]
 * ```
 */
export const reduced = {
  width: 16,
  encoder: { depth: 2, heads: 2, headWidth: 8, hidden: 8 },
  decoder: { dim: 8, depth: 1, heads: 2, headWidth: 8, hidden: 8 },
} as const;

/** Both sensors' patches of the same pixels. */
export interface Patches {
  readonly hsi: Scales;
  readonly lidar: Scales;
}

/** What the network makes of both sensors, without the branches that only train it. */
export interface Forward {
  /** z1, z2, zf: [batch, 8, 8, w] */
  readonly z1: Tensor;
  readonly z2: Tensor;
  readonly zf: Tensor;
  /** All 65 tokens after the encoder. */
  readonly encoded: Tensor;
  /** The fused prediction, used as logits, and its parts k1 q1 and k2 q2. */
  readonly s: Tensor;
  readonly trans: Tensor;
  readonly cnn: Tensor;
}

/** The network. Called, it gives the fused prediction s [batch, classes]. */
export type Mivit = nn.Module<[patches: Patches], Tensor> & {
  readonly spec: MivitSpec;
  /** The features and the fused prediction. */
  forward(patches: Patches): Forward;
  /** z1 of hyperspectral patches alone, z2 of LiDAR patches alone. */
  hsiFeatures(hsi: Scales): Tensor;
  lidarFeatures(lidar: Scales): Tensor;
  /** p1 and p2: probabilities from one sensor's features. */
  hsiHead(z1: Tensor): Tensor;
  lidarHead(z2: Tensor): Tensor;
  /** p3: probabilities from the pyramid branch. */
  pyramidHead(patches: Patches): Tensor;
  readonly decoder: Decoder;
  /** MI_12(z1, z2), MI_f2(zf, z2), MI_1f(z1, zf). */
  readonly mi12: MutualInfo;
  readonly mif2: MutualInfo;
  readonly mi1f: MutualInfo;
  /** v1 and v2: factors of the constraint's last two terms. */
  readonly v1: Tensor;
  readonly v2: Tensor;
};

/**
 * MIVit whole (sheet, 3): the alignment encoder, the fusion, the transformer with its fused head, one head a sensor, the pyramid
 * branch, three networks of the information constraint, and the decoder. Its variables have the names of the official state, so that
 * weights trained there load here; only convolutions that the official class makes and never uses are left out.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { mivit, reduced, scales } from "swath/papers/mivit";
 *
 * const model = mivit({ ...reduced, bands: 4, classes: 6, key: seed(1) });
 * const hsi = scales(tf.ones([2, 24, 24, 4]));
 * model({ hsi, lidar: scales(tf.ones([2, 24, 24, 1])) }).shape; // [2, 6]
 * model.hsiHead(model.hsiFeatures(hsi)).shape; // [2, 6], without any LiDAR
 * ```
 */
export function mivit(spec: MivitSpec): Mivit {
  const { bands, layers = 1, classes, width = 64, dropout = 0.1, key } = spec;
  const encode = encoder(spec);
  const classifier = fusedHead({ width, classes, key: key.fold("head") });
  const decode = decoder({ bands, layers, width, dropout, ...spec.decoder, key: key.fold("decoder") });
  const information = (name: string) => mutualInfo({ in: width, key: key.fold(name) });
  const [mi12, mif2, mi1f] = [information("mi12"), information("mif2"), information("mi1f")];
  const [v1, v2] = [nn.parameter([0.5], [1]), nn.parameter([0.5], [1])];
  const parts = {
    xishu1: v1,
    xishu2: v2,
    encoder: encode,
    decoder: decode,
    classifier,
    z1_z2_mutual: mi12,
    z_z2_mutual: mif2,
    z1_z_mutual: mi1f,
  };
  const forward = ({ hsi, lidar }: Patches): Forward =>
    tf.tidy(() => {
      const [z1, z2] = [encode.align.hsi(hsi), encode.align.lidar(lidar)];
      const zf = encode.fuse(z1, z2);
      const { tokens, encoded } = encode(zf);
      const batch = encoded.shape[0] as number;
      const token = tf.reshape(tf.slice(encoded, [0, 0, 0], [batch, 1, width]), [batch, width]);
      return { z1, z2, zf, encoded, ...classifier(token, tokens) };
    });
  const more = {
    spec,
    forward,
    hsiFeatures: encode.align.hsi,
    lidarFeatures: encode.align.lidar,
    hsiHead: encode.hsiHead,
    lidarHead: encode.lidarHead,
    pyramidHead: ({ hsi, lidar }: Patches) =>
      tf.tidy(() => encode.pyramidHead(encode.levels(encode.cross(hsi, lidar)).x5)),
    decoder: decode,
    mi12,
    mif2,
    mi1f,
    v1,
    v2,
  };
  const net = nn.module("mivit", parts, (patches: Patches) => tf.tidy(() => forward(patches).s));
  return Object.assign(net, more) as unknown as Mivit;
}

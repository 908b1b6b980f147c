import type { Key } from "../../device/random/index.js";
import { normal } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";
import type { Scales } from "./alignment.js";
import { transformer } from "./transformer.js";

/** Settings of {@link decoder}. */
export interface DecoderSpec {
  /** l1 */
  readonly bands: number;
  /** l2; 1 unless told. */
  readonly layers?: number;
  /** w: width of the encoder's tokens; 64 unless told. */
  readonly width?: number;
  /** Width of its own tokens; 32 unless told. */
  readonly dim?: number;
  /** 5 unless told. */
  readonly depth?: number;
  /** 4 unless told. */
  readonly heads?: number;
  /** 16 unless told. */
  readonly headWidth?: number;
  /** 8 unless told. */
  readonly hidden?: number;
  /** 0 unless told. */
  readonly dropout?: number;
  readonly key: Key;
}

/** The patches that the decoder gives for the tokens, and the map of 8x8 that they are made from. */
export interface Reconstruction {
  readonly map: Tensor;
  readonly hsi: Scales;
  readonly lidar: Scales;
}

/** Makes the pyramids of both sensors from the fused tokens. */
export type Decoder = nn.Module<[tokens: Tensor], Reconstruction>;

/**
 * The reconstruction decoder (sheet, 3.7), for training only: a narrow transformer over all 65 tokens, then one convolution with
 * sigmoid a patch, from the 8x8 map enlarged to the patch's size.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { decoder } from "swath/papers/mivit";
 *
 * const net = decoder({ bands: 4, width: 16, dim: 8, depth: 1, heads: 2, headWidth: 8, key: seed(1) });
 * net(tf.ones([1, 65, 16])).hsi[2].shape; // [1, 24, 24, 4]
 * ```
 */
export function decoder(spec: DecoderSpec): Decoder {
  const { bands, layers = 1, width = 64, dim = 32, depth = 5, heads = 4, headWidth = 16, hidden = 8 } = spec;
  const { dropout = 0, key } = spec;
  const embed = nn.linear({ in: width, out: dim, key: key.fold("embed") });
  const positions = nn.parameter(normal(key.fold("positions"), 65 * dim), [1, 65, dim]);
  const blocks = transformer({ dim, depth, heads, headWidth, hidden, dropout, key: key.fold("blocks") });
  const widen = nn.linear({ in: dim, out: width, key: key.fold("widen") });
  const conv = (at: number, out: number) =>
    nn.conv2d({ in: width, out, kernel: 3, padding: 1, key: key.fold("conv").fold(at) });
  const [h8, d8, h16, d16, h24, d24] = [bands, layers, bands, layers, bands, layers].map((out, i) =>
    conv(i + 1, out),
  ) as [nn.Conv2d, nn.Conv2d, nn.Conv2d, nn.Conv2d, nn.Conv2d, nn.Conv2d];
  const at = (place: 0 | 1, layer: nn.Conv2d) =>
    nn.module("dconv", { [place]: layer }, (x: Tensor) => tf.tidy(() => nn.sigmoid(layer(x))));
  const outputs = {
    dconv1: at(0, h8),
    dconv2: at(0, d8),
    dconv3: at(1, h16),
    dconv4: at(1, d16),
    dconv5: at(1, h24),
    dconv6: at(1, d24),
  };
  const patches = nn.module("patches", outputs, (map: Tensor): Reconstruction => {
    const [up16, up24] = [nn.resizeNearest(map, 16), nn.resizeNearest(map, 24)];
    const { dconv1, dconv2, dconv3, dconv4, dconv5, dconv6 } = outputs;
    return {
      map,
      hsi: [dconv1(map), dconv3(up16), dconv5(up24)],
      lidar: [dconv2(map), dconv4(up16), dconv6(up24)],
    };
  });
  const parts = {
    decoder_pos_embed: positions,
    cnn_decoder: patches,
    decoder_embedding: embed,
    de_transformer: blocks,
    decoder_pred1: widen,
  };
  // A tidy scope looks into plain objects and lists of tensors, which its type says of writable ones only.
  const run = (tokens: Tensor) => {
    const batch = tokens.shape[0] as number;
    const all = widen(blocks(tf.add(embed(tokens), positions)));
    const places = tf.slice(all, [0, 1, 0], [batch, 64, width]);
    return patches(tf.reshape(places, [batch, 8, 8, width])) as unknown as Record<string, Tensor[]>;
  };
  return nn.module(
    "decoder",
    parts,
    (tokens: Tensor) => tf.tidy(() => run(tokens)) as unknown as Reconstruction,
  );
}

/**
 * L_rec (sheet, 3.7): the mean over the three scales of half the mean square error of each sensor.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import { reconstructionLoss, scales } from "swath/papers/mivit";
 *
 * const [zeros, ones] = [scales(tf.zeros([1, 24, 24, 2])), scales(tf.ones([1, 24, 24, 2]))];
 * reconstructionLoss({ hsi: zeros, lidar: zeros }, { hsi: ones, lidar: zeros }).dataSync()[0]; // 0.5
 * ```
 */
export function reconstructionLoss(
  given: Pick<Reconstruction, "hsi" | "lidar">,
  truth: Pick<Reconstruction, "hsi" | "lidar">,
): Tensor {
  return tf.tidy(() => {
    const errors = (["hsi", "lidar"] as const).flatMap((sensor) =>
      given[sensor].map((patch, i) => nn.mse(patch, truth[sensor][i]!)),
    );
    return tf.mul(
      errors.reduce((sum, error) => tf.add(sum, error)),
      1 / 6,
    );
  });
}

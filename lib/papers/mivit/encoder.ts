import { normal } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";
import { type AlignmentEncoder, alignmentEncoder } from "./alignment.js";
import { type FusionName, fusion } from "./fusions.js";
import { lightClassifier, pyramidClassifier } from "./heads.js";
import type { MivitSpec } from "./network.js";
import { crossEncoder, pyramid } from "./pyramid.js";
import { transformer } from "./transformer.js";

/** Everything before the fused head: features, tokens, and the three auxiliary heads. */
export type Encoder = nn.Module<[zf: Tensor], { readonly tokens: Tensor; readonly encoded: Tensor }> & {
  readonly align: AlignmentEncoder;
  readonly fuse: nn.Module<[a: Tensor, b: Tensor], Tensor>;
  readonly hsiHead: nn.Module;
  readonly lidarHead: nn.Module;
  readonly cross: ReturnType<typeof crossEncoder>;
  readonly levels: ReturnType<typeof pyramid>;
  readonly pyramidHead: nn.Module;
};

/** The encoder under the official names of its parts (sheet, 8). */
export function encoder(spec: MivitSpec): Encoder {
  const { bands, layers = 1, classes, width = 64, dropout = 0.1, key } = spec;
  const name: FusionName = spec.fusion ?? "oaf";
  const { depth = 5, heads = 4, headWidth = 16, hidden = 8 } = spec.encoder ?? {};
  const align = alignmentEncoder({ bands, layers, width, key: key.fold("align") });
  const fuse = fusion(name, { channels: width, key: key.fold("fuse") });
  const mix = nn.linear({ in: 64, out: 64, key: key.fold("mix") });
  const drop = dropout > 0 ? nn.dropout(dropout, { key: key.fold("drop") }) : null;
  const token = nn.parameter(normal(key.fold("token"), width), [1, 1, width]);
  const positions = nn.parameter(normal(key.fold("positions"), 65 * width), [1, 65, width]);
  const blocks = transformer({
    dim: width,
    depth,
    heads,
    headWidth,
    hidden,
    dropout,
    key: key.fold("blocks"),
  });
  const light = (sensor: string) => lightClassifier({ width, classes, key: key.fold(sensor) });
  const [hsiHead, lidarHead] = [light("hsi"), light("lidar")];
  const cross = crossEncoder({ bands, layers, width, key: key.fold("cross") });
  const levels = pyramid({ width, key: key.fold("pyramid") });
  const pyramidHead = pyramidClassifier({ width, classes, key: key.fold("pyramidHead") });
  const parts = {
    encoder_pos_embed: positions,
    cls_token: token,
    encoder_embedding1: mix,
    en_transformer: blocks,
    cnn_encoder: align,
    cnn_encoder_cross: cross,
    pyramid: levels,
    classification1: hsiHead,
    classification2: lidarHead,
    classification_p: pyramidHead,
    trans: fuse,
    dropout: drop,
  };
  // Sheet, 3.3: a linear layer over the positions makes each token a learnt mix of them; then class token and positions.
  const run = (zf: Tensor) =>
    tf.tidy(() => {
      const batch = zf.shape[0] as number;
      const byChannel = tf.transpose(tf.reshape(zf, [batch, 64, width]), [0, 2, 1]);
      const tokens = tf.transpose(mix(byChannel), [0, 2, 1]);
      const first = tf.tile(token as Tensor, [batch, 1, 1]);
      const all = tf.add(tf.concat([first, tokens], 1), positions) as Tensor;
      return { tokens, encoded: blocks(drop ? drop(all) : all) };
    });
  const more = { align, fuse, hsiHead, lidarHead, cross, levels, pyramidHead };
  return Object.assign(nn.module("mivitEncoder", parts, run), more) as Encoder;
}

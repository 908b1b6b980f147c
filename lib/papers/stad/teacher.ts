import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import * as nn from "../../nn/index.js";
import type { StageNetwork } from "./student.js";

/** Settings of {@link teacher}. */
export interface TeacherSpec {
  /** C: bands, which is also the width of the tokens; heads must divide it. */
  readonly bands: number;
  /** H_T: width of the hidden layer; 1000 unless told. */
  readonly hidden?: number;
  /** 3 unless told. */
  readonly stages?: number;
  /** 2 unless told. */
  readonly heads?: number;
  /** 0.1 unless told. */
  readonly dropout?: number;
  readonly key: Key;
}

/** U(-1/sqrt(fan in), 1/sqrt(fan in)), PyTorch's default of a linear layer, is Swath's too; only attention differs. */
function encoderLayer({ bands, hidden = 1000, heads = 2, dropout = 0.1, key }: TeacherSpec) {
  const attend = nn.multiHeadAttention({ dim: bands, heads, key: key.fold("attention") });
  const linear1 = nn.linear({ in: bands, out: hidden, key: key.fold("linear1") });
  const linear2 = nn.linear({ in: hidden, out: bands, key: key.fold("linear2") });
  const [norm1, norm2] = [nn.layerNorm({ size: bands }), nn.layerNorm({ size: bands })];
  const drops = ["attended", "hidden", "out"].map((name) => nn.dropout(dropout, { key: key.fold(name) }));
  const [attended, inner, out] = drops as [nn.Dropout, nn.Dropout, nn.Dropout];
  const parts = { self_attn: attend, linear1, linear2, norm1, norm2, dropouts: drops };
  return nn.module("stadTeacherLayer", parts, (x: Tensor) =>
    tf.tidy(() => {
      const x1 = norm1(tf.add(x, attended(attend(x))));
      const f = out(linear2(inner(nn.relu(linear1(x1)))));
      return norm2(tf.add(x1, f));
    }),
  );
}

/**
 * The teacher (sheet, 3.2): every pixel is a token of its bands, without position; each stage is one post-norm transformer
 * layer. Attention over all pairs of pixels: crops of 24 x 24 are comfortable, 64 x 64 need 4096 x 4096 shares a head.
 *
 * The official layer drops attention shares too; here dropout falls on the attention's output, the hidden layer and the
 * output. Evaluation is the same.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { teacher } from "swath/papers/stad";
 *
 * const network = teacher({ bands: 50, key: seed(1) });
 * const parameters = Object.values(network.params).reduce((sum, { size }) => sum + size, 0);
 * parameters; // 334350
 * network(tf.zeros([1, 4, 4, 50]))[2]?.shape; // [1, 4, 4, 50]
 * ```
 */
export function teacher(spec: TeacherSpec): StageNetwork {
  const { bands, stages = 3, heads = 2, key } = spec;
  if (bands % heads !== 0) {
    throw new ValueError("teacher", `${bands} bands do not divide into ${heads} heads`, {
      mend: "give an even number of bands: a token is as wide as the spectrum",
    });
  }
  const layers = Array.from({ length: stages }, (_, k) => encoderLayer({ ...spec, key: key.fold(k) }));
  return nn.module("stadTeacher", { layers }, (x: Tensor) => {
    const [batch, height, width] = x.shape as [number, number, number];
    const tokens: Tensor[] = [];
    for (const layer of layers) {
      tokens.push(layer(tokens.at(-1) ?? tf.reshape(x, [batch, height * width, bands])));
    }
    return tokens.map((stage) => tf.reshape(stage, [batch, height, width, bands]));
  });
}

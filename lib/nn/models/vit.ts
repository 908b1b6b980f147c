import type { Key } from "../../device/random/index.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { ShapeError, ValueError } from "../../errors.js";
import { constantInit } from "../init/constant.js";
import { initialised } from "../init/make.js";
import { truncatedNormalInit } from "../init/normal.js";
import { type Conv2d, conv2d } from "../layers/conv2d.js";
import { dropout } from "../layers/dropout.js";
import { type LayerNorm, layerNorm } from "../layers/layerNorm.js";
import { type Linear, linear } from "../layers/linear.js";
import { type MultiHeadAttention, multiHeadAttention } from "../layers/multiHeadAttention.js";
import { type Module, module } from "../module.js";
import { gelu } from "../ops/gelu.js";
import { mean } from "../ops/reduce.js";

const init = truncatedNormalInit(0.02);
const zero = constantInit(0);

/** A pre-norm block: x + attention(norm(x)), then x + mlp(norm(x)). */
export interface TransformerBlockSpec {
  /** Width of the tokens. */
  readonly dim: number;
  readonly heads: number;
  /** Width inside the MLP. Default 4 times `dim`. */
  readonly hidden?: number;
  /** Share of numbers dropped after attention and MLP while training. Default 0. */
  readonly dropout?: number;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** Attention and a perceptron, each behind a layer norm and beside a shortcut; made by {@link transformerBlock}. */
export type TransformerBlock = Module<
  [x: Tensor],
  Tensor,
  {
    norm1: LayerNorm;
    attn: MultiHeadAttention;
    norm2: LayerNorm;
    mlp: Module<[x: Tensor], Tensor, { fc1: Linear; fc2: Linear }>;
  }
>;

/** Nothing when there is nothing to drop, so that no generator is kept for it. */
const drop = (rate: number, key: Key) => (rate > 0 ? dropout(rate, { key }) : null);

/**
 * A pre-norm transformer block on tokens [N, tokens, dim].
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const block = nn.transformerBlock({ dim: 8, heads: 2, key: seed(1) });
 * block(tf.ones([2, 5, 8])).shape; // [2, 5, 8]
 * ```
 */
export function transformerBlock(spec: TransformerBlockSpec): TransformerBlock {
  const { dim, heads, hidden = 4 * dim, dropout: rate = 0, key } = spec;
  const norm1 = layerNorm({ size: dim });
  const attn = multiHeadAttention({ dim, heads, key: key.fold("attn") });
  const norm2 = layerNorm({ size: dim });
  const fc1 = linear({ in: dim, out: hidden, key: key.fold("fc1"), init, biasInit: zero });
  const fc2 = linear({ in: hidden, out: dim, key: key.fold("fc2"), init, biasInit: zero });
  const [drop1, drop2] = [drop(rate, key.fold("drop1")), drop(rate, key.fold("drop2"))];
  const mlp = module("mlp", { fc1, fc2 }, (x: Tensor) => fc2(gelu(fc1(x))));
  const perhaps = (layer: typeof drop1, x: Tensor) => (layer ? layer(x) : x);
  return module("transformerBlock", { norm1, attn, norm2, mlp, drop1, drop2 }, (x: Tensor) =>
    tf.tidy(() => {
      const seen = tf.add(x, perhaps(drop1, attn(norm1(x))));
      return tf.add(seen, perhaps(drop2, mlp(norm2(seen))));
    }),
  ) as TransformerBlock;
}

/** A vision transformer. */
export interface VitSpec {
  /** Height and width of the image. */
  readonly size: number;
  /** Height and width of a patch; it divides `size`. */
  readonly patch: number;
  /** Width of the tokens. Default 64. */
  readonly dim?: number;
  /** Blocks. Default 6. */
  readonly depth?: number;
  /** Default 4. */
  readonly heads?: number;
  /** Width inside the MLPs. Default 4 times `dim`. */
  readonly hidden?: number;
  readonly classes: number;
  /** Channels of the image. Default 3. */
  readonly inChannels?: number;
  /** What the classifier sees: a learnt class token, or the mean of all tokens. Default "class". */
  readonly pool?: "class" | "mean";
  /** Share of numbers dropped while training. Default 0. */
  readonly dropout?: number;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** A vision transformer, made by {@link vit}. */
export type Vit = Module<
  [x: Tensor],
  Tensor,
  {
    patch_embed: Module<[x: Tensor], Tensor, { proj: Conv2d }>;
    cls_token: Variable | null;
    pos_embed: Variable;
    blocks: readonly TransformerBlock[];
    norm: LayerNorm;
    head: Linear;
  }
> & {
  /** The tokens after the last norm, [N, tokens, dim]; the class token, if there is one, first. */
  tokens(x: Tensor): Tensor;
};

/**
 * A small vision transformer (Dosovitskiy et al. 2021): patches, learnt positions, pre-norm blocks, one linear layer.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const net = nn.vit({ size: 8, patch: 4, dim: 16, depth: 1, classes: 3, key: seed(1) });
 * net(tf.ones([2, 8, 8, 3])).shape; // [2, 3]
 * net.tokens(tf.ones([2, 8, 8, 3])).shape; // [2, 5, 16]: four patches and the class token
 * ```
 */
export function vit(spec: VitSpec): Vit {
  const { size, patch, dim = 64, depth = 6, heads = 4, hidden, classes, inChannels = 3, key } = spec;
  const { pool = "class", dropout: rate = 0 } = spec;
  if (size % patch !== 0) {
    throw new ValueError("vit", `patches of ${patch} do not divide an image of ${size}`, {
      mend: "give a divisor of size as patch",
    });
  }
  const count = (size / patch) ** 2;
  const proj = conv2d({ in: inChannels, out: dim, kernel: patch, stride: patch, key: key.fold("proj") });
  const patchEmbed = module("patchEmbed", { proj }, (x: Tensor) =>
    tf.tidy(() => tf.reshape(proj(x), [x.shape[0] as number, count, dim])),
  );
  const learnt = (name: string, tokens: number) =>
    initialised(init, key.fold(name), { shape: [1, tokens, dim], fanIn: dim, fanOut: dim });
  const token = pool === "class" ? learnt("cls_token", 1) : null;
  const positions = learnt("pos_embed", count + (token ? 1 : 0));
  const blocks = Array.from({ length: depth }, (_, i) =>
    transformerBlock({ dim, heads, hidden, dropout: rate, key: key.fold("blocks").fold(i) }),
  );
  const norm = layerNorm({ size: dim });
  const head = linear({ in: dim, out: classes, key: key.fold("head"), init, biasInit: zero });
  const tokens = (x: Tensor): Tensor => {
    if (x.rank !== 4 || x.shape[1] !== size || x.shape[2] !== size) {
      throw new ShapeError("vit", `the image is [${x.shape}]`, {
        mend: `give [N, ${size}, ${size}, ${inChannels}], or a network of another size`,
      });
    }
    return tf.tidy(() => {
      const n = x.shape[0] as number;
      const patches = patchEmbed(x);
      const all = token ? tf.concat([tf.tile(token as Tensor, [n, 1, 1]), patches], 1) : patches;
      return norm(blocks.reduce((value, block) => block(value), tf.add(all, positions) as Tensor));
    });
  };
  const parts = { patch_embed: patchEmbed, cls_token: token, pos_embed: positions, blocks, norm, head };
  const net = module("vit", parts, (x: Tensor) =>
    tf.tidy(() => {
      const last = tokens(x);
      const seen = token ? tf.slice(last, [0, 0, 0], [-1, 1, -1]) : last;
      return head(mean(seen, { axis: 1 }));
    }),
  );
  return Object.assign(net, { tokens }) as Vit;
}

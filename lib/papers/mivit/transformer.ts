import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";

/** Settings of {@link transformer}. */
export interface TransformerSpec {
  /** Width of the tokens. */
  readonly dim: number;
  /** Blocks. */
  readonly depth: number;
  readonly heads: number;
  /** Width of a head, which need not be dim / heads. */
  readonly headWidth: number;
  /** Width inside the perceptrons. */
  readonly hidden: number;
  /** Share of numbers dropped while training; 0 unless told. */
  readonly dropout?: number;
  readonly key: Key;
}

/** Of tokens [batch, tokens, dim], tokens of the same shape. */
export type Transformer = nn.Module & {
  /** The bare attention of each block. */
  readonly attentions: readonly nn.Module[];
};

/** Nothing when there is nothing to drop, so that no generator is kept for it. */
const dropOf = (rate: number, key: Key) => (rate > 0 ? nn.dropout(rate, { key }) : null);
const drop = (layer: nn.Dropout | null, x: Tensor): Tensor => (layer ? layer(x) : x);

/** One bias-free product gives queries, keys and values; their heads lie side by side in each. */
function attentionOf(spec: TransformerSpec): nn.Module {
  const { dim, heads, headWidth, dropout = 0, key } = spec;
  const inner = heads * headWidth;
  const toQkv = nn.linear({ in: dim, out: 3 * inner, bias: false, key: key.fold("qkv") });
  const toOut = nn.linear({ in: inner, out: dim, key: key.fold("out") });
  const last = dropOf(dropout, key.fold("drop"));
  return nn.module("mivitAttention", { to_qkv: toQkv, to_out: [toOut, last] }, (x: Tensor) =>
    tf.tidy(() => {
      const [batch, tokens] = x.shape as [number, number, number];
      const wide = tf.reshape(toQkv(x), [batch, tokens, 3, heads, headWidth]);
      const [q, k, v] = tf.unstack(tf.transpose(wide, [2, 0, 3, 1, 4])) as [Tensor, Tensor, Tensor];
      const seen = tf.transpose(nn.attention(q, k, v), [0, 2, 1, 3]);
      return drop(last, toOut(tf.reshape(seen, [batch, tokens, inner])));
    }),
  );
}

function perceptronOf({ dim, hidden, dropout = 0, key }: TransformerSpec): nn.Module {
  const first = nn.linear({ in: dim, out: hidden, key: key.fold("first") });
  const second = nn.linear({ in: hidden, out: dim, key: key.fold("second") });
  const [inside, after] = [dropOf(dropout, key.fold("inside")), dropOf(dropout, key.fold("after"))];
  const net = { "0": first, "2": inside, "3": second, "4": after };
  return nn.module("mivitPerceptron", { net: nn.module("net", net, (x: Tensor) => x) }, (x: Tensor) =>
    tf.tidy(() => drop(after, second(drop(inside, nn.gelu(first(x)))))),
  );
}

/** x + f(norm(x)). The official code nests these modules: `layers.0.0.fn.norm`, `layers.0.0.fn.fn.to_qkv`. */
function preNorm(dim: number, f: nn.Module): nn.Module {
  const norm = nn.layerNorm({ size: dim });
  const fn = nn.module("preNorm", { norm, fn: f }, (x: Tensor) => tf.tidy(() => f(norm(x))));
  return nn.module("besides", { fn }, (x: Tensor) => tf.tidy(() => tf.add(x, fn(x))));
}

/**
 * The transformer of encoder and decoder (sheet, 3.3): pre-norm blocks of attention and a narrow perceptron with exact GELU, no
 * norm at the end. The official class also makes convolutions ("skipcat") that it never uses; they are left out.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { transformer } from "swath/papers/mivit";
 *
 * const net = transformer({ dim: 16, depth: 2, heads: 2, headWidth: 8, hidden: 8, key: seed(1) });
 * net(tf.ones([2, 65, 16])).shape; // [2, 65, 16]
 * ```
 */
export function transformer(spec: TransformerSpec): Transformer {
  const attentions: nn.Module[] = [];
  const layers = Array.from({ length: spec.depth }, (_, i) => {
    const attention = attentionOf({ ...spec, key: spec.key.fold(i).fold("attention") });
    const perceptron = perceptronOf({ ...spec, key: spec.key.fold(i).fold("perceptron") });
    attentions.push(attention);
    return [preNorm(spec.dim, attention), preNorm(spec.dim, perceptron)];
  });
  const run = (x: Tensor): Tensor =>
    tf.tidy(() => layers.flat().reduce((value, layer) => layer(value), tf.clone(x)));
  return Object.assign(nn.module("mivitTransformer", { layers }, run), { attentions }) as Transformer;
}

import type { Key } from "../../device/random/index.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { ShapeError, ValueError } from "../../errors.js";
import { constantInit } from "../init/constant.js";
import { initialised } from "../init/make.js";
import { xavierUniform } from "../init/xavier.js";
import { type Module, module } from "../module.js";
import { type AttentionOptions, attention } from "../ops/attention.js";
import { linear as apply } from "../ops/linear.js";
import { expectWhole, text } from "../ops/shapes.js";
import { type Linear, linear } from "./linear.js";

/** Settings of {@link multiHeadAttention}. */
export interface MultiHeadAttentionSpec {
  /** Width of the tokens. */
  readonly dim: number;
  /** Heads, which share the width evenly. */
  readonly heads: number;
  /** Whether the projections have biases; yes unless told. */
  readonly bias?: boolean;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** What attends to what; keys are the queries unless told, values the keys. */
export interface AttentionInputs extends Pick<AttentionOptions, "mask"> {
  readonly key?: Tensor;
  readonly value?: Tensor;
}

/** An attention with its projections. */
export type MultiHeadAttention = Module<
  [query: Tensor, inputs?: AttentionInputs],
  Tensor,
  { in_proj_weight: Variable; in_proj_bias: Variable | null; out_proj: Linear }
>;

/**
 * Multi-head attention on tokens [batch, tokens, dim], with PyTorch's parameters (`in_proj_weight` is [dim, 3·dim]) and
 * initial values.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const attend = nn.multiHeadAttention({ dim: 16, heads: 4, key: seed(1) });
 * const x = tf.ones([2, 10, 16]);
 * attend(x).shape; // [2, 10, 16]: every token sees every token
 * attend(x, { key: tf.ones([2, 7, 16]) }).shape; // [2, 10, 16]: and here 7 others
 * ```
 */
export function multiHeadAttention(spec: MultiHeadAttentionSpec): MultiHeadAttention {
  const { dim, heads, bias = true, key } = spec;
  expectWhole("multiHeadAttention", "dim", dim, 1);
  expectWhole("multiHeadAttention", "heads", heads, 1);
  if (dim % heads !== 0) {
    throw new ValueError("multiHeadAttention", `a width of ${dim} does not divide into ${heads} heads`, {
      mend: "give a multiple of heads as dim",
    });
  }
  const fans = { fanIn: dim, fanOut: 3 * dim };
  const inWeight = initialised(xavierUniform(), key.fold("in_proj_weight"), {
    shape: [dim, 3 * dim],
    ...fans,
  });
  const inBias = bias
    ? initialised(constantInit(0), key.fold("in_proj_bias"), { shape: [3 * dim], ...fans })
    : null;
  const outProj = linear({ in: dim, out: dim, bias, key: key.fold("out_proj"), biasInit: constantInit(0) });

  const width = dim / heads;
  /** [batch, tokens, dim] -> [batch, heads, tokens, dim / heads] */
  const split = (x: Tensor): Tensor => {
    const [n, tokens] = x.shape as [number, number];
    return tf.transpose(tf.reshape(x, [n, tokens, heads, width]), [0, 2, 1, 3]);
  };

  /** Scales what makes the queries and leaves the rest: it is far less than the queries and their gradient. */
  const scaled = (x: Tensor): Tensor =>
    tf.mul(x, tf.concat([tf.fill([dim], 1 / Math.sqrt(width)), tf.fill([2 * dim], 1)]));

  /** Queries (which bear the scale of the scores already), keys and values, by heads. */
  const project = (query: Tensor, keys: Tensor, values: Tensor): readonly Tensor[] => {
    const [weight, shift] = [scaled(inWeight as Tensor), inBias && scaled(inBias as Tensor)];
    if (keys === query && values === query) {
      // One product, and one transposition: what lies one behind the other is taken apart without a copy.
      const [n, tokens] = query.shape as [number, number, number];
      const all = tf.reshape(apply(query, weight, shift), [n, tokens, 3, heads, width]);
      return tf.unstack(tf.transpose(all, [2, 0, 3, 1, 4]));
    }
    const weights = tf.split(weight, 3, 1);
    const shifts = shift ? tf.split(shift, 3, 0) : [null, null, null];
    return [query, keys, values].map((x, i) => split(apply(x, weights[i] as Tensor, shifts[i] ?? null)));
  };
  const forward = (query: Tensor, inputs: AttentionInputs = {}): Tensor => {
    const keys = inputs.key ?? query;
    const values = inputs.value ?? keys;
    for (const [name, x] of Object.entries({ query, key: keys, value: values })) {
      if (x.rank === 3 && x.shape[2] === dim) continue;
      throw new ShapeError("multiHeadAttention", `the ${name} has shape ${text(x.shape)}`, {
        mend: `give [batch, tokens, ${dim}]`,
      });
    }
    return tf.tidy(() => {
      const [q, k, v] = project(query, keys, values) as [Tensor, Tensor, Tensor];
      const seen = attention(q, k, v, { mask: inputs.mask, scale: 1 });
      const [n, , tokens] = seen.shape as [number, number, number];
      return outProj(tf.reshape(tf.transpose(seen, [0, 2, 1, 3]), [n, tokens, dim]));
    });
  };
  return module(
    "multiHeadAttention",
    { in_proj_weight: inWeight, in_proj_bias: inBias, out_proj: outProj },
    forward,
  );
}

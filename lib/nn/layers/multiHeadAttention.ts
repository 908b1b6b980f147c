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

  /** [batch, tokens, dim] -> [batch, heads, tokens, dim / heads] */
  const split = (x: Tensor): Tensor => {
    const [n, tokens] = x.shape as [number, number];
    return tf.transpose(tf.reshape(x, [n, tokens, heads, dim / heads]), [0, 2, 1, 3]);
  };

  /** Queries, keys and values: one product when all come from the same tokens. */
  const project = (query: Tensor, keys: Tensor, values: Tensor): Tensor[] => {
    if (keys === query && values === query) return tf.split(apply(query, inWeight, inBias), 3, -1);
    const weights = tf.split(inWeight as Tensor, 3, 1);
    const biases = inBias ? tf.split(inBias as Tensor, 3, 0) : [null, null, null];
    return [query, keys, values].map((x, i) => apply(x, weights[i] as Tensor, biases[i] ?? null));
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
      const [q, k, v] = project(query, keys, values).map(split) as [Tensor, Tensor, Tensor];
      const seen = attention(q, k, v, { mask: inputs.mask });
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

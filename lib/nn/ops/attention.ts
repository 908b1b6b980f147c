import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { matMul } from "./matMul.js";
import { text } from "./shapes.js";

/** What {@link attention} may see. */
export interface AttentionOptions {
  /**
   * Which keys each query sees, broadcast to [batch, heads, queries, keys]: as booleans (true: seen) or as floats that
   * are added to the scores. All unless told.
   */
  readonly mask?: Tensor;
  /** Factor of the scores; 1 / sqrt(width of a head) unless told. */
  readonly scale?: number;
}

// Finite, so that a row in which nothing is seen gives an average instead of NaN.
const UNSEEN = -1e9;

/**
 * Scaled dot-product attention: softmax(q · kᵀ · scale) · v, on [batch, heads, tokens, width].
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const x = tf.ones([2, 4, 10, 8]);
 * nn.attention(x, x, x).shape; // [2, 4, 10, 8]
 * ```
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, { mask, scale }: AttentionOptions = {}): Tensor {
  const width = q.shape[q.rank - 1] as number;
  const facts = { q: text(q.shape), k: text(k.shape), v: text(v.shape) };
  if (q.rank < 2 || k.shape[k.rank - 1] !== width || k.shape[k.rank - 2] !== v.shape[v.rank - 2]) {
    throw new ShapeError("attention", "queries, keys and values do not fit", {
      mend: "give q [..., queries, width], k [..., keys, width] and v [..., keys, anything]",
      facts,
    });
  }
  return tf.tidy(() => {
    let scores = matMul(tf.mul(q, scale ?? 1 / Math.sqrt(width)), k, { transposeB: true });
    if (mask) {
      const added = mask.dtype === "bool" ? tf.mul(tf.sub(1, tf.cast(mask, "float32")), UNSEEN) : mask;
      scores = tf.add(scores, added);
    }
    return matMul(tf.softmax(scores), v);
  });
}

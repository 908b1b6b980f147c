import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { matMul } from "./matMul.js";
import { sameShape, text } from "./shapes.js";

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
  const factor = scale ?? 1 / Math.sqrt(width);
  // A mask of floats may be learnt (relative positions): its gradient is left to the tape.
  const learnt = mask !== undefined && mask.dtype !== "bool";
  const sameLead = sameShape(q.shape.slice(0, -2), k.shape.slice(0, -2));
  if (learnt || !sameLead || !sameShape(k.shape.slice(0, -2), v.shape.slice(0, -2))) {
    return attentionComposed(q, k, v, { mask, scale: factor });
  }
  return withGradient(
    "attention",
    [q, k, v],
    (save) => {
      const scaled = times(q, factor);
      const shares = tf.softmax(masked(matMul(scaled, k, { transposeB: true }), mask));
      const seen = matMul(shares, v);
      save(scaled, k, v, shares, seen);
      return seen;
    },
    (dy, saved) => {
      const [scaled, keys, values, shares, seen] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
      // The softmax's gradient is shares * (d - sum(d * shares)) with d = dy values^T, and that sum equals sum(dy * seen):
      // taken over the width of a head instead of all keys, and subtracted inside the product as one more column.
      const sums = tf.sum(tf.mul(dy, seen), -1, true);
      const wide = tf.concat([values, tf.fill([...values.shape.slice(0, -1), 1], -1)], -1);
      const dScores = tf.mul(shares, matMul(tf.concat([dy, sums], -1), wide, { transposeB: true }));
      return [
        times(matMul(dScores, keys), factor),
        matMul(dScores, scaled, { transposeA: true }),
        matMul(shares, dy, { transposeA: true }),
      ];
    },
  );
}

/** Who has scaled the queries gives 1. */
const times = (x: Tensor, factor: number): Tensor => (factor === 1 ? x : tf.mul(x, factor));

function masked(scores: Tensor, mask: Tensor | undefined): Tensor {
  if (!mask) return scores;
  return tf.add(scores, mask.dtype === "bool" ? tf.mul(tf.sub(1, tf.cast(mask, "float32")), UNSEEN) : mask);
}

/** {@link attention} by operations that the tape knows, for learnt masks and for the test that both agree. */
export function attentionComposed(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  { mask, scale = 1 }: AttentionOptions,
): Tensor {
  return tf.tidy(() => {
    const scores = masked(matMul(tf.mul(q, scale), k, { transposeB: true }), mask);
    return matMul(tf.softmax(scores), v);
  });
}

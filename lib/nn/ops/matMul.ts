import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { broadcastShape, product, sameShape, text } from "./shapes.js";

/** Which operands of {@link matMul} are taken transposed (their last two axes); none unless told. */
export interface MatMulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * Matrix product of the last two axes. The axes before them broadcast, also in the gradient (which tfjs has not).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.matMul(tf.ones([5, 2, 3]), tf.ones([3, 4])).shape; // [5, 2, 4]
 * ```
 */
export function matMul(a: Tensor, b: Tensor, options: MatMulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  const facts = { a: text(a.shape), b: text(b.shape) };
  if (a.rank < 2 || b.rank < 2) {
    throw new ShapeError("matMul", "both operands need two axes at least", { mend: "reshape them", facts });
  }
  const inner = a.shape[a.rank - (transposeA ? 2 : 1)];
  if (inner !== b.shape[b.rank - (transposeB ? 1 : 2)]) {
    throw new ShapeError("matMul", "the inner sizes differ", { mend: "transpose one operand?", facts });
  }
  const [leadA, leadB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  if (sameShape(leadA, leadB)) return tf.matMul(a, b, transposeA, transposeB);
  const lead = broadcastShape("matMul", leadA, leadB);
  if (b.rank === 2 && !transposeA) {
    // One matrix for the whole batch is one large product.
    return tf.tidy(() => {
      const rows = tf.reshape(a, [product(leadA) * (a.shape[a.rank - 2] as number), inner as number]);
      const y = tf.matMul(rows, b, false, transposeB);
      return tf.reshape(y, [...a.shape.slice(0, -1), y.shape[1] as number]);
    });
  }
  return tf.tidy(() => {
    const [wideA, wideB] = [
      tf.broadcastTo(a, [...lead, ...a.shape.slice(-2)]),
      tf.broadcastTo(b, [...lead, ...b.shape.slice(-2)]),
    ];
    return tf.matMul(wideA, wideB, transposeA, transposeB);
  });
}

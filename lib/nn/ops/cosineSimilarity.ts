import { type Tensor, tf } from "../../device/tf.js";
import { sum } from "./reduce.js";

/** Options of {@link cosineSimilarity}. */
export interface CosineSimilarityOptions {
  /** The axis of the vectors; the last unless told. */
  readonly axis?: number;
  /** Smallest length that is divided by; 1e-8 unless told. */
  readonly eps?: number;
}

/**
 * x divided by its length along an axis (the last unless told), PyTorch's normalize.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.unit(tf.tensor1d([3, 4])).arraySync(); // about [0.6, 0.8]
 * ```
 */
export function unit(x: Tensor, { axis = -1, eps = 1e-12 }: CosineSimilarityOptions = {}): Tensor {
  return tf.tidy(() => {
    // The bound is put on the square, below the root, whose slope at zero is infinite.
    const square = sum(tf.square(x), { axis, keepDims: true });
    return tf.mul(x, tf.rsqrt(tf.clipByValue(square, eps * eps, 3.4e38)));
  });
}

/**
 * The cosine of the angle between vectors along an axis.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.cosineSimilarity(tf.tensor2d([[1, 0]]), tf.tensor2d([[1, 1]])).arraySync(); // about [0.707]
 * ```
 */
export function cosineSimilarity(a: Tensor, b: Tensor, options: CosineSimilarityOptions = {}): Tensor {
  const { axis = -1, eps = 1e-8 } = options;
  return tf.tidy(() => sum(tf.mul(unit(a, { axis, eps }), unit(b, { axis, eps })), { axis }));
}

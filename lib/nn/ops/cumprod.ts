import { type Tensor, tf } from "../../device/tf.js";
import { axisOf } from "./shapes.js";

/** How {@link cumprod} goes. */
export interface CumprodOptions {
  /** The axis; the last unless told. */
  readonly axis?: number;
  /** Whether an element counts in its own product; yes unless told `exclusive: true`. */
  readonly exclusive?: boolean;
  /** Whether products run from the end; no unless told. */
  readonly reverse?: boolean;
}

/** The tensor moved along an axis by some places, with ones moving in. */
function shifted(x: Tensor, axis: number, by: number): Tensor {
  const size = x.shape[axis] as number;
  const part = tf.slice(
    x,
    x.shape.map(() => 0),
    x.shape.map((n, i) => (i === axis ? size - by : n)),
  );
  const ones = tf.ones(x.shape.map((n, i) => (i === axis ? by : n)));
  return tf.concat([ones, part], axis);
}

/**
 * Products of all elements up to each one. It is made of log2(n) products of shifted tensors, so its gradient is right
 * also where elements are zero (tfjs has none; the usual formula divides by the elements).
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.cumprod(tf.tensor1d([2, 3, 4])).arraySync(); // [2, 6, 24]
 * nn.cumprod(tf.tensor1d([2, 3, 4]), { exclusive: true }).arraySync(); // [1, 2, 6]
 * ```
 */
export function cumprod(x: Tensor, options: CumprodOptions = {}): Tensor {
  const { axis = -1, exclusive = false, reverse = false } = options;
  const at = axisOf("cumprod", axis, x.rank);
  const size = x.shape[at] as number;
  return tf.tidy(() => {
    let y = reverse ? tf.reverse(x, at) : x.clone();
    if (exclusive) y = shifted(y, at, 1);
    for (let by = 1; by < size; by *= 2) y = tf.mul(y, shifted(y, at, by));
    return reverse ? tf.reverse(y, at) : y;
  });
}

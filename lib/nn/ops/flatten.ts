import { type Tensor, tf } from "../../device/tf.js";
import { product } from "./shapes.js";

/**
 * All axes from `from` (1 unless told) on as one. An image's numbers come in the order height, width, channels: weights
 * of a linear layer behind it that were trained on PyTorch's order must be reordered.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.flatten(tf.ones([2, 3, 4, 5])).shape; // [2, 60]
 * ```
 */
export const flatten = (x: Tensor, from = 1): Tensor =>
  tf.reshape(x, [...x.shape.slice(0, from), product(x.shape.slice(from))]);

/**
 * The input itself.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.identity(tf.ones([2])).shape; // [2]
 * ```
 */
export const identity = (x: Tensor): Tensor => x;

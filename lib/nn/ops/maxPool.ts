import { type Tensor, type Tensor4D, tf } from "../../device/tf.js";
import { expectImage, type Pair } from "./shapes.js";
import { type PoolOptions, window } from "./window.js";

// Smaller than any activation and, unlike -Infinity, finite: 0 · (-Infinity) in a gradient would be NaN.
const LOWEST = -3.4e38;

/**
 * The largest value in each window, PyTorch's max_pool2d: `maxPool(x, 2)` halves height and width.
 *
 * @param size of the window
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.maxPool(tf.ones([1, 8, 8, 3]), 3, { stride: 2, padding: 1 }).shape; // [1, 4, 4, 3]
 * ```
 */
export function maxPool(x: Tensor, size: Pair, options: PoolOptions = {}): Tensor {
  expectImage("maxPool", x);
  const { extent, stride, padding } = window("maxPool", x, size, options);
  return tf.tidy(() => {
    // Explicit padding inside the op has no gradient in tfjs and is six times slower: pad first, then VALID.
    const input =
      padding[0] + padding[1] === 0
        ? x
        : tf.pad(
            x,
            [
              [0, 0],
              [padding[0], padding[0]],
              [padding[1], padding[1]],
              [0, 0],
            ],
            LOWEST,
          );
    return tf.maxPool(input as Tensor4D, extent as [number, number], stride as [number, number], "valid");
  });
}

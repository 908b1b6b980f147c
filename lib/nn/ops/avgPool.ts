import { type Tensor, type Tensor4D, tf } from "../../device/tf.js";
import { expectImage, type Pair } from "./shapes.js";
import { type PoolOptions, window } from "./window.js";

/** {@link PoolOptions}, and what the mean counts. */
export interface AvgPoolOptions extends PoolOptions {
  /** Whether padded zeros count as pixels of the window; yes unless told (PyTorch's count_include_pad). */
  readonly countPadding?: boolean;
}

/** Along one axis, how many pixels of each window lie inside the input. */
function inside(size: number, extent: number, stride: number, padding: number): number[] {
  const windows = Math.floor((size + 2 * padding - extent) / stride) + 1;
  return Array.from({ length: windows }, (_, i) => {
    const from = i * stride - padding;
    return Math.min(from + extent, size) - Math.max(from, 0);
  });
}

/**
 * The mean of each window, PyTorch's avg_pool2d.
 *
 * @param size of the window
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.avgPool(tf.ones([1, 8, 8, 3]), 2).shape; // [1, 4, 4, 3]
 * ```
 */
export function avgPool(x: Tensor, size: Pair, options: AvgPoolOptions = {}): Tensor {
  const [, height, width] = expectImage("avgPool", x);
  const { extent, stride, padding } = window("avgPool", x, size, options);
  const [ph, pw] = padding;
  return tf.tidy(() => {
    const input =
      ph + pw === 0
        ? x
        : tf.pad(x, [
            [0, 0],
            [ph, ph],
            [pw, pw],
            [0, 0],
          ]);
    const y = tf.avgPool(input as Tensor4D, extent as [number, number], stride as [number, number], "valid");
    if (ph + pw === 0 || options.countPadding !== false) return y;
    const rows = inside(height, extent[0], stride[0], ph);
    const columns = inside(width, extent[1], stride[1], pw);
    const area = extent[0] * extent[1];
    const factors = rows.flatMap((h) => columns.map((w) => area / (h * w)));
    return tf.mul(y, tf.tensor(factors, [1, rows.length, columns.length, 1]));
  });
}

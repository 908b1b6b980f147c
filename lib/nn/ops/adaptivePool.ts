import { type Tensor, type Tensor4D, tf } from "../../device/tf.js";
import { alongAxis } from "./alongAxis.js";
import { avgPool } from "./avgPool.js";
import { maxPool } from "./maxPool.js";
import { mean } from "./reduce.js";
import { expectImage, expectWhole, type Pair, pair } from "./shapes.js";

/** PyTorch's windows: [from, to) of each output along one axis. They overlap where sizes do not divide. */
const windows = (size: number, out: number): readonly (readonly [number, number])[] =>
  Array.from({ length: out }, (_, i) => [Math.floor((i * size) / out), Math.ceil(((i + 1) * size) / out)]);

function checked(operation: string, x: Tensor, size: Pair) {
  const [, height, width] = expectImage(operation, x);
  const [h, w] = pair(size);
  expectWhole(operation, "size", h, 1);
  expectWhole(operation, "size", w, 1);
  return { height, width, h, w, even: height % h === 0 && width % w === 0 };
}

function averages(size: number, out: number): Tensor {
  const rows = new Float32Array(out * size);
  windows(size, out).forEach(([from, to], i) => rows.fill(1 / (to - from), i * size + from, i * size + to));
  return tf.tensor2d(rows, [out, size]);
}

/**
 * Averages to a fixed height and width, PyTorch's adaptive_avg_pool2d.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.adaptiveAvgPool(tf.ones([1, 7, 9, 3]), [2, 2]).shape; // [1, 2, 2, 3]
 * ```
 */
export function adaptiveAvgPool(x: Tensor, size: Pair): Tensor {
  const { height, width, h, w, even } = checked("adaptiveAvgPool", x, size);
  if (h === 1 && w === 1) return mean(x, { axis: [1, 2], keepDims: true });
  if (even) return avgPool(x, [height / h, width / w]);
  return tf.tidy(() => alongAxis(alongAxis(x, averages(height, h), 1), averages(width, w), 2));
}

/** The maximum of each window along height (axis 1) or width (axis 2). */
function maxima(x: Tensor, axis: 1 | 2, out: number): Tensor {
  const parts = windows(x.shape[axis] as number, out).map(([from, to]) => {
    const begin = [0, 0, 0, 0];
    begin[axis] = from;
    const part = tf.slice(
      x,
      begin,
      x.shape.map((n, i) => (i === axis ? to - from : n)),
    );
    const extent: [number, number] = axis === 1 ? [to - from, 1] : [1, to - from];
    return tf.maxPool(part as Tensor4D, extent, 1, "valid");
  });
  return tf.concat(parts, axis);
}

/**
 * Maxima on a fixed height and width, PyTorch's adaptive_max_pool2d.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.adaptiveMaxPool(tf.ones([1, 7, 9, 3]), 1).shape; // [1, 1, 1, 3]
 * ```
 */
export function adaptiveMaxPool(x: Tensor, size: Pair): Tensor {
  const { height, width, h, w, even } = checked("adaptiveMaxPool", x, size);
  if (even) return maxPool(x, [height / h, width / w]);
  return tf.tidy(() => maxima(maxima(x, 1, h), 2, w));
}

/**
 * The mean over height and width: [batch, height, width, channels] -> [batch, channels].
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.globalAvgPool(tf.ones([2, 7, 7, 3])).shape; // [2, 3]
 * ```
 */
export function globalAvgPool(x: Tensor): Tensor {
  expectImage("globalAvgPool", x);
  return mean(x, { axis: [1, 2] });
}

/**
 * The maximum over height and width: [batch, height, width, channels] -> [batch, channels].
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.globalMaxPool(tf.ones([2, 7, 7, 3])).shape; // [2, 3]
 * ```
 */
export function globalMaxPool(x: Tensor): Tensor {
  const [n, height, width, channels] = expectImage("globalMaxPool", x);
  return tf.tidy(() => tf.reshape(maxPool(x, [height, width]), [n, channels]));
}

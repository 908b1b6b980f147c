import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { alongAxis } from "./alongAxis.js";
import { expectImage, expectWhole, type Pair, pair } from "./shapes.js";

/** How {@link resizeNearest} places pixels. */
export interface ResizeNearestOptions {
  /** Whether pixels are taken at their centres (PyTorch's "nearest-exact") instead of their corners; no unless told. */
  readonly exact?: boolean;
}

/** Which old pixel each new one takes, as rows with a single 1; rounded to float32 as TensorFlow and PyTorch do. */
function selection(old: number, size: number, exact: boolean): Tensor {
  const scale = Math.fround(old / size);
  const out = new Float32Array(size * old);
  for (let i = 0; i < size; i++) {
    const at = Math.floor(Math.fround((i + (exact ? 0.5 : 0)) * scale));
    out[i * old + Math.min(at, old - 1)] = 1;
  }
  return tf.tensor2d(out, [size, old]);
}

/** {@link resizeNearest} as two products with constant matrices: what the other engines run. */
export function resizeNearestComposed(
  x: Tensor,
  size: Pair,
  { exact = false }: ResizeNearestOptions = {},
): Tensor {
  const [height, width] = pair(size);
  return tf.tidy(() => {
    const tall = alongAxis(x, selection(x.shape[1] as number, height, exact), 1);
    return alongAxis(tall, selection(x.shape[2] as number, width, exact), 2);
  });
}

/**
 * Nearest-neighbour resizing to a new height and width, PyTorch's interpolate with mode "nearest".
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.resizeNearest(tf.ones([1, 4, 4, 3]), [8, 8]).shape; // [1, 8, 8, 3]
 * ```
 */
export function resizeNearest(x: Tensor, size: Pair, options: ResizeNearestOptions = {}): Tensor {
  const [, height, width] = expectImage("resizeNearest", x);
  const { exact = false } = options;
  const shape = pair(size);
  for (const value of shape) expectWhole("resizeNearest", "size", value, 1);
  if (!isNative()) return resizeNearestComposed(x, size, options);
  const attrs = { align_corners: false, half_pixel_centers: exact };
  const ints = (values: readonly number[]) => tf.tensor1d(values as number[], "int32");
  return withGradient(
    "resizeNearest",
    [x],
    () => nativeOp("ResizeNearestNeighbor", [x, ints(shape)], attrs),
    (dy) => [nativeOp("ResizeNearestNeighborGrad", [dy, ints([height, width])], attrs)],
  );
}

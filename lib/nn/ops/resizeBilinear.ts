import { isNative, nativeOp, withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { alongAxis } from "./alongAxis.js";
import { expectImage, expectWhole, type Pair, pair } from "./shapes.js";

/** How {@link resizeBilinear} places pixels. */
export interface ResizeBilinearOptions {
  /** Whether the corners' centres stay where they are (PyTorch's align_corners); no unless told. */
  readonly alignCorners?: boolean;
}

/** Where each new pixel lies between two old ones, as rows of weights. */
function weights(old: number, size: number, alignCorners: boolean): Tensor {
  const out = new Float32Array(size * old);
  for (let i = 0; i < size; i++) {
    const at = alignCorners
      ? size > 1
        ? (i * (old - 1)) / (size - 1)
        : 0
      : Math.max(0, ((i + 0.5) * old) / size - 0.5);
    const low = Math.min(Math.floor(at), old - 1);
    const high = Math.min(low + 1, old - 1);
    out[i * old + low]! += 1 - (at - low);
    out[i * old + high]! += at - low;
  }
  return tf.tensor2d(out, [size, old]);
}

/** {@link resizeBilinear} as two products with constant matrices: what the other engines run. */
export function resizeBilinearComposed(
  x: Tensor,
  size: Pair,
  { alignCorners = false }: ResizeBilinearOptions = {},
): Tensor {
  const [height, width] = pair(size);
  return tf.tidy(() => {
    const tall = alongAxis(x, weights(x.shape[1] as number, height, alignCorners), 1);
    return alongAxis(tall, weights(x.shape[2] as number, width, alignCorners), 2);
  });
}

/**
 * Bilinear interpolation to a new height and width, PyTorch's interpolate. (The gradient of tf.image.resizeBilinear
 * with half-pixel centres, which this needs, is wrong in tfjs.)
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.resizeBilinear(tf.ones([1, 4, 4, 3]), [8, 8]).shape; // [1, 8, 8, 3]
 * ```
 */
export function resizeBilinear(x: Tensor, size: Pair, options: ResizeBilinearOptions = {}): Tensor {
  expectImage("resizeBilinear", x);
  const { alignCorners = false } = options;
  const shape = pair(size);
  for (const value of shape) expectWhole("resizeBilinear", "size", value, 1);
  if (!isNative()) return resizeBilinearComposed(x, size, options);
  const attrs = { align_corners: alignCorners, half_pixel_centers: !alignCorners };
  return withGradient(
    "resizeBilinear",
    [x],
    (save) => {
      save(x);
      return nativeOp("ResizeBilinear", [x, tf.tensor1d(shape as unknown as number[], "int32")], attrs);
    },
    (dy, [input]) => [nativeOp("ResizeBilinearGrad", [dy, input as Tensor], attrs)],
  );
}

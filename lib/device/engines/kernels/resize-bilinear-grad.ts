import { type Tensor4D, tf } from "../../tf.js";
import { composedKernel } from "./host.js";

/** The `[to, from]` matrix of bilinear interpolation along one axis, without half-pixel centres. */
function matrix(from: number, to: number, alignCorners: boolean): Float32Array {
  const step = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const out = new Float32Array(to * from);
  for (let o = 0; o < to; o++) {
    const source = Math.min(o * step, from - 1);
    const low = Math.floor(source);
    out[o * from + low] = 1 - (source - low);
    if (low + 1 < from) out[o * from + low + 1] = source - low;
  }
  return out;
}

/** tfjs's kernel for cpu exchanges height and width of its result: wrong for every image that is not square. */
export function registerResizeBilinearGrad(): void {
  composedKernel<{ readonly alignCorners: boolean }>(
    "cpu",
    "ResizeBilinearGrad",
    (inputs, { alignCorners }) => {
      const [images, dy] = [inputs["images"], inputs["dy"]] as [Tensor4D, Tensor4D];
      const [n, height, width, c] = images.shape;
      const [, tall, wide] = dy.shape;
      const rows = tf.tensor3d(matrix(height, tall, alignCorners), [1, tall, height]);
      const columns = tf.tensor3d(matrix(width, wide, alignCorners), [1, wide, width]);
      const narrowed = tf.matMul(rows, tf.reshape(dy, [n, tall, wide * c]), true);
      const shrunk = tf.matMul(columns, tf.reshape(narrowed, [n * height, wide, c]), true);
      return tf.reshape(shrunk, [n, height, width, c]);
    },
  );
}

import { type Tensor, type Tensor4D, tf } from "../../tf.js";
import { replaceGradient } from "./define.js";

type Method = "bilinear" | "nearest";

/** The `[to, from]` matrix that resizes one axis with half-pixel centres (PyTorch's `align_corners=False`). */
export function halfPixelMatrix(from: number, to: number, method: Method): Float32Array {
  const matrix = new Float32Array(to * from);
  const add = (o: number, i: number, weight: number) => {
    matrix[o * from + i] = (matrix[o * from + i] as number) + weight;
  };
  for (let o = 0; o < to; o++) {
    if (method === "nearest") {
      add(o, Math.min(Math.floor(((o + 0.5) * from) / to), from - 1), 1);
      continue;
    }
    const source = Math.min(Math.max(((o + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(source);
    add(o, low, 1 - (source - low));
    if (low + 1 < from) add(o, low + 1, source - low);
  }
  return matrix;
}

/** Resizing is linear, axis by axis; so its gradient is the product with the transposed matrices. */
function resizedBack(dy: Tensor4D, height: number, width: number, method: Method): Tensor {
  const [n, tall, wide, c] = dy.shape;
  const rows = tf.tensor3d(halfPixelMatrix(height, tall, method), [1, tall, height]);
  const columns = tf.tensor3d(halfPixelMatrix(width, wide, method), [1, wide, width]);
  const narrowed = tf.matMul(rows, tf.reshape(dy, [n, tall, wide * c]), true);
  const shrunk = tf.matMul(columns, tf.reshape(narrowed, [n * height, wide, c]), true);
  return tf.reshape(shrunk, [n, height, width, c]);
}

/** tfjs's gradients of both resizings ignore half-pixel centres. */
export function correctResize(): void {
  for (const [kernelName, method] of [
    ["ResizeBilinear", "bilinear"],
    ["ResizeNearestNeighbor", "nearest"],
  ] as const) {
    const previous = replaceGradient({
      kernelName,
      inputsToSave: ["images"],
      gradFunc: (dy, saved, attrs) => {
        const [images] = saved as [Tensor4D];
        if (!(attrs as unknown as { halfPixelCenters: boolean }).halfPixelCenters && previous) {
          return previous(dy, saved, attrs);
        }
        const [, height, width] = images.shape;
        return { images: () => resizedBack(dy as Tensor4D, height, width, method) };
      },
    });
  }
}

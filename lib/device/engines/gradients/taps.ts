import { type Tensor, type Tensor4D, tf } from "../../tf.js";

/** A convolution over an input that is padded already, one kernel position (a tap) at a time. */
export interface Taps {
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Height and width of the output. */
  readonly output: readonly [number, number];
}

/** The pixels that one tap sees: [n, output…, c]. */
export function seen(padded: Tensor4D, [i, j]: readonly [number, number], taps: Taps): Tensor4D {
  const [n, , , c] = padded.shape;
  const [di, dj] = taps.dilations;
  const [si, sj] = taps.strides;
  const [h, w] = taps.output;
  const begin: [number, number, number, number] = [0, i * di, j * dj, 0];
  if (si === 1 && sj === 1) return tf.slice(padded, begin, [n, h, w, c]);
  const end = [n, i * di + (h - 1) * si + 1, j * dj + (w - 1) * sj + 1, c];
  return tf.stridedSlice(padded, begin, end, [1, si, sj, 1]) as Tensor4D;
}

/** The transpose of `seen`: puts pixels back to where a tap had seen them, zeros elsewhere. */
export function unseen(
  pixels: Tensor4D,
  [i, j]: readonly [number, number],
  taps: Taps,
  [height, width]: readonly [number, number],
): Tensor4D {
  const spread = spaced(spaced(pixels, 1, taps.strides[0]), 2, taps.strides[1]);
  const [, h, w] = spread.shape;
  const top = i * taps.dilations[0];
  const left = j * taps.dilations[1];
  return tf.pad(spread, [
    [0, 0],
    [top, height - top - h],
    [left, width - left - w],
    [0, 0],
  ]);
}

/** Puts `stride - 1` zeros between the elements of an axis. */
function spaced(x: Tensor4D, axis: 1 | 2, stride: number): Tensor4D {
  if (stride === 1) return x;
  const outer = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const length = x.shape[axis];
  const inner = x.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const wide = tf.pad(tf.reshape(x, [outer, length, 1, inner]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  const shape: [number, number, number, number] = [...x.shape];
  const full = (length - 1) * stride + 1;
  shape[axis] = full;
  const cut = tf.slice(tf.reshape(wide, [outer, length * stride, inner]), [0, 0, 0], [outer, full, inner]);
  return tf.reshape(cut, shape);
}

/** Every tap's place in the kernel, row by row. */
export const places = ({ kernel: [h, w] }: Taps): (readonly [number, number])[] =>
  Array.from({ length: h * w }, (_, k) => [Math.floor(k / w), k % w] as const);

export const sumOf = (parts: readonly Tensor[]): Tensor =>
  parts.length === 1 ? (parts[0] as Tensor) : tf.addN([...parts]);

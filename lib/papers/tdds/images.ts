import { bernoulli, integers, type Key } from "../../device/random/index.js";
import { ShapeError } from "../../errors.js";

/** Samples of one shape: square images of bytes, or vectors of floats. */
export interface Samples {
  readonly count: number;
  /** [height, width, channels] of an image, [width] of a vector. */
  readonly shape: readonly number[];
  readonly data: Uint8Array | Float32Array;
  readonly labels: Int32Array;
  readonly classes: number;
}

/** How images become numbers: (value - mean) / deviation, a channel each, in grey values of 0 to 255. */
export interface Standard {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * The mean and deviation of every channel (of every number of a vector) over all samples.
 *
 * @example
 * ```ts
 * import { standardOf } from "swath/papers/tdds";
 *
 * const samples = { shape: [2], data: Float32Array.of(1, 5, 3, 5), labels: Int32Array.of(0, 1) };
 * standardOf(samples).mean; // [2, 5]
 * ```
 */
export function standardOf({ shape, data }: Samples): Standard {
  const channels = shape.at(-1) as number;
  const [sum, squares] = [new Float64Array(channels), new Float64Array(channels)];
  for (let i = 0; i < data.length; i++) {
    const c = i % channels;
    sum[c] = sum[c]! + data[i]!;
    squares[c] = squares[c]! + data[i]! ** 2;
  }
  const count = data.length / channels;
  const mean = Array.from(sum, (value) => value / count);
  const deviation = Array.from(squares, (value, c) =>
    Math.sqrt(Math.max(value / count - mean[c]! ** 2, 1e-12)),
  );
  return { mean, deviation };
}

/**
 * A part of the samples, by index.
 *
 * @example
 * ```ts
 * import { subset } from "swath/papers/tdds";
 *
 * const samples = { shape: [2], data: Float32Array.of(1, 5, 3, 5), labels: Int32Array.of(0, 1) };
 * subset(samples, [1]).labels; // Int32Array [1]
 * ```
 */
export function subset(all: Samples, indices: ArrayLike<number>): Samples {
  const size = all.shape.reduce((a, b) => a * b, 1);
  const data =
    all.data instanceof Uint8Array
      ? new Uint8Array(indices.length * size)
      : new Float32Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * size;
    data.set(all.data.subarray(from, from + size), i * size);
    labels[i] = all.labels[indices[i]!]!;
  }
  return { ...all, count: indices.length, data, labels };
}

/** Zero pixels on each side before a crop of the old size is taken (sheet, 2). */
const PAD = 4;

/** The random choices of one epoch, for every sample: the same whatever the batches are. */
export interface Draws {
  readonly flip: Uint8Array | ArrayLike<number | boolean>;
  /** Top and left of the crop in the padded image, 0 to 8. */
  readonly place: Int32Array;
}

/** Draws the augmentation of an epoch: a flip with probability 1/2, and a place of the crop, each sample its own. */
export const drawEpoch = (count: number, key: Key): Draws => ({
  flip: bernoulli(key.fold("flip"), [count], 0.5) as ArrayLike<number | boolean>,
  place: integers(key.fold("place"), [count, 2], { max: 2 * PAD + 1 }),
});

/**
 * Writes samples as standardised floats into `to`: images flipped, padded with black and cropped as `draws` says (sheet, 2),
 * or as they are without it.
 */
export function fillBatch(
  to: Float32Array,
  { data, shape }: Samples,
  indices: ArrayLike<number>,
  { mean, deviation }: Standard,
  draws?: Draws,
): void {
  const size = shape.reduce((a, b) => a * b, 1);
  if (to.length < indices.length * size)
    throw new ShapeError("fillBatch", `${to.length} numbers are too few`);
  const channels = shape.at(-1) as number;
  const scale = Float64Array.from(deviation, (value) => 1 / value);
  const black = Float64Array.from(mean, (value, c) => -value * scale[c]!);
  const moves = draws !== undefined && shape.length === 3;
  for (let i = 0; i < indices.length; i++) {
    const sample = indices[i]!;
    const from = sample * size;
    const at = i * size;
    if (!moves) {
      for (let k = 0, c = 0; k < size; k++) {
        to[at + k] = data[from + k]! * scale[c]! + black[c]!;
        if (++c === channels) c = 0;
      }
      continue;
    }
    const [height, width] = shape as readonly [number, number, number];
    const flip = Boolean(draws.flip[sample]);
    const top = draws.place[2 * sample]! - PAD;
    const left = draws.place[2 * sample + 1]! - PAD;
    for (let row = 0; row < height; row++) {
      const source = row + top;
      for (let column = 0; column < width; column++) {
        const there = column + left;
        const out = at + (row * width + column) * channels;
        const inside = source >= 0 && source < height && there >= 0 && there < width;
        const pixel = from + (source * width + (flip ? width - 1 - there : there)) * channels;
        for (let c = 0; c < channels; c++) {
          to[out + c] = inside ? data[pixel + c]! * scale[c]! + black[c]! : black[c]!;
        }
      }
    }
  }
}

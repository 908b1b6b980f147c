import { tf } from "../../tf.js";

/** A convolution's geometry in three dimensions; one in two dimensions has a depth of one. */
export interface Geometry {
  readonly batch: number;
  readonly input: readonly [depth: number, height: number, width: number];
  readonly kernel: readonly [number, number, number];
  readonly output: readonly [number, number, number];
  readonly strides: readonly [number, number, number];
  readonly before: readonly [front: number, top: number, left: number];
  readonly channels: number;
  readonly filters: number;
}

type Pad = "same" | "valid" | number;

export function planar(
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dimRoundingMode }: { strides: number; pad: Pad; dimRoundingMode?: "floor" },
): Geometry {
  const info = tf.backend_util.computeConv2DInfo(
    input as [number, number, number, number],
    filter as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    "channelsLast",
  );
  return {
    batch: info.batchSize,
    input: [1, info.inHeight, info.inWidth],
    kernel: [1, info.filterHeight, info.filterWidth],
    output: [1, info.outHeight, info.outWidth],
    strides: [1, info.strideHeight, info.strideWidth],
    before: [0, info.padInfo.top, info.padInfo.left],
    channels: info.inChannels,
    filters: info.outChannels,
  };
}

export function spatial(
  input: readonly number[],
  filter: readonly number[],
  { strides, pad }: { strides: number; pad: "same" | "valid" },
): Geometry {
  const info = tf.backend_util.computeConv3DInfo(
    input as [number, number, number, number, number],
    filter as [number, number, number, number, number],
    strides,
    1,
    pad,
  );
  return {
    batch: info.batchSize,
    input: [info.inDepth, info.inHeight, info.inWidth],
    kernel: [info.filterDepth, info.filterHeight, info.filterWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
    channels: info.inChannels,
    filters: info.outChannels,
  };
}

const product = ([a, b, c]: readonly [number, number, number]): number => a * b * c;

/** Output pixels of one image, and input elements under each. */
export const pixels = (g: Geometry): number => product(g.output);
export const reach = (g: Geometry): number => product(g.kernel) * g.channels;
export const imageSize = (g: Geometry): number => product(g.input) * g.channels;

/** Whether every output pixel sees one input pixel, its own. */
export const isPointwise = (g: Geometry): boolean =>
  product(g.kernel) === 1 && product(g.strides) === 1 && pixels(g) === product(g.input);

/** Numbers that the columns may fill at a time: 32 MB. */
const ROOM = 8 << 20;

/** Images whose columns fit into memory together; at least one. */
export const imagesAtOnce = (g: Geometry): number =>
  Math.min(g.batch, Math.max(1, Math.floor(ROOM / (pixels(g) * reach(g)))));

/**
 * Visits every run of input elements that lie side by side under one row of the kernel: `length` numbers at `image`
 * belong to `column`. What lies in the padding has no run.
 */
function runs(g: Geometry, visit: (column: number, image: number, length: number) => void): void {
  const [inD, inH, inW] = g.input;
  const [kD, kH, kW] = g.kernel;
  const [outD, outH, outW] = g.output;
  const c = g.channels;
  const width = reach(g);
  for (let z = 0; z < outD; z++) {
    const z0 = z * g.strides[0] - g.before[0];
    for (let y = 0; y < outH; y++) {
      const y0 = y * g.strides[1] - g.before[1];
      for (let x = 0; x < outW; x++) {
        const x0 = x * g.strides[2] - g.before[2];
        const skip = Math.max(0, -x0);
        const length = (Math.min(kW, inW - x0) - skip) * c;
        if (length <= 0) continue;
        const row = ((z * outH + y) * outW + x) * width + skip * c;
        for (let i = 0; i < kD; i++) {
          const zi = z0 + i;
          if (zi < 0 || zi >= inD) continue;
          for (let j = 0; j < kH; j++) {
            const yj = y0 + j;
            if (yj < 0 || yj >= inH) continue;
            visit(row + (i * kH + j) * kW * c, ((zi * inH + yj) * inW + x0 + skip) * c, length);
          }
        }
      }
    }
  }
}

/**
 * Lays what the output pixels of one image see under each other: [kernel · channels, rowLength], this image's pixels
 * from `first` on. A place of the kernel is a row, since XNNPACK repacks the second matrix of a product number by
 * number, and that had better be the small one.
 */
export function toRows(
  g: Geometry,
  image: Float32Array,
  rows: Float32Array,
  first: number,
  rowLength: number,
): void {
  const [inD, inH, inW] = g.input;
  const [kD, kH, kW] = g.kernel;
  const [outD, outH, outW] = g.output;
  const c = g.channels;
  const step = g.strides[2] * c;
  // Every place that is not written is padding.
  for (let row = 0; row < reach(g); row++)
    rows.fill(0, row * rowLength + first, row * rowLength + first + pixels(g));
  for (let i = 0; i < kD; i++) {
    for (let j = 0; j < kH; j++) {
      for (let k = 0; k < kW; k++) {
        const shift = k - g.before[2];
        const low = Math.max(0, Math.ceil(-shift / g.strides[2]));
        const high = Math.min(outW, Math.ceil((inW - shift) / g.strides[2]));
        for (let channel = 0; channel < c; channel++) {
          const row = (((i * kH + j) * kW + k) * c + channel) * rowLength + first;
          for (let z = 0; z < outD; z++) {
            const zi = z * g.strides[0] - g.before[0] + i;
            if (zi < 0 || zi >= inD) continue;
            for (let y = 0; y < outH; y++) {
              const yj = y * g.strides[1] - g.before[1] + j;
              if (yj < 0 || yj >= inH) continue;
              let from = ((zi * inH + yj) * inW + low * g.strides[2] + shift) * c + channel;
              const end = row + (z * outH + y) * outW + high;
              for (let to = end - high + low; to < end; to++, from += step) rows[to] = image[from] as number;
            }
          }
        }
      }
    }
  }
}

/** Adds columns, [pixels, kernel · channels], back to the pixels that they stand for. */
export function addColumns(g: Geometry, columns: Float32Array, image: Float32Array): void {
  runs(g, (column, at, length) => {
    for (let i = 0; i < length; i++)
      image[at + i] = (image[at + i] as number) + (columns[column + i] as number);
  });
}

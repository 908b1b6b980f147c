import { ShapeError } from "../../errors.js";

/** How an image goes on beyond its edge: the edge pixel again, or mirrored without repeating it (sheet, 3.6 step 5). */
export type Border = "edge" | "reflect_101";

/** A single image, row by row. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

/** Settings of {@link bilateral}. */
export interface BilateralOptions {
  /** How different values may be to be averaged, in the image's units; 80 unless told. */
  readonly sigmaColor?: number;
  /** Distance in pixels; 1 unless told (which OpenCV takes for 0). */
  readonly sigmaSpace?: number;
  /** `reflect_101` unless told, as OpenCV. */
  readonly border?: Border;
}

/** Where index i of a line of n lies when it is outside. */
function inside(i: number, n: number, border: Border): number {
  if (n === 1) return 0;
  if (border === "edge") return Math.min(n - 1, Math.max(0, i));
  return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i;
}

const cross = [
  [0, 0],
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
] as const;

/** The bilateral filter of diameter 3: a pixel and its four neighbours (sheet, 3.6 step 5). */
export function bilateral({ height, width, data }: Plane, options: BilateralOptions = {}): Float64Array {
  const { sigmaColor = 80, sigmaSpace = 1, border = "reflect_101" } = options;
  const colour = -1 / (2 * sigmaColor ** 2);
  const space = -1 / (2 * (sigmaSpace > 0 ? sigmaSpace : 1) ** 2);
  const result = new Float64Array(data.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const centre = data[row * width + column]!;
      let [sum, weights] = [0, 0];
      for (const [dr, dc] of cross) {
        const value = data[inside(row + dr, height, border) * width + inside(column + dc, width, border)]!;
        const weight = Math.exp((value - centre) ** 2 * colour) * Math.exp((dr * dr + dc * dc) * space);
        sum += weight * value;
        weights += weight;
      }
      result[row * width + column] = sum / weights;
    }
  }
  return result;
}

/** The mean over (2r+1) x (2r+1) pixels; those outside count as 0. */
function boxMean({ height, width, data }: Plane, r: number): Float64Array {
  const count = (2 * r + 1) ** 2;
  const result = new Float64Array(data.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let i = Math.max(0, row - r); i <= Math.min(height - 1, row + r); i++) {
        for (let j = Math.max(0, column - r); j <= Math.min(width - 1, column + r); j++) {
          sum += data[i * width + j]!;
        }
      }
      result[row * width + column] = sum / count;
    }
  }
  return result;
}

/** The guided filter of an image by itself, as the repository's variant for hardware has it (sheet, 3.7, last lines). */
export function guidedBySelf(plane: Plane, { radius = 1, eps = 1e-5 } = {}): Float64Array {
  const { data } = plane;
  const same = (values: Float64Array): Plane => ({ ...plane, data: values });
  const mean = boxMean(plane, radius);
  const squares = boxMean(same(data.map((value) => value * value)), radius);
  const a = squares.map((square, i) => {
    const variance = square - mean[i]! ** 2;
    return variance / (variance + eps);
  });
  const b = mean.map((value, i) => value - a[i]! * value);
  const [meanA, meanB] = [boxMean(same(a), radius), boxMean(same(b), radius)];
  return data.map((value, i) => meanA[i]! * value + meanB[i]!);
}

/** The lower median: the element (n - 1) / 2 of the sorted values, as torch.median, not the mean of the middle two. */
export function lowerMedian(values: Float64Array): number {
  if (values.length === 0) throw new ShapeError("lowerMedian", "there are no values");
  return values.slice().sort()[(values.length - 1) >> 1]!;
}

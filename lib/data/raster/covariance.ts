import { ValueError } from "../../errors.js";
import type { Raster } from "./raster.js";
import { checkedMask, type MaskOption } from "./statistics.js";

/** Mean spectrum and covariance between bands. */
export interface Covariance {
  readonly mean: Float64Array;
  /** bands × bands, row-major, symmetric. */
  readonly matrix: Float64Array;
  /** Pixels that counted. */
  readonly count: number;
}

/**
 * The covariance between the bands of a raster, in float64, over pixels that are measured in every band and that the mask
 * keeps.
 *
 * @example
 * ```ts
 * import { covariance, Raster } from "swath/data";
 *
 * const scene = new Raster(new Float32Array([0, 0, 2, 4]), { height: 1, width: 2, bands: 2 });
 * covariance(scene).matrix; // Float64Array [2, 4, 4, 8]
 * ```
 */
export function covariance(
  raster: Raster,
  options: MaskOption & {
    /** What is taken off the count before dividing by it; 1 (the unbiased estimate, as in NumPy's cov) unless told. */
    readonly ddof?: number;
  } = {},
): Covariance {
  const { ddof = 1 } = options;
  const counts = checkedMask("covariance", raster, options.mask);
  const { bands, data, noData } = raster;
  const kept: number[] = [];
  const mean = new Float64Array(bands);
  for (let pixel = 0, start = 0; start < data.length; pixel++, start += bands) {
    if (counts && counts[pixel] === 0) continue;
    let measured = true;
    for (let i = start; i < start + bands; i++)
      if (data[i] === noData || Number.isNaN(data[i]!)) measured = false;
    if (!measured) continue;
    kept.push(start);
    for (let band = 0; band < bands; band++) mean[band] = mean[band]! + data[start + band]!;
  }
  const count = kept.length;
  if (count <= ddof) {
    throw new ValueError("covariance", `${count} pixels count, more than ${ddof} are needed`, {
      mend: "widen the mask",
    });
  }
  for (let band = 0; band < bands; band++) mean[band] = mean[band]! / count;
  const matrix = new Float64Array(bands * bands);
  // Pixels in groups, bands outside: a row of the matrix stays in the cache while a group's spectra pass by.
  const group = 64;
  const centred = new Float64Array(group * bands);
  for (let first = 0; first < count; first += group) {
    const size = Math.min(group, count - first);
    for (let k = 0; k < size; k++) {
      const start = kept[first + k]!;
      for (let band = 0; band < bands; band++) centred[band * group + k] = data[start + band]! - mean[band]!;
    }
    for (let i = 0; i < bands; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0, a = i * group, b = j * group; k < size; k++, a++, b++)
          sum += centred[a]! * centred[b]!;
        matrix[i * bands + j] = matrix[i * bands + j]! + sum;
      }
    }
  }
  for (let i = 0; i < bands; i++) {
    for (let j = 0; j <= i; j++) {
      const value = matrix[i * bands + j]! / (count - ddof);
      matrix[i * bands + j] = value;
      matrix[j * bands + i] = value;
    }
  }
  return { mean, matrix, count };
}

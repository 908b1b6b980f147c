import { ShapeError, ValueError } from "../../errors.js";
import type { Raster } from "./raster.js";

/** Which pixels count: where the mask (one band, same size) is not 0. No-data never counts. */
export interface MaskOption {
  readonly mask?: Raster;
}

/** Facts about the numbers of one band. */
export interface BandStatistics {
  /** How many numbers counted. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of the numbers themselves (divided by their count). */
  readonly std: number;
}

/**
 * Smallest, largest, mean and spread of each band, over what is measured: no-data and what the mask leaves out do not
 * count. A band of which nothing counts has NaN.
 *
 * @example
 * ```ts
 * import { Raster, statistics } from "swath/data";
 *
 * const scene = new Raster(new Float32Array([1, 3, -9999]), { height: 1, width: 3, noData: -9999 });
 * statistics(scene)[0]; // { count: 2, min: 1, max: 3, mean: 2, std: 1 }
 * ```
 */
export function statistics(raster: Raster, options: MaskOption = {}): readonly BandStatistics[] {
  const counts = checkedMask("statistics", raster, options.mask);
  const { bands, data, noData } = raster;
  const out: BandStatistics[] = [];
  for (let band = 0; band < bands; band++) {
    let count = 0;
    let sum = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = band, pixel = 0; i < data.length; i += bands, pixel++) {
      const value = data[i]!;
      if (value === noData || Number.isNaN(value) || (counts && counts[pixel] === 0)) continue;
      count++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const mean = sum / count;
    // A second walk: the sum of squares would lose the digits of data with a large mean.
    let squares = 0;
    for (let i = band, pixel = 0; i < data.length; i += bands, pixel++) {
      const value = data[i]!;
      if (value === noData || Number.isNaN(value) || (counts && counts[pixel] === 0)) continue;
      squares += (value - mean) ** 2;
    }
    const empty = count === 0;
    out.push({
      count,
      min: empty ? Number.NaN : min,
      max: empty ? Number.NaN : max,
      mean,
      std: Math.sqrt(squares / count),
    });
  }
  return out;
}

/**
 * Percentiles (0 … 100) of one band, or of all numbers, with NumPy's linear rule between neighbours.
 *
 * @example
 * ```ts
 * import { percentiles, Raster } from "swath/data";
 *
 * percentiles(new Raster(new Float32Array([1, 2, 3, 4]), { height: 2, width: 2 }), [0, 50, 100]); // [1, 2.5, 4]
 * ```
 */
export function percentiles(
  raster: Raster,
  wanted: readonly number[],
  options: MaskOption & { readonly band?: number } = {},
): readonly number[] {
  for (const percent of wanted) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new ValueError("percentiles", `${percent} %`, { mend: "give numbers from 0 to 100" });
    }
  }
  const counts = checkedMask("percentiles", raster, options.mask);
  const { band } = options;
  if (band !== undefined && !(Number.isInteger(band) && band >= 0 && band < raster.bands)) {
    throw new ShapeError("percentiles", `band ${band} of ${raster.bands}`, {
      mend: `give 0 … ${raster.bands - 1}`,
    });
  }
  const { bands, data, noData } = raster;
  const step = band === undefined ? 1 : bands;
  const kept = new Float64Array(Math.ceil((data.length - (band ?? 0)) / step));
  let count = 0;
  for (let i = band ?? 0; i < data.length; i += step) {
    const value = data[i]!;
    if (value === noData || Number.isNaN(value) || (counts && counts[Math.floor(i / bands)] === 0)) continue;
    kept[count++] = value;
  }
  const sorted = kept.subarray(0, count).sort();
  return wanted.map((percent) => {
    if (count === 0) return Number.NaN;
    const place = (percent / 100) * (count - 1);
    const low = Math.floor(place);
    const high = Math.min(count - 1, low + 1);
    return sorted[low]! + (sorted[high]! - sorted[low]!) * (place - low);
  });
}

/** The numbers of a mask that fits the raster. */
export function checkedMask(
  operation: string,
  raster: Raster,
  mask: Raster | undefined,
): Raster["data"] | undefined {
  if (!mask) return undefined;
  if (mask.bands === 1 && mask.height === raster.height && mask.width === raster.width) return mask.data;
  throw new ShapeError(operation, `the mask is ${mask}, the raster ${raster}`, {
    mend: "give a mask of one band and the raster's size",
  });
}

/**
 * Where a raster is measured: one band, 1 where no band of the pixel is no-data or NaN, else 0.
 *
 * @example
 * ```ts
 * import { Raster, validMask } from "swath/data";
 *
 * validMask(new Raster(new Float32Array([1, Number.NaN]), { height: 1, width: 2 })).data; // Uint8Array [1, 0]
 * ```
 */
export function validMask(raster: Raster): Raster {
  const { bands, data, height, width, noData } = raster;
  const out = new Uint8Array(height * width).fill(1);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === noData || Number.isNaN(value)) out[Math.floor(i / bands)] = 0;
  }
  return raster.with(out, { bands: 1, bandNames: undefined, wavelengths: undefined, noData: undefined });
}

/**
 * A raster with no-data where the mask is 0. A raster without a no-data value gets the one given (floats: NaN unless told).
 *
 * @example
 * ```ts
 * import { applyMask, Raster } from "swath/data";
 *
 * const scene = new Raster(new Float32Array([1, 2]), { height: 1, width: 2 });
 * const mask = new Raster(new Uint8Array([1, 0]), { height: 1, width: 2 });
 * applyMask(scene, mask).data; // Float32Array [1, NaN]
 * ```
 */
export function applyMask(raster: Raster, mask: Raster, options: { readonly noData?: number } = {}): Raster {
  const counts = checkedMask("applyMask", raster, mask)!;
  const noData =
    options.noData ?? raster.noData ?? (raster.dtype.startsWith("float") ? Number.NaN : undefined);
  if (noData === undefined) {
    throw new ValueError("applyMask", `a raster of ${raster.dtype} has no NaN`, { mend: "give noData" });
  }
  const { bands, data } = raster;
  const out = data.slice();
  for (let pixel = 0; pixel < counts.length; pixel++) {
    if (counts[pixel] === 0) out.fill(noData, pixel * bands, (pixel + 1) * bands);
  }
  return raster.with(out, { noData });
}

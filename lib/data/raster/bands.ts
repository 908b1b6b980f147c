import { ShapeError, ValueError } from "../../errors.js";
import { arrayOf } from "./dtype.js";
import type { Raster } from "./raster.js";

/** A band by its index, its name, or the wavelength (nanometres) to which the nearest band is taken. */
export type BandChoice = number | string | { readonly nm: number };

/**
 * Some bands of a raster, in the order asked for.
 *
 * @example
 * ```ts
 * import { pickBands, Raster } from "swath/data";
 *
 * const scene = new Raster(new Float32Array([1, 2, 3]), { height: 1, width: 1, bands: 3, wavelengths: [480, 560, 665] });
 * pickBands(scene, [2, 0]).data; // Float32Array [3, 1]
 * pickBands(scene, [{ nm: 550 }]).wavelengths; // [560]
 * ```
 */
export function pickBands(raster: Raster, choices: readonly BandChoice[]): Raster {
  if (choices.length === 0)
    throw new ShapeError("pickBands", "no bands are asked for", { mend: "give at least one" });
  const indices = choices.map((choice) => bandIndex(raster, choice));
  const { data, height, width, bands } = raster;
  const out = arrayOf(raster.dtype, height * width * indices.length);
  const count = indices.length;
  for (let slot = 0; slot < count; slot++) {
    for (let from = indices[slot]!, to = slot; to < out.length; from += bands, to += count)
      out[to] = data[from]!;
  }
  return raster.with(out, {
    bands: count,
    bandNames: raster.bandNames && indices.map((index) => raster.bandNames![index]!),
    wavelengths: raster.wavelengths && indices.map((index) => raster.wavelengths![index]!),
  });
}

/** The index of a band given by index, name or wavelength. */
export function bandIndex(raster: Raster, choice: BandChoice): number {
  if (typeof choice === "number") {
    if (Number.isInteger(choice) && choice >= 0 && choice < raster.bands) return choice;
    throw new ShapeError("pickBands", `band ${choice} of ${raster.bands}`, {
      mend: `give 0 … ${raster.bands - 1}`,
    });
  }
  if (typeof choice === "string") {
    const index = raster.bandNames?.indexOf(choice) ?? -1;
    if (index >= 0) return index;
    throw new ValueError("pickBands", `there is no band "${choice}"`, {
      mend: raster.bandNames
        ? `take one of ${raster.bandNames.slice(0, 20).join(", ")}`
        : "this raster names no bands: give an index",
    });
  }
  const { wavelengths } = raster;
  if (!wavelengths)
    throw new ValueError("pickBands", "this raster knows no wavelengths", { mend: "give an index" });
  return wavelengths.reduce(
    (best, length, i) => (Math.abs(length - choice.nm) < Math.abs(wavelengths[best]! - choice.nm) ? i : best),
    0,
  );
}

/**
 * The bands of several rasters of one size, one behind the other; facts come from the first.
 *
 * @example
 * ```ts
 * import { Raster, stackBands } from "swath/data";
 *
 * const one = new Raster(new Uint8Array([1, 2]), { height: 1, width: 2 });
 * stackBands([one, one]).data; // Uint8Array [1, 1, 2, 2]
 * ```
 */
export function stackBands(rasters: readonly Raster[]): Raster {
  const [first] = rasters;
  if (!first) throw new ShapeError("stackBands", "no rasters are given", { mend: "give at least one" });
  for (const raster of rasters) {
    if (raster.height !== first.height || raster.width !== first.width || raster.dtype !== first.dtype) {
      throw new ShapeError("stackBands", `${raster} and ${first} differ`, {
        mend: "give rasters of one size and type",
      });
    }
  }
  const bands = rasters.reduce((sum, raster) => sum + raster.bands, 0);
  const out = arrayOf(first.dtype, first.height * first.width * bands);
  let slot = 0;
  for (const { data, bands: own } of rasters) {
    for (let band = 0; band < own; band++, slot++) {
      for (let from = band, to = slot; from < data.length; from += own, to += bands) out[to] = data[from]!;
    }
  }
  const all = <T>(lists: readonly (readonly T[] | undefined)[]) =>
    lists.every(Boolean) ? lists.flatMap((list) => list!) : undefined;
  return first.with(out, {
    bands,
    bandNames: all(rasters.map((raster) => raster.bandNames)),
    wavelengths: all(rasters.map((raster) => raster.wavelengths)),
  });
}

/**
 * Which band of each pixel is the largest, from 0: shares or scores as a map of classes. Of equal ones it is the first; where
 * no band is a number it is the first too.
 *
 * @example
 * ```ts
 * import { largestBand, Raster } from "swath/data";
 *
 * const shares = new Raster(new Float32Array([0.2, 0.8, 0.6, 0.4]), { height: 1, width: 2, bands: 2 });
 * largestBand(shares).data; // Uint8Array [1, 0]
 * ```
 */
export function largestBand(raster: Raster): Raster {
  const { data, height, width, bands } = raster;
  const out = arrayOf(bands > 256 ? "uint16" : "uint8", height * width);
  for (let pixel = 0; pixel < out.length; pixel++) {
    const from = pixel * bands;
    let best = 0;
    for (let band = 1; band < bands; band++) {
      if (data[from + band]! > data[from + best]! || Number.isNaN(data[from + best]!)) best = band;
    }
    out[pixel] = Number.isNaN(data[from + best]!) ? 0 : best;
  }
  return raster.with(out, { bands: 1, bandNames: undefined, wavelengths: undefined, noData: undefined });
}

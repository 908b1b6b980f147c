import { ShapeError } from "../../errors.js";
import { arrayOf, type RasterArray } from "./dtype.js";
import { type PadOptions, sources } from "./pad.js";
import type { Raster } from "./raster.js";

/** Square neighbourhoods of pixels, one behind the other. */
export interface Patches {
  /** count × size × size × bands, row-major, in the raster's own type. */
  readonly data: RasterArray;
  readonly shape: readonly [count: number, height: number, width: number, bands: number];
}

/**
 * The neighbourhoods of some pixels. The pixel stands at row and column ⌊size/2⌋ of its patch; beyond the raster's edge the
 * patch shows what `pad` would (reflected as PyTorch does unless told).
 *
 * @example
 * ```ts
 * import { patches, Raster } from "swath/data";
 *
 * const scene = new Raster(Uint8Array.from({ length: 9 }, (_, i) => i), { height: 3, width: 3 });
 * patches(scene, [[0, 0]], { size: 3 }).data; // Uint8Array [4, 3, 4, 1, 0, 1, 4, 3, 4]
 * ```
 */
export function patches(
  raster: Raster,
  centres: readonly (readonly [row: number, column: number])[],
  options: PadOptions & { readonly size: number },
): Patches {
  const { size, mode = "reflect", value = raster.noData ?? 0 } = options;
  if (!(Number.isInteger(size) && size >= 1)) {
    throw new ShapeError("patches", `size is ${size}`, { mend: "give a whole number of at least 1" });
  }
  const before = Math.floor(size / 2);
  const after = size - 1 - before;
  const rows = sources(raster.height, before, after, mode, "height");
  const columns = sources(raster.width, before, after, mode, "width");
  const { bands, data, height, width } = raster;
  const out = arrayOf(raster.dtype, centres.length * size * size * bands);
  if (mode === "constant" && value !== 0) out.fill(value);
  let to = 0;
  for (const [row, column] of centres) {
    if (
      !(
        Number.isInteger(row) &&
        Number.isInteger(column) &&
        row >= 0 &&
        row < height &&
        column >= 0 &&
        column < width
      )
    ) {
      throw new ShapeError("patches", `the pixel ${row}, ${column} is not in ${raster}`, {
        mend: "give pixels of the raster",
      });
    }
    const inside = column >= before && column + after < width;
    for (let r = row; r < row + size; r++) {
      const start = rows[r]! * width;
      if (rows[r]! < 0) to += size * bands;
      else if (inside) {
        const from = (start + column - before) * bands;
        out.set(data.subarray(from, from + size * bands), to);
        to += size * bands;
      } else {
        for (let c = column; c < column + size; c++) {
          const from = columns[c]! < 0 ? -1 : (start + columns[c]!) * bands;
          if (from >= 0) for (let band = 0; band < bands; band++) out[to + band] = data[from + band]!;
          to += bands;
        }
      }
    }
  }
  return { data: out, shape: [centres.length, size, size, bands] };
}

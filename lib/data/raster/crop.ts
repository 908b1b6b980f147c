import { ShapeError } from "../../errors.js";
import { arrayOf } from "./dtype.js";
import type { GeoTransform, Raster } from "./raster.js";

/** A rectangle of pixels. */
export interface PixelWindow {
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly width: number;
}

/**
 * A rectangle of a raster, its layers cut alike and its transform moved.
 *
 * @example
 * ```ts
 * import { crop, Raster } from "swath/data";
 *
 * const scene = new Raster(Uint8Array.from({ length: 12 }, (_, i) => i), { height: 3, width: 4 });
 * crop(scene, { row: 1, column: 2, height: 2, width: 2 }).data; // Uint8Array [6, 7, 10, 11]
 * ```
 */
export function crop(raster: Raster, window: PixelWindow): Raster {
  const { row, column, height, width } = window;
  const whole = [row, column, height, width].every(Number.isInteger);
  const inside =
    row >= 0 &&
    column >= 0 &&
    height > 0 &&
    width > 0 &&
    row + height <= raster.height &&
    column + width <= raster.width;
  if (!whole || !inside) {
    throw new ShapeError("crop", `${height}×${width} at ${row}, ${column} leaves ${raster}`, {
      mend: "give whole numbers inside the raster, or pad first",
    });
  }
  const { bands, data } = raster;
  const out = arrayOf(raster.dtype, height * width * bands);
  const line = width * bands;
  for (let r = 0; r < height; r++) {
    const from = ((row + r) * raster.width + column) * bands;
    out.set(data.subarray(from, from + line), r * line);
  }
  const layers = Object.entries(raster.layers).map(([name, layer]) => [name, crop(layer, window)] as const);
  return raster.with(out, {
    height,
    width,
    transform: raster.transform && movedTransform(raster.transform, row, column),
    layers: Object.fromEntries(layers),
  });
}

/** The transform of a raster whose first pixel is this one. */
export function movedTransform(t: GeoTransform, row: number, column: number): GeoTransform {
  return [t[0] + column * t[1] + row * t[2], t[1], t[2], t[3] + column * t[4] + row * t[5], t[4], t[5]];
}

import { ShapeError, ValueError } from "../../errors.js";

/** Any array of numbers that can hold an image. */
export type Numbers =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * What a figure asks of an image: numbers in the order row, column, band. `Raster` of `swath/data` is one; so is a plain
 * object.
 */
export interface RasterLike {
  readonly data: Numbers;
  readonly height: number;
  readonly width: number;
  readonly bands: number;
  readonly bandNames?: readonly string[];
  /** Nanometres. */
  readonly wavelengths?: readonly number[];
  readonly noData?: number;
  /** Six numbers in GDAL order. */
  readonly transform?: readonly number[];
  readonly crs?: string;
  /** Metres on the ground that a pixel is wide; taken from `transform` where the CRS counts in metres. */
  readonly pixelSize?: number;
}

/** One number a pixel: a map of classes, scores or heights. */
export interface GridLike {
  readonly data: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  readonly bands?: number;
  readonly noData?: number;
}

export function checkRaster(operation: string, raster: RasterLike): void {
  const { data, height, width, bands } = raster;
  if (data.length !== height * width * bands) {
    throw new ShapeError(
      operation,
      `${height}×${width}×${bands} needs ${height * width * bands} numbers, the array has ${data.length}`,
      { mend: "give height, width and bands of the array (order: row, column, band)" },
    );
  }
}

/** A grid of exactly one number a pixel. */
export function checkGrid(operation: string, grid: GridLike): void {
  if ((grid.bands ?? 1) !== 1 || grid.data.length !== grid.height * grid.width) {
    throw new ShapeError(
      operation,
      `a map needs one number a pixel: ${grid.height}×${grid.width} with ${grid.data.length} numbers`,
      { mend: "give one band" },
    );
  }
}

export function checkBand(operation: string, raster: RasterLike, band: number): number {
  if (!Number.isInteger(band) || band < 0 || band >= raster.bands) {
    throw new ValueError(operation, `there is no band ${band}`, {
      mend: `the raster has bands 0 to ${raster.bands - 1}`,
    });
  }
  return band;
}

/** What to call a band: its name, its wavelength or its number. */
export function bandLabel(raster: RasterLike, band: number): string {
  const name = raster.bandNames?.[band];
  if (name) return name;
  const wavelength = raster.wavelengths?.[band];
  return wavelength === undefined ? `band ${band}` : `${Math.round(wavelength)} nm`;
}

/** Metres a pixel is wide, where that is known. Degrees are not metres, so a geographic CRS has none. */
export function metresPerPixel(raster: RasterLike): number | undefined {
  if (raster.pixelSize !== undefined) return raster.pixelSize;
  const [, dx, , , dy] = raster.transform ?? [];
  if (dx === undefined || raster.crs === undefined || /4326|GEOGCS|GEOGCRS/i.test(raster.crs))
    return undefined;
  return Math.hypot(dx, dy ?? 0) || undefined;
}

/** Blue to red light where wavelengths are known, else the first three bands (or the one). */
export function defaultBands(raster: RasterLike): readonly number[] {
  const { bands, wavelengths } = raster;
  if (bands < 3) return [0];
  if (!wavelengths)
    return bands === 3
      ? [0, 1, 2]
      : [Math.floor(bands * 0.3), Math.floor(bands * 0.15), Math.floor(bands * 0.05)];
  const nearest = (target: number): number =>
    wavelengths.reduce(
      (best, w, i) => (Math.abs(w - target) < Math.abs(wavelengths[best]! - target) ? i : best),
      0,
    );
  // Centres of the red, green and blue bands of Sentinel-2.
  return [nearest(665), nearest(560), nearest(490)];
}

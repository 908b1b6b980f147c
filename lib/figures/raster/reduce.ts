import type { GridLike, Numbers, RasterLike } from "./like.js";
import { isData } from "./stretch.js";

/** How many pixels a displayed image has at most on its longer side. */
export const MAX_SIDE = 640;

/** Whole number of pixels that become one, so that the longer side is at most `maxSide`. */
export function reduction(
  image: { readonly width: number; readonly height: number },
  maxSide: number,
): number {
  return Math.max(1, Math.ceil(Math.max(image.width, image.height) / maxSide));
}

/**
 * Means of blocks of `factor`×`factor` pixels, of the given bands only; no-data pixels do not count, and a block with
 * nothing else stays no-data. The rest of a row or column that fills no block makes a smaller one.
 */
export function meanBlocks(raster: RasterLike, bands: readonly number[], factor: number): RasterLike {
  const width = Math.ceil(raster.width / factor);
  const height = Math.ceil(raster.height / factor);
  const data = new Float32Array(width * height * bands.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (const [k, band] of bands.entries()) {
        data[(y * width + x) * bands.length + k] =
          factor === 1 ? valueAt(raster, y, x, band) : blockMean(raster, y, x, band, factor);
      }
    }
  }
  return {
    data,
    width,
    height,
    bands: bands.length,
    noData: raster.noData === undefined ? undefined : Math.fround(raster.noData),
  };
}

function valueAt(raster: RasterLike, y: number, x: number, band: number): number {
  return raster.data[(y * raster.width + x) * raster.bands + band]!;
}

function blockMean(raster: RasterLike, y: number, x: number, band: number, factor: number): number {
  let sum = 0;
  let count = 0;
  for (let v = y * factor; v < Math.min(raster.height, (y + 1) * factor); v++) {
    for (let u = x * factor; u < Math.min(raster.width, (x + 1) * factor); u++) {
      const value = valueAt(raster, v, u, band);
      if (!isData(value, raster.noData)) continue;
      sum += value;
      count++;
    }
  }
  return count > 0 ? sum / count : (raster.noData ?? Number.NaN);
}

/** Every `factor`-th pixel, from the block's middle: classes and masks must not be averaged. */
export function pickBlocks(grid: GridLike, factor: number): GridLike & { readonly data: Numbers } {
  const width = Math.ceil(grid.width / factor);
  const height = Math.ceil(grid.height / factor);
  const data = new Float64Array(width * height);
  const middle = Math.floor(factor / 2);
  for (let y = 0; y < height; y++) {
    const v = Math.min(grid.height - 1, y * factor + middle);
    for (let x = 0; x < width; x++) {
      data[y * width + x] = grid.data[v * grid.width + Math.min(grid.width - 1, x * factor + middle)]!;
    }
  }
  return { data, width, height, noData: grid.noData };
}

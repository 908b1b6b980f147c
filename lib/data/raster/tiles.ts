import { ShapeError } from "../../errors.js";
import type { PixelWindow } from "./crop.js";
import { Raster, type RasterFacts } from "./raster.js";

/** How an image is cut. */
export interface TileOptions {
  /** Edge of the square tiles. */
  readonly size: number;
  /** Pixels that neighbours share at least; 0 unless told. */
  readonly overlap?: number;
}

/**
 * Windows of one size that cover an image. The last one of a row or column is moved back inside, so that no tile is smaller
 * or padded; an image smaller than a tile is one window of its own size.
 *
 * @example
 * ```ts
 * import { tileWindows } from "swath/data";
 *
 * tileWindows({ height: 4, width: 10 }, { size: 4 }).map((window) => window.column); // [0, 4, 6]
 * ```
 */
export function tileWindows(
  image: { readonly height: number; readonly width: number },
  options: TileOptions,
): readonly PixelWindow[] {
  const { size, overlap = 0 } = options;
  if (!(Number.isInteger(size) && size >= 1 && Number.isInteger(overlap) && overlap >= 0 && overlap < size)) {
    throw new ShapeError("tileWindows", `size ${size} with an overlap of ${overlap}`, {
      mend: "give whole numbers, the overlap smaller than the size",
    });
  }
  const starts = (length: number): readonly number[] => {
    const list: number[] = [];
    for (let at = 0; at + size < length; at += size - overlap) list.push(at);
    list.push(Math.max(0, length - size));
    return list;
  };
  const columns = starts(image.width);
  const [height, width] = [Math.min(size, image.height), Math.min(size, image.width)];
  return starts(image.height).flatMap((row) => columns.map((column) => ({ row, column, height, width })));
}

/** A tile and where it belongs. */
export interface PlacedTile {
  readonly window: PixelWindow;
  readonly tile: Raster;
}

/**
 * One image of overlapping tiles, in float32: where several cover a pixel they are averaged, with equal weights
 * (`uniform`) or with weights that fall towards a tile's edge (`linear`, `hann`), which hides the seams; linear unless told.
 * NaN in a tile takes no part. Pixels that no tile covers are NaN.
 *
 * @example
 * ```ts
 * import { blend, crop, Raster, tileWindows } from "swath/data";
 *
 * const scene = new Raster(Float32Array.from({ length: 60 }, (_, i) => i), { height: 6, width: 10 });
 * const tiles = tileWindows(scene, { size: 4, overlap: 2 }).map((window) => ({ window, tile: crop(scene, window) }));
 * blend(tiles, scene).at(5, 9); // 59
 * ```
 */
export function blend(
  tiles: Iterable<PlacedTile>,
  image: RasterFacts & { readonly height: number; readonly width: number },
  options: { readonly weights?: "uniform" | "linear" | "hann" } = {},
): Raster {
  const { weights = "linear" } = options;
  const { height, width } = image;
  let bands = 0;
  let sums = new Float64Array(0);
  let shares = new Float64Array(0);
  for (const { window, tile } of tiles) {
    if (bands === 0) {
      bands = tile.bands;
      sums = new Float64Array(height * width * bands);
      shares = new Float64Array(height * width * bands);
    }
    if (tile.bands !== bands || tile.height !== window.height || tile.width !== window.width) {
      throw new ShapeError("blend", `${tile} for a window of ${window.height}×${window.width}×${bands}`, {
        mend: "give tiles of their windows' size and of equal bands",
      });
    }
    if (
      window.row < 0 ||
      window.column < 0 ||
      window.row + window.height > height ||
      window.column + window.width > width
    ) {
      throw new ShapeError("blend", `a tile at ${window.row}, ${window.column} leaves ${height}×${width}`, {
        mend: "give windows of the image",
      });
    }
    const down = ramp(window.height, weights);
    const across = ramp(window.width, weights);
    for (let row = 0; row < window.height; row++) {
      let from = row * window.width * bands;
      let to = ((window.row + row) * width + window.column) * bands;
      for (let column = 0; column < window.width; column++) {
        const weight = down[row]! * across[column]!;
        for (let band = 0; band < bands; band++, from++, to++) {
          const value = tile.data[from]!;
          if (tile.isNoData(value)) continue;
          sums[to] = sums[to]! + weight * value;
          shares[to] = shares[to]! + weight;
        }
      }
    }
  }
  if (bands === 0) throw new ShapeError("blend", "no tiles are given", { mend: "give at least one" });
  const out = Float32Array.from(sums, (sum, i) => (shares[i]! > 0 ? sum / shares[i]! : Number.NaN));
  const { transform, crs } = image;
  return new Raster(out, {
    height,
    width,
    bands,
    ...(transform && { transform }),
    ...(crs !== undefined && { crs }),
  });
}

/** Weights along a tile's side, largest in the middle and nowhere 0: a pixel at the image's edge has one tile only. */
function ramp(size: number, kind: "uniform" | "linear" | "hann"): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    if (kind === "uniform") return 1;
    const place = (i + 0.5) / size;
    return kind === "linear" ? Math.min(place, 1 - place) : Math.sin(Math.PI * place) ** 2;
  });
}

import { type ColorMapName, colorLut } from "../color/maps.js";
import { parseHex } from "../color/rgb.js";
import type { GridLike, RasterLike } from "./like.js";
import { emptyPixels, type Pixels } from "./pixels.js";
import { DEFAULT_STRETCH, isData, type Stretch, stretchRange } from "./stretch.js";

/** An image made visible, and what was done to it. */
export interface Painted {
  readonly pixels: Pixels;
  /** The cut of each band shown. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Share of pixels without a measurement; they are hatched. */
  readonly missing: number;
}

/** No-data is a hatch of two greys: a flat colour could be mistaken for a value. */
const HATCH = [parseHex("#c9c9c9"), parseHex("#e9e9e9")] as const;

export function hatch(pixels: Pixels, x: number, y: number): void {
  const ink = HATCH[(x + y) % 3 === 0 ? 0 : 1]!;
  pixels.data.set([...ink, 255], (y * pixels.width + x) * 4);
}

/**
 * One band through a colour map, or three bands as red, green and blue, each stretched by itself.
 *
 * @example
 * ```ts
 * import { paintRaster } from "swath/figures";
 *
 * const image = { data: Uint8Array.from([0, 255]), height: 1, width: 2, bands: 1 };
 * Array.from(paintRaster(image, { stretch: "minmax" }).pixels.data); // [0, 0, 0, 255, 255, 255, 255, 255]
 * ```
 */
export function paintRaster(
  raster: RasterLike,
  options: {
    readonly stretch?: Stretch | undefined;
    readonly colorMap?: ColorMapName | undefined;
    readonly ranges?: readonly (readonly [number, number])[] | undefined;
  } = {},
): Painted {
  const { stretch = DEFAULT_STRETCH, colorMap = "gray" } = options;
  const { width, height, bands, data, noData } = raster;
  const ranges =
    options.ranges ?? Array.from({ length: bands }, (_, band) => stretchRange(raster, band, stretch));
  const lut = colorLut(colorMap);
  const pixels = emptyPixels(width, height);
  let missing = 0;
  for (let i = 0; i < width * height; i++) {
    let measured = true;
    for (let band = 0; band < bands && measured; band++) measured = isData(data[i * bands + band]!, noData);
    if (!measured) {
      missing++;
      hatch(pixels, i % width, Math.floor(i / width));
      continue;
    }
    const p = i * 4;
    for (let k = 0; k < 3; k++) {
      const band = bands >= 3 ? k : 0;
      const [low, high] = ranges[band]!;
      const share = Math.min(1, Math.max(0, (data[i * bands + band]! - low) / (high - low)));
      const level = Math.round(share * 255);
      pixels.data[p + k] = bands >= 3 ? level : lut[level * 3 + k]!;
    }
    pixels.data[p + 3] = 255;
  }
  return { pixels, ranges, missing: missing / (width * height) };
}

/** Classes as colours; a class without one is transparent, no-data hatched. */
export function paintLabels(grid: GridLike, colors: ReadonlyMap<number, string>, alpha = 1): Pixels {
  const pixels = emptyPixels(grid.width, grid.height);
  const bytes = new Map(
    [...colors].map(([label, hex]) => [label, [...parseHex(hex), Math.round(alpha * 255)]]),
  );
  for (let i = 0; i < grid.width * grid.height; i++) {
    const value = grid.data[i]!;
    if (!isData(value, grid.noData)) hatch(pixels, i % grid.width, Math.floor(i / grid.width));
    else {
      const color = bytes.get(value);
      if (color) pixels.data.set(color, i * 4);
    }
  }
  return pixels;
}

/** Where the mask is set: a veil of colour inside and its full colour on the rim, so that small objects are seen. */
export function paintMask(mask: GridLike, color: string, alpha: number): Pixels {
  const { width, height, data } = mask;
  const pixels = emptyPixels(width, height);
  const rgb = parseHex(color);
  const inside = (x: number, y: number): boolean =>
    x >= 0 &&
    y >= 0 &&
    x < width &&
    y < height &&
    isData(data[y * width + x]!, mask.noData) &&
    data[y * width + x] !== 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!inside(x, y)) continue;
      const core = inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1);
      pixels.data.set([...rgb, core ? Math.round(alpha * 255) : 255], (y * width + x) * 4);
    }
  }
  return pixels;
}

import { ValueError } from "../../errors.js";
import type { ColorMapName } from "../color/maps.js";
import { checkBand, checkRaster, defaultBands, metresPerPixel, type RasterLike } from "../raster/like.js";
import { type Painted, paintRaster } from "../raster/paint.js";
import { MAX_SIDE, meanBlocks, reduction } from "../raster/reduce.js";
import { DEFAULT_STRETCH, type Stretch, stretchRange } from "../raster/stretch.js";

/** How an image is made visible; every function that shows one takes these. */
export interface ShowOptions {
  /** One band, or three for red, green and blue; by wavelength or evenly chosen unless told. */
  readonly bands?: readonly number[];
  /** `"2%"` unless told. */
  readonly stretch?: Stretch;
  /** For a single band; `"gray"` unless told. */
  readonly colorMap?: ColorMapName;
  /** Longer images are reduced to this for display; 640 unless told. */
  readonly maxSide?: number;
}

export interface Backdrop extends Painted {
  readonly bands: readonly number[];
  readonly stretch: Stretch;
  readonly factor: number;
  readonly ruler: { readonly metresPerPixel: number | undefined; readonly columns: number };
}

/** A raster made visible, with what was done to it. The stretch is that of the whole raster, not of the reduced one. */
export function backdrop(
  operation: string,
  raster: RasterLike,
  options: ShowOptions & { readonly ranges?: readonly (readonly [number, number])[] } = {},
): Backdrop {
  checkRaster(operation, raster);
  const { bands = defaultBands(raster), stretch = DEFAULT_STRETCH, colorMap, maxSide = MAX_SIDE } = options;
  if (bands.length !== 1 && bands.length !== 3) {
    throw new ValueError(operation, `${bands.length} bands cannot be shown at once`, {
      mend: "give one band or three",
    });
  }
  for (const band of bands) checkBand(operation, raster, band);
  const ranges = options.ranges ?? bands.map((band) => stretchRange(raster, band, stretch));
  const factor = reduction(raster, maxSide);
  const painted = paintRaster(meanBlocks(raster, bands, factor), { ranges, colorMap });
  return {
    ...painted,
    bands,
    stretch,
    factor,
    ruler: { metresPerPixel: metresPerPixel(raster), columns: raster.width },
  };
}

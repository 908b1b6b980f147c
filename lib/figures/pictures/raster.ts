import { type Drawing, sentences } from "../drawing.js";
import { board } from "../picture/board.js";
import { bandLabel, type RasterLike } from "../raster/like.js";
import { backdrop, type ShowOptions } from "./backdrop.js";
import { describeBands, describeMissing, describeReduction, describeStretch } from "./facts.js";

/** Title, size and stretch of {@link rasterPicture}. */
export interface RasterPictureOptions extends ShowOptions {
  readonly title?: string;
  /** CSS pixels of the longer side; 440 unless told. */
  readonly size?: number;
}

/**
 * Three bands as red, green and blue, or one band through a colour map, with a ruler below.
 *
 * @example
 * ```ts
 * import { rasterPicture } from "swath/figures";
 *
 * const scene = { data: new Float32Array(4 * 4 * 3).map((_, i) => i), height: 4, width: 4, bands: 3 };
 * rasterPicture(scene, { stretch: "minmax" }).alt; // "Image of 4 rows and 4 columns. Red, green, blue: bands 0, 1, 2. …"
 * ```
 */
export function rasterPicture(raster: RasterLike, options: RasterPictureOptions = {}): Drawing {
  const { title = "", size = 440, colorMap = "gray" } = options;
  const shown = backdrop("rasterPicture", raster, options);
  const caption = sentences(
    describeBands(raster, shown.bands),
    describeStretch(shown.stretch, shown.ranges),
    describeMissing(shown.missing),
    describeReduction(raster, shown.factor, "means of"),
  );
  const single = shown.bands.length === 1;
  const still = board({
    title,
    caption,
    side: size,
    panels: [
      {
        pixels: shown.pixels,
        ruler: shown.ruler,
        ...(single
          ? {
              side: {
                kind: "bar" as const,
                map: colorMap,
                range: shown.ranges[0]!,
                title: bandLabel(raster, shown.bands[0]!),
              },
            }
          : {}),
      },
    ],
  });
  const alt = sentences(
    title && `${title}.`,
    `Image of ${raster.height} rows and ${raster.width} columns.`,
    caption,
  );
  return { still, title, alt, caption };
}

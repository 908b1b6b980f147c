import type { ColorMapName } from "../color/maps.js";
import { type Drawing, sentences } from "../drawing.js";
import { board } from "../picture/board.js";
import { formatNumber } from "../picture/number.js";
import { checkRaster, type RasterLike } from "../raster/like.js";
import { paintRaster } from "../raster/paint.js";
import { meanBlocks, reduction } from "../raster/reduce.js";
import { type Stretch, stretchRange } from "../raster/stretch.js";

/** Which channels are shown, and how. */
export interface FeatureMapsOptions {
  readonly title?: string;
  /** Which channels; evenly spread ones unless told. */
  readonly channels?: readonly number[];
  /** 16 unless told. */
  readonly max?: number;
  readonly columns?: number;
  /** `"viridis"` unless told. */
  readonly colorMap?: ColorMapName;
  /** One range for all maps, so that they can be compared; false unless told: each map fills its own. */
  readonly shared?: boolean;
  /** `"1%"` unless told: one hot pixel would leave the rest of a map dark. */
  readonly stretch?: Stretch;
  /** CSS pixels of each map; 110 unless told. */
  readonly size?: number;
}

/**
 * Channels of a layer's output as small images, each with its number and its range.
 *
 * @example
 * ```ts
 * import { featureMaps } from "swath/figures";
 *
 * const maps = { data: new Float32Array(8 * 8 * 32), height: 8, width: 8, bands: 32 };
 * featureMaps(maps).caption; // "16 of 32 channels of 8×8; each map fills its own range (1% cut)."
 * ```
 */
export function featureMaps(maps: RasterLike, options: FeatureMapsOptions = {}): Drawing {
  checkRaster("featureMaps", maps);
  const { title = "", max = 16, colorMap = "viridis", shared = false, size = 110, stretch = "1%" } = options;
  const count = Math.min(max, maps.bands);
  const channels =
    options.channels ?? Array.from({ length: count }, (_, i) => Math.floor((i * maps.bands) / count));
  const factor = reduction(maps, 128);
  const ranges = channels.map((channel) => stretchRange(maps, channel, stretch));
  const common: readonly [number, number] = [
    Math.min(...ranges.map((r) => r[0])),
    Math.max(...ranges.map((r) => r[1])),
  ];
  const caption = sentences(
    `${channels.length} of ${maps.bands} channels of ${maps.height}×${maps.width}; ${shared ? "all in one range." : `each map fills its own range${stretch === "minmax" ? "" : ` (${stretch} cut)`}.`}`,
    factor > 1 && `Reduced for display (means of ${factor}×${factor} values).`,
  );
  const still = board({
    title,
    caption,
    side: size,
    columns: options.columns ?? Math.min(8, Math.ceil(Math.sqrt(channels.length))),
    panels: channels.map((channel, i) => {
      const range = shared ? common : ranges[i]!;
      const name = maps.bandNames?.[channel] ?? String(channel);
      return {
        title: shared ? name : `${name}: ${formatNumber(range[0], 2)} … ${formatNumber(range[1], 2)}`,
        pixels: paintRaster(meanBlocks(maps, [channel], factor), { ranges: [range], colorMap }).pixels,
      };
    }),
    ...(shared ? { legend: { kind: "bar" as const, map: colorMap, range: common } } : {}),
  });
  const alt = sentences(title && `${title}.`, `Feature maps: ${caption}`);
  return { still, title, alt, caption };
}

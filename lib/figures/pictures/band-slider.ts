import { imageFigure, imageTrace } from "../charts/image-figure.js";
import type { ColorMapName } from "../color/maps.js";
import { type Drawing, sentences } from "../drawing.js";
import { board } from "../picture/board.js";
import { bandLabel, checkBand, checkRaster, metresPerPixel, type RasterLike } from "../raster/like.js";
import { paintRaster } from "../raster/paint.js";
import type { Pixels } from "../raster/pixels.js";
import { pngUri } from "../raster/pixels.js";
import { meanBlocks, reduction } from "../raster/reduce.js";
import { DEFAULT_STRETCH, type Stretch, stretchRange } from "../raster/stretch.js";
import { describeReduction } from "./facts.js";

/** Bands, stretch and budget of {@link bandSlider}. */
export interface BandSliderOptions {
  readonly title?: string;
  /** Which bands; evenly spread ones unless told. */
  readonly bands?: readonly number[];
  readonly stretch?: Stretch;
  readonly colorMap?: ColorMapName;
  /** Pixels that all positions of the slider hold together, one byte each before compression; 400 000 unless told. */
  readonly budget?: number;
}

const MAX_SIDE = 200;
const CONTACT_SHEET = 8;

/**
 * A slider through the bands of a cube; standing still, a contact sheet of eight of them.
 *
 * @example
 * ```ts
 * import { bandSlider } from "swath/figures";
 *
 * const cube = { data: new Float32Array(10 * 10 * 30), height: 10, width: 10, bands: 30 };
 * bandSlider(cube).live!.layout.sliders !== undefined; // true
 * ```
 */
export function bandSlider(raster: RasterLike, options: BandSliderOptions = {}): Drawing {
  checkRaster("bandSlider", raster);
  const { title = "", stretch = DEFAULT_STRETCH, colorMap = "gray", budget = 400_000 } = options;
  const factor = reduction(raster, MAX_SIDE);
  const area = Math.ceil(raster.height / factor) * Math.ceil(raster.width / factor);
  const count = Math.max(2, Math.min(raster.bands, Math.floor(budget / area)));
  const bands = options.bands ?? spread(raster.bands, count);
  for (const band of bands) checkBand("bandSlider", raster, band);
  const painted = bands.map((band): Pixels => {
    const range = stretchRange(raster, band, stretch);
    return paintRaster(meanBlocks(raster, [band], factor), { ranges: [range], colorMap }).pixels;
  });
  const labels = bands.map((band) => bandLabel(raster, band));
  const caption = sentences(
    `${bands.length} of ${raster.bands} bands, each stretched by itself${typeof stretch === "string" ? ` (${stretch})` : ""}.`,
    describeReduction(raster, factor, "means of"),
  );
  const sheet = spread(bands.length, Math.min(CONTACT_SHEET, bands.length));
  const still = board({
    title,
    caption,
    columns: 4,
    side: 160,
    panels: sheet.map((i, place) => ({
      title: labels[i]!,
      pixels: painted[i]!,
      ...(place === 0 ? { ruler: { metresPerPixel: metresPerPixel(raster), columns: raster.width } } : {}),
    })),
  });
  const start = Math.floor(bands.length / 2);
  const live = imageFigure(
    painted[start]!,
    [imageTrace(painted[start]!, { name: "" })],
    { title, below: 84 },
    {
      sliders: [
        {
          active: start,
          x: 0,
          len: 1,
          y: 0,
          yanchor: "top",
          pad: { t: 14, b: 0, l: 6, r: 6 },
          ticklen: 3,
          minorticklen: 0,
          font: { size: 11, color: "#6b6b6b" },
          currentvalue: { prefix: "", font: { size: 12, color: "#333333" }, offset: 8 },
          steps: labels.map((label, i) => ({
            label,
            method: "restyle",
            args: [{ source: [pngUri(painted[i]!)] }, [0]],
          })),
        },
      ],
    },
  );
  const alt = sentences(
    title && `${title}.`,
    `Bands of a cube of ${raster.height} rows, ${raster.width} columns and ${raster.bands} bands.`,
    caption,
  );
  return { still, live, title, alt, caption };
}

/** `count` whole numbers below `n`, first and last among them. */
export function spread(n: number, count: number): readonly number[] {
  if (count >= n) return Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.round((i * (n - 1)) / Math.max(1, count - 1)));
}

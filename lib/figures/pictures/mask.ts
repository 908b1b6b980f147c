import { ShapeError } from "../../errors.js";
import { OKABE_ITO } from "../color/categorical.js";
import { type Drawing, sentences } from "../drawing.js";
import { board } from "../picture/board.js";
import { formatCount, formatPercent } from "../picture/number.js";
import { checkGrid, type GridLike, type RasterLike } from "../raster/like.js";
import { paintMask } from "../raster/paint.js";
import { over } from "../raster/pixels.js";
import { pickBlocks } from "../raster/reduce.js";
import { backdrop, type ShowOptions } from "./backdrop.js";
import { describeBands, describeMissing, describeReduction } from "./facts.js";

/** Colour and meaning of the mask, and how the image below is shown. */
export interface MaskOptions extends ShowOptions {
  readonly title?: string;
  /** Orange-red unless told. */
  readonly color?: string;
  /** How dense the veil is inside the rim; 0.35 unless told. */
  readonly alpha?: number;
  /** What the mask means, for the legend. */
  readonly label?: string;
  readonly size?: number;
}

export function checkSameSize(
  operation: string,
  a: { height: number; width: number },
  b: { height: number; width: number },
): void {
  if (a.height !== b.height || a.width !== b.width) {
    throw new ShapeError(operation, `${b.height}×${b.width} does not lie on ${a.height}×${a.width}`, {
      mend: "give both in the same height and width",
    });
  }
}

/**
 * A mask over an image: a veil inside and a full line on the rim, so that single pixels are seen too.
 *
 * @example
 * ```ts
 * import { maskOverlay } from "swath/figures";
 *
 * const scene = { data: new Uint8Array(16), height: 4, width: 4, bands: 1 };
 * const mask = { data: new Uint8Array(16).fill(1, 0, 4), height: 4, width: 4 };
 * maskOverlay(scene, mask, { label: "ships" }).caption; // "ships: 4 pixels (25 %). Band 0."
 * ```
 */
export function maskOverlay(raster: RasterLike, mask: GridLike, options: MaskOptions = {}): Drawing {
  checkGrid("maskOverlay", mask);
  checkSameSize("maskOverlay", raster, mask);
  const { title = "", color = OKABE_ITO[1]!, alpha = 0.35, label = "mask", size = 440 } = options;
  const shown = backdrop("maskOverlay", raster, options);
  const veil = paintMask(pickBlocks(mask, shown.factor), color, alpha);
  let count = 0;
  for (let i = 0; i < mask.data.length; i++) if (mask.data[i] !== 0 && mask.data[i] !== mask.noData) count++;
  const caption = sentences(
    `${label}: ${formatCount(count)} pixels (${formatPercent(count / mask.data.length)}).`,
    describeBands(raster, shown.bands),
    describeMissing(shown.missing),
    describeReduction(raster, shown.factor, "means of"),
  );
  const still = board({
    title,
    caption,
    side: size,
    panels: [
      {
        pixels: over(shown.pixels, veil),
        ruler: shown.ruler,
        side: { kind: "legend", items: [{ color, label }] },
      },
    ],
  });
  const alt = sentences(
    title && `${title}.`,
    `Image of ${raster.height} rows and ${raster.width} columns with a mask.`,
    caption,
  );
  return { still, title, alt, caption };
}

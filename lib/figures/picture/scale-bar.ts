import { formatNumber, roundDown } from "./number.js";
import { INK, px, SIZES, svgText } from "./text.js";

/** Height that a scale bar takes below an image. */
export const SCALE_BAR_HEIGHT = 24;

/**
 * A ruler below an image: a round number of metres (or of pixels, where the size on the ground is unknown) that takes at
 * most a third of its width.
 */
export function scaleBar(options: {
  readonly x: number;
  readonly y: number;
  /** The image's width in CSS pixels and in its own pixels. */
  readonly width: number;
  readonly columns: number;
  readonly metresPerPixel?: number | undefined;
}): string {
  const { x, y, width, columns, metresPerPixel } = options;
  const unit = metresPerPixel ?? 1;
  const length = roundDown(Math.max(unit, (columns * unit) / 3));
  const drawn = (length / unit / columns) * width;
  const label =
    metresPerPixel === undefined
      ? `${formatNumber(length)} px`
      : length >= 1000
        ? `${formatNumber(length / 1000)} km`
        : `${formatNumber(length)} m`;
  return (
    `<path d="M${px(x + 0.75)} ${px(y + 6)}v5h${px(drawn - 1.5)}v-5" fill="none" stroke="${INK.text}" stroke-width="1.5"/>` +
    svgText(label, x + drawn + 7, y + 13, { size: SIZES.note })
  );
}

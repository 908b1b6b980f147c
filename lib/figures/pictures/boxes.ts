import { classColors } from "../color/categorical.js";
import { inkOn, parseHex } from "../color/rgb.js";
import { type Drawing, sentences } from "../drawing.js";
import { board } from "../picture/board.js";
import { px, svgText, textWidth } from "../picture/text.js";
import type { RasterLike } from "../raster/like.js";
import { backdrop, type ShowOptions } from "./backdrop.js";
import { describeBands, describeReduction } from "./facts.js";

/** A box in pixels of the image: left and top edge, width, height. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label?: string;
  /** Confidence of a detection, 0 to 1. */
  readonly score?: number;
  /** Drawn dashed: what was there, as against what was found. */
  readonly truth?: boolean;
}

/** How the image and its boxes are shown. */
export interface BoxesOptions extends ShowOptions {
  readonly title?: string;
  readonly size?: number;
  /** Only the most certain boxes are drawn, and the rest is counted in the caption; 200 unless told. */
  readonly maxBoxes?: number;
}

const HALO = "#000000";

/**
 * Boxes on an image: found ones in full lines with label and score, true ones dashed.
 *
 * @example
 * ```ts
 * import { boxesOnImage } from "swath/figures";
 *
 * const image = { data: new Uint8Array(64), height: 8, width: 8, bands: 1 };
 * boxesOnImage(image, [{ x: 1, y: 2, width: 3, height: 4, label: "ship", score: 0.9 }]).alt;
 * // "Image of 8 rows and 8 columns with 1 box: 1 ship. …"
 * ```
 */
export function boxesOnImage(raster: RasterLike, boxes: readonly Box[], options: BoxesOptions = {}): Drawing {
  const { title = "", size = 480, maxBoxes = 200 } = options;
  const shown = backdrop("boxesOnImage", raster, options);
  const drawn = [...boxes].sort((a, b) => (b.score ?? 2) - (a.score ?? 2)).slice(0, maxBoxes);
  const labels = [...new Set(boxes.map((box) => box.label ?? "box"))].sort();
  const hasTruth = boxes.some((box) => box.truth);
  const colors = new Map(labels.map((label, i) => [label, classColors(labels.length + 1)[i + 1]!]));
  const counts = labels.map((label) => {
    const found = boxes.filter((box) => (box.label ?? "box") === label && !box.truth).length;
    const truth = boxes.filter((box) => (box.label ?? "box") === label && box.truth).length;
    return { label, found, truth };
  });
  const marks = (zoom: number): string => {
    // Small boxes do not get a name each: it would hide the image.
    const named = drawn.length <= 30 && (labels.length > 1 || drawn.some((box) => box.score !== undefined));
    return drawn
      .map((box) => drawBox(box, zoom / shown.factor, colors.get(box.label ?? "box")!, named))
      .join("");
  };
  const caption = sentences(
    hasTruth && "Full lines: found; dashed: truth.",
    drawn.length < boxes.length && `The ${drawn.length} most certain of ${boxes.length} boxes.`,
    describeBands(raster, shown.bands),
    describeReduction(raster, shown.factor, "means of"),
  );
  const still = board({
    title,
    caption,
    side: size,
    panels: [
      {
        pixels: shown.pixels,
        ruler: shown.ruler,
        marks,
        side: {
          kind: "legend",
          items: counts.map(({ label, found, truth }) => ({
            color: colors.get(label)!,
            label,
            note: hasTruth ? `${found} found · ${truth} true` : String(found),
          })),
        },
      },
    ],
  });
  const spoken = counts.map(({ label, found, truth }) => `${found + truth} ${label}`).join(", ");
  const alt = sentences(
    title && `${title}.`,
    `Image of ${raster.height} rows and ${raster.width} columns with ${boxes.length} ${boxes.length === 1 ? "box" : "boxes"}${spoken ? `: ${spoken}` : ""}.`,
    caption,
  );
  return { still, title, alt, caption };
}

function drawBox(box: Box, scale: number, color: string, named: boolean): string {
  const [x, y, w, h] = [box.x * scale, box.y * scale, box.width * scale, box.height * scale];
  const rect = (stroke: string, width: number, more = ""): string =>
    `<rect x="${px(x)}" y="${px(y)}" width="${px(w)}" height="${px(h)}" fill="none" stroke="${stroke}" stroke-width="${width}"${more}/>`;
  // A dark halo keeps the line visible on bright and on dark ground.
  const outline =
    rect(HALO, 3.5, ' stroke-opacity="0.45"') + rect(color, 1.75, box.truth ? ' stroke-dasharray="4 3"' : "");
  if (!named || box.truth || (box.label === undefined && box.score === undefined)) return outline;
  const text = [box.label, box.score?.toFixed(2)].filter((part) => part !== undefined).join(" ");
  const top = y >= 15 ? y - 15 : y + h;
  return (
    outline +
    `<rect x="${px(x - 0.9)}" y="${px(top)}" width="${px(textWidth(text, 11) + 7)}" height="14.5" fill="${color}"/>` +
    svgText(text, x + 2.5, top + 11, { size: 11, fill: inkOn(parseHex(color)) })
  );
}

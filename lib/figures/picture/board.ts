import type { Pixels } from "../raster/pixels.js";
import type { Picture, Tile } from "./picture.js";
import { SCALE_BAR_HEIGHT, scaleBar } from "./scale-bar.js";
import { drawSide, type Side } from "./side.js";
import { fitText, INK, px, SIZES, svgText, textWidth, wrapText } from "./text.js";

/** One image of a picture, with what stands over, beside and below it. */
export interface Panel {
  readonly title?: string;
  readonly pixels: Pixels;
  readonly side?: Side;
  /** A ruler below; metres where a pixel's size on the ground is known. */
  readonly ruler?: { readonly metresPerPixel?: number | undefined; readonly columns: number };
  /** SVG drawn over the image, in CSS pixels of the image; `zoom` is how many a pixel of the image takes. */
  readonly marks?: (zoom: number) => string;
}

/** What a picture is made of: images in rows, with a title above and a caption below. */
export interface Board {
  readonly title?: string;
  readonly caption?: string;
  readonly panels: readonly Panel[];
  /** Panels in a row; all of them unless told. */
  readonly columns?: number;
  /** About how many CSS pixels the longer side of a panel takes. */
  readonly side?: number;
  /** One legend for all panels, at the right. */
  readonly legend?: Side;
}

const MARGIN = 12;
const GAP = 16;
const PANEL_TITLE = 20;
const CAPTION_LINE = 15;
const TITLE_LINE = 20;

/**
 * How many CSS pixels a pixel takes: a multiple of a half, so that at two dots for a CSS pixel each pixel is a whole
 * number of dots.
 */
export function zoomFor(pixels: { readonly width: number; readonly height: number }, side: number): number {
  const exact = side / Math.max(pixels.width, pixels.height);
  const halves = Math.max(1, Math.round(exact * 2));
  const lower = Math.max(1, Math.floor(exact * 2));
  // Between two sizes the one nearer in proportion.
  return (halves / (exact * 2) > 1.25 ? lower : halves) / 2;
}

/**
 * Lays panels in rows, titles above, legends outside the images, the caption below.
 *
 * @example
 * ```ts
 * import { board, enlarge } from "swath/figures";
 *
 * const pixels = enlarge({ width: 1, height: 1, data: Uint8ClampedArray.from([0, 90, 200, 255]) }, 8);
 * const picture = board({ title: "Two squares", panels: [{ pixels, title: "a" }, { pixels, title: "b" }] });
 * picture.tiles.length; // 2
 * ```
 */
export function board(spec: Board): Picture {
  const {
    title,
    caption,
    panels,
    legend,
    side = panels.length === 1 ? 440 : panels.length <= 3 ? 300 : 160,
  } = spec;
  const columns = Math.min(panels.length, spec.columns ?? panels.length);
  const tiles: Tile[] = [];
  const marks: string[] = [];
  const heading = title ? wrapText(title, titleRoom(spec, columns, side), SIZES.title, true) : [];
  const head = heading.length > 0 ? heading.length * TITLE_LINE + 8 : 0;
  let y = MARGIN + head;
  let right = MARGIN;
  for (let start = 0; start < panels.length; start += columns) {
    const row = panels.slice(start, start + columns);
    const titled = row.some((panel) => panel.title);
    let x = MARGIN;
    let bottom = y;
    for (const panel of row) {
      const drawn = drawPanel(panel, { x, y: y + (titled ? PANEL_TITLE : 0), side });
      tiles.push(...drawn.tiles);
      marks.push(drawn.marks);
      bottom = Math.max(bottom, drawn.bottom);
      right = Math.max(right, drawn.right);
      x = drawn.right + GAP;
    }
    y = bottom + (start + columns < panels.length ? GAP / 2 : 0);
  }
  if (legend) {
    const top = MARGIN + head + (panels.some((panel) => panel.title) ? PANEL_TITLE : 0);
    const drawn = drawSide(legend, right + GAP, top, Math.max(100, y - top));
    tiles.push(...drawn.tiles);
    marks.push(drawn.marks);
    right += GAP + drawn.width;
    y = Math.max(y, top + drawn.height);
  }
  const width = Math.max(
    right,
    MARGIN + Math.max(0, ...heading.map((line) => textWidth(line, SIZES.title, true))),
  );
  for (const [i, line] of heading.entries()) {
    const baseline = MARGIN + SIZES.title - 2 + i * TITLE_LINE;
    marks.push(svgText(line, MARGIN, baseline, { size: SIZES.title, bold: true, fill: INK.title }));
  }
  if (caption) {
    const lines = wrapText(caption, Math.max(width - MARGIN, 260), SIZES.note);
    for (const [i, line] of lines.entries()) {
      marks.push(svgText(line, MARGIN, y + 18 + i * CAPTION_LINE, { size: SIZES.note, fill: INK.note }));
    }
    y += 8 + lines.length * CAPTION_LINE;
  }
  const captionWidth = caption
    ? Math.max(
        ...wrapText(caption, Math.max(width - MARGIN, 260), SIZES.note).map((line) =>
          textWidth(line, SIZES.note),
        ),
      )
    : 0;
  return {
    width: Math.ceil(Math.max(width, MARGIN + captionWidth) + MARGIN),
    height: Math.ceil(y + MARGIN),
    tiles,
    marks: marks.join(""),
  };
}

/** A title may be as wide as the images below it, and somewhat wider than a small one. */
function titleRoom({ panels }: Board, columns: number, side: number): number {
  const images = panels
    .slice(0, columns)
    .reduce((sum, { pixels }) => sum + pixels.width * zoomFor(pixels, side), 0);
  return Math.max(360, images + (columns - 1) * GAP);
}

function drawPanel(panel: Panel, place: { readonly x: number; readonly y: number; readonly side: number }) {
  const { x, y, side } = place;
  const zoom = zoomFor(panel.pixels, side);
  const width = panel.pixels.width * zoom;
  const height = panel.pixels.height * zoom;
  const tiles: Tile[] = [{ x, y, width, height, pixels: panel.pixels }];
  const marks: string[] = [];
  if (panel.marks) marks.push(`<g transform="translate(${px(x)} ${px(y)})">${panel.marks(zoom)}</g>`);
  let right = x + width;
  let bottom = y + height;
  if (panel.title) {
    // A title may be wider than a small image, but not so wide that it runs into the next one.
    const room = Math.max(width, 90);
    marks.push(svgText(fitText(panel.title, room), x, y - 7, { fill: INK.text }));
    right = Math.max(right, x + Math.min(room, textWidth(panel.title)));
  }
  if (panel.ruler) {
    const { metresPerPixel, columns } = panel.ruler;
    marks.push(scaleBar({ x, y: bottom, width, columns, metresPerPixel }));
    bottom += SCALE_BAR_HEIGHT - 6;
  }
  if (panel.side) {
    const drawn = drawSide(panel.side, x + width + 12, y, height);
    tiles.push(...drawn.tiles);
    marks.push(drawn.marks);
    right = Math.max(right, x + width + 12 + drawn.width);
    bottom = Math.max(bottom, y + drawn.height);
  }
  return { tiles, marks: marks.join(""), right, bottom };
}

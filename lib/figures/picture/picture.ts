import { type RenderOptions, svgPixels } from "../plotly/render.js";
import { encodePng } from "../png/encode.js";
import { type Pixels, pngUri, sample } from "../raster/pixels.js";
import { INK, px } from "./text.js";

/** Exact pixels at a place of a picture, in CSS pixels. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Pixels;
}

/**
 * A picture of exact pixels with drawn marks over them (frames, text, legends). As SVG it holds both; as PNG the pixels
 * are laid in unchanged and only the marks are rasterised, so that one measured pixel is a square of equal dots.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly tiles: readonly Tile[];
  /** SVG elements, drawn over the tiles. */
  readonly marks: string;
}

/**
 * Whether this is a {@link Picture} (the other kind of figure is plotly's).
 *
 * @example
 * ```ts
 * import { board, enlarge, isPicture } from "swath/figures";
 *
 * isPicture(board({ panels: [{ pixels: enlarge({ width: 1, height: 1, data: new Uint8ClampedArray(4) }, 8) }] })); // true
 * ```
 */
export function isPicture(value: object): value is Picture {
  return "tiles" in value && "marks" in value;
}

function frame(picture: Picture, content: string): string {
  const [w, h] = [px(picture.width), px(picture.height)];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${w}" height="${h}" ` +
    `viewBox="0 0 ${w} ${h}">${content}</svg>`
  );
}

/**
 * The picture as SVG: pixels as embedded PNG, drawn with hard edges.
 *
 * @example
 * ```ts
 * import { board, enlarge, pictureSvg } from "swath/figures";
 *
 * const pixels = enlarge({ width: 1, height: 1, data: Uint8ClampedArray.from([0, 90, 200, 255]) }, 8);
 * const picture = board({ panels: [{ pixels }] });
 * pictureSvg(picture).includes("pixelated"); // true
 * ```
 */
export function pictureSvg(picture: Picture): string {
  const images = picture.tiles.map(
    ({ x, y, width, height, pixels }) =>
      `<image x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" preserveAspectRatio="none" ` +
      `style="image-rendering: pixelated;" xlink:href="${pngUri(pixels)}"/>`,
  );
  return frame(
    picture,
    `<rect width="100%" height="100%" fill="${INK.paper}"/>${images.join("")}${picture.marks}`,
  );
}

/**
 * The picture as PNG; a palette where it has at most 256 colours.
 *
 * @example
 * ```ts
 * import { board, enlarge, picturePng } from "swath/figures";
 *
 * const pixels = enlarge({ width: 1, height: 1, data: Uint8ClampedArray.from([0, 90, 200, 255]) }, 8);
 * const picture = board({ panels: [{ pixels }] });
 * (await picturePng(picture)).subarray(1, 4).toString(); // "PNG"
 * ```
 */
export async function picturePng(picture: Picture, options: RenderOptions = {}): Promise<Buffer> {
  const { scale = 2 } = options;
  const marks = await svgPixels(frame(picture, picture.marks), { ...options, scale });
  const width = marks.width;
  const height = marks.height;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const tile of picture.tiles) {
    const left = Math.round(tile.x * scale);
    const top = Math.round(tile.y * scale);
    const scaled = sample(
      tile.pixels,
      Math.max(1, Math.round(tile.width * scale)),
      Math.max(1, Math.round(tile.height * scale)),
    );
    lay({ width, height, data }, scaled, left, top);
  }
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0, p = 0; i < rgb.length; i += 3, p += 4) {
    const alpha = marks.data[p + 3]! / 255;
    for (let k = 0; k < 3; k++) {
      const below = data[p + k]!;
      rgb[i + k] = alpha === 0 ? below : Math.round(marks.data[p + k]! * alpha + below * (1 - alpha));
    }
  }
  return encodePng({ width, height, channels: 3, data: rgb });
}

function lay(page: Pixels, tile: Pixels, left: number, top: number): void {
  for (let y = 0; y < tile.height && y + top < page.height; y++) {
    for (let x = 0; x < tile.width && x + left < page.width; x++) {
      const from = (y * tile.width + x) * 4;
      const to = ((y + top) * page.width + x + left) * 4;
      const alpha = tile.data[from + 3]! / 255;
      if (alpha === 0) continue;
      for (let k = 0; k < 3; k++) {
        page.data[to + k] = tile.data[from + k]! * alpha + page.data[to + k]! * (1 - alpha);
      }
    }
  }
}

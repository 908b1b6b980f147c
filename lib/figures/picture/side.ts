import { type ColorMapName, colorLut, SIZE } from "../color/maps.js";
import { emptyPixels, type Pixels } from "../raster/pixels.js";
import { formatNumber, roundTicks } from "./number.js";
import { INK, px, SIZES, svgText, textWidth } from "./text.js";

/** A legend: what each colour means, and what more is to be said of it (an area, a count). */
export interface Legend {
  readonly kind: "legend";
  readonly title?: string;
  readonly items: readonly { readonly color: string; readonly label: string; readonly note?: string }[];
}

/** A colour bar: which value has which colour. */
export interface ColorBar {
  readonly kind: "bar";
  readonly title?: string;
  readonly map: ColorMapName;
  readonly range: readonly [number, number];
}

/** What can stand beside an image. */
export type Side = Legend | ColorBar;

export interface DrawnSide {
  readonly width: number;
  readonly height: number;
  readonly marks: string;
  readonly tiles: readonly { x: number; y: number; width: number; height: number; pixels: Pixels }[];
}

const ROW = 20;
const SWATCH = 12;
const BAR_WIDTH = 12;
const TITLE_ROW = 20;

/** Draws what stands beside an image, at (x, y), for an image of that height. */
export function drawSide(side: Side, x: number, y: number, height: number): DrawnSide {
  return side.kind === "legend" ? drawLegend(side, x, y, height) : drawBar(side, x, y, height);
}

function drawLegend({ title, items }: Legend, x: number, y: number, height: number): DrawnSide {
  const top = y + (title ? TITLE_ROW : 0);
  // More classes than fit beside the image go into further columns.
  const rows = Math.max(8, Math.floor((height - (top - y)) / ROW), Math.ceil(items.length / 3));
  const marks: string[] = [];
  let left = x;
  let widest = title ? textWidth(title, SIZES.label, true) : 0;
  for (let start = 0; start < items.length; start += rows) {
    const column = items.slice(start, start + rows);
    const label = Math.max(...column.map((item) => textWidth(item.label)));
    const note = Math.max(...column.map((item) => (item.note ? textWidth(item.note, SIZES.note) : 0)));
    const right = left + SWATCH + 8 + label + (note ? 14 + note : 0);
    for (const [i, item] of column.entries()) {
      const row = top + i * ROW;
      marks.push(
        `<rect x="${px(left)}" y="${px(row + 1)}" width="${SWATCH}" height="${SWATCH}" rx="2" fill="${item.color}" ` +
          `stroke="#000000" stroke-opacity="0.25" stroke-width="0.5"/>`,
        svgText(item.label, left + SWATCH + 8, row + 11.5),
      );
      if (item.note) {
        marks.push(
          svgText(item.note, right, row + 11.5, { size: SIZES.note, fill: INK.note, anchor: "end" }),
        );
      }
    }
    widest = Math.max(widest, right - x);
    left = right + 20;
  }
  if (title) marks.push(svgText(title, x, y + 11, { bold: true }));
  return {
    width: widest,
    height: top - y + Math.min(rows, items.length) * ROW,
    marks: marks.join(""),
    tiles: [],
  };
}

function drawBar({ title, map, range }: ColorBar, x: number, y: number, height: number): DrawnSide {
  const top = y + (title ? TITLE_ROW : 0);
  const length = Math.max(60, height - (top - y));
  const [low, high] = range;
  const marks: string[] = [];
  if (title) marks.push(svgText(title, x, y + 11, { bold: true }));
  let widest = title ? textWidth(title, SIZES.label, true) : 0;
  const ticks = roundTicks(low, high, Math.max(2, Math.round(length / 50)));
  for (const tick of ticks) {
    const at = top + length * (1 - (tick - low) / (high - low));
    const text = formatNumber(tick, 4);
    marks.push(
      `<path d="M${px(x + BAR_WIDTH)} ${px(at)}h4" stroke="${INK.text}" stroke-width="1"/>`,
      svgText(text, x + BAR_WIDTH + 7, at + 4, { size: SIZES.note }),
    );
    widest = Math.max(widest, BAR_WIDTH + 7 + textWidth(text, SIZES.note));
  }
  marks.push(
    `<rect x="${px(x)}" y="${px(top)}" width="${BAR_WIDTH}" height="${px(length)}" fill="none" stroke="${INK.text}" stroke-width="0.5"/>`,
  );
  return {
    width: widest,
    height: top - y + length,
    marks: marks.join(""),
    tiles: [{ x, y: top, width: BAR_WIDTH, height: length, pixels: ramp(map) }],
  };
}

/** The map from its high end down, one pixel a colour. */
function ramp(map: ColorMapName): Pixels {
  const lut = colorLut(map);
  const pixels = emptyPixels(1, SIZE);
  for (let i = 0; i < SIZE; i++) {
    const from = (SIZE - 1 - i) * 3;
    pixels.data.set([lut[from]!, lut[from + 1]!, lut[from + 2]!, 255], i * 4);
  }
  return pixels;
}

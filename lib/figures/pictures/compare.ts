import { OKABE_ITO } from "../color/categorical.js";
import type { ColorMapName } from "../color/maps.js";
import { type Drawing, sentences } from "../drawing.js";
import { board, type Panel } from "../picture/board.js";
import { formatCount, formatPercent } from "../picture/number.js";
import { checkGrid, type GridLike, type RasterLike } from "../raster/like.js";
import { paintLabels, paintMask } from "../raster/paint.js";
import { over, sample } from "../raster/pixels.js";
import { pickBlocks } from "../raster/reduce.js";
import { type Backdrop, backdrop, type ShowOptions } from "./backdrop.js";
import { describeReduction } from "./facts.js";
import { checkSameSize } from "./mask.js";
import { blinkFigure, matched, swipeFigure } from "./pair.js";

/** Titles and manner of {@link compare}. */
export interface CompareOptions extends ShowOptions {
  readonly title?: string;
  /** `["first", "second"]` unless told. */
  readonly titles?: readonly [string, string];
  /** How a front end that can be touched shows the two; `"swipe"` unless told. Standing still they stand side by side. */
  readonly how?: "side" | "swipe" | "blink";
}

/** A score or mask is an image too: one band, through a colour map. */
export function asRaster(image: RasterLike | GridLike): RasterLike {
  if ("bands" in image && image.bands !== undefined && ArrayBuffer.isView(image.data))
    return image as RasterLike;
  return { ...image, data: Float32Array.from(image.data), bands: 1 };
}

function scoreMap(image: RasterLike | GridLike, options: ShowOptions): { readonly colorMap?: ColorMapName } {
  return asRaster(image).bands === 1 && !options.colorMap ? { colorMap: "viridis" } : {};
}

/**
 * Two images of the same ground: side by side, or under a swipe or a blink where the front end can be touched.
 *
 * @example
 * ```ts
 * import { compare } from "swath/figures";
 *
 * const truth = { data: Uint8Array.from([0, 1, 1, 0]), height: 2, width: 2 };
 * const score = { data: Float32Array.from([0.1, 0.8, 0.4, 0.2]), height: 2, width: 2 };
 * compare(truth, score, { titles: ["truth", "RX"] }).alt; // "Two images of 2 rows and 2 columns: truth, RX."
 * ```
 */
export function compare(
  first: RasterLike | GridLike,
  second: RasterLike | GridLike,
  options: CompareOptions = {},
): Drawing {
  const { title = "", titles = ["first", "second"] as const, how = "swipe" } = options;
  const a = backdrop("compare", asRaster(first), {
    ...scoreMap(first, options),
    ...shownAs(asRaster(first), options),
  });
  const b = backdrop("compare", asRaster(second), {
    ...scoreMap(second, options),
    ...shownAs(asRaster(second), options),
  });
  const [left, right] = matched("compare", a.pixels, b.pixels);
  const caption = sentences(
    describeReduction(asRaster(first), a.factor, "means of"),
    (a.missing > 0 || b.missing > 0) && "Hatched: no data.",
  );
  const still = board({
    title,
    ...(caption ? { caption } : {}),
    panels: [
      { title: titles[0], pixels: left, ruler: a.ruler },
      { title: titles[1], pixels: right },
    ],
  });
  const alt = sentences(
    title && `${title}.`,
    `Two images of ${first.height} rows and ${first.width} columns: ${titles.join(", ")}.`,
    caption,
  );
  if (how === "side") return { still, title, alt, caption };
  const live = (how === "swipe" ? swipeFigure : blinkFigure)(left, right, titles, title);
  return { still, live, title, alt, caption };
}

/** Bands asked for count only where the image has them. */
function shownAs(image: RasterLike, options: ShowOptions): ShowOptions {
  const { bands, ...rest } = options;
  const fits = bands?.every((band) => band < image.bands);
  return { maxSide: 400, ...rest, ...(bands && fits ? { bands } : {}) };
}

/** Titles, changes and truth of {@link changePair}. */
export interface ChangeOptions extends ShowOptions {
  readonly title?: string;
  /** `["before", "after"]` unless told. */
  readonly titles?: readonly [string, string];
  /** What was found to have changed. */
  readonly change?: GridLike;
  /** What did change: then found, missed and false alarms have colours of their own. */
  readonly truth?: GridLike;
  readonly how?: "swipe" | "blink";
}

const FOUND = OKABE_ITO[2]!;
const MISSED = OKABE_ITO[4]!;
const FALSE = OKABE_ITO[3]!;

/**
 * Before and after with the changes, found or true; a swipe between the two where the front end can be touched.
 *
 * @example
 * ```ts
 * import { changePair } from "swath/figures";
 *
 * const before = { data: new Uint8Array(12), height: 2, width: 2, bands: 3 };
 * const change = { data: Uint8Array.from([0, 0, 0, 1]), height: 2, width: 2 };
 * changePair(before, before, { change }).caption; // "Change: 1 pixel (25 %)."
 * ```
 */
export function changePair(before: RasterLike, after: RasterLike, options: ChangeOptions = {}): Drawing {
  const { title = "", titles = ["before", "after"] as const, change, truth, how = "swipe" } = options;
  const [alone, beside] = [before, after].map((raster) =>
    backdrop("changePair", raster, shownAs(raster, options)),
  ) as [Backdrop, Backdrop];
  // One stretch for both: with one each, a new bright roof would darken everything that did not change.
  const ranges = alone.ranges.map(([low, high], k): readonly [number, number] => {
    const [low2, high2] = beside.ranges[k] ?? [low, high];
    return [Math.min(low, low2), Math.max(high, high2)];
  });
  const [a, b] =
    alone.bands.length === beside.bands.length
      ? ([before, after].map((raster, k) => {
          const bands = [alone, beside][k]!.bands;
          return backdrop("changePair", raster, { ...shownAs(raster, options), bands, ranges });
        }) as [Backdrop, Backdrop])
      : [alone, beside];
  const [left, right] = matched("changePair", a.pixels, b.pixels);
  const third = changePanel(before, a.factor, change, truth);
  const caption = sentences(
    third?.caption,
    describeReduction(before, a.factor, "means of"),
    (a.missing > 0 || b.missing > 0) && "Hatched: no data.",
  );
  const still = board({
    title,
    ...(caption ? { caption } : {}),
    panels: [
      { title: titles[0], pixels: left, ruler: a.ruler },
      { title: titles[1], pixels: right },
      ...(third ? [third.panel] : []),
    ],
    side: third ? 260 : 320,
  });
  // In the swipe the changed places are outlined on the second image.
  const outlined = third ? over(right, third.outline(right.width, right.height)) : right;
  const live = (how === "swipe" ? swipeFigure : blinkFigure)(left, outlined, titles, title);
  const alt = sentences(
    title && `${title}.`,
    `Two images of ${before.height} rows and ${before.width} columns: ${titles.join(", ")}.`,
    caption,
  );
  return { still, live, title, alt, caption };
}

function changePanel(image: RasterLike, factor: number, change?: GridLike, truth?: GridLike) {
  const shown = change ?? truth;
  if (!shown) return null;
  for (const grid of [change, truth]) {
    if (!grid) continue;
    checkGrid("changePair", grid);
    checkSameSize("changePair", image, grid);
  }
  const outline = (width: number, height: number) => {
    const small = pickBlocks(shown, factor);
    const rim = paintMask(small, OKABE_ITO[4]!, 0.15);
    return sample(rim, width, height);
  };
  const n = shown.data.length;
  const count = (grid: GridLike): number =>
    Array.from(grid.data).reduce((sum, v) => sum + Number(v !== 0), 0);
  const pixels = (k: number): string => `${formatCount(k)} ${k === 1 ? "pixel" : "pixels"}`;
  if (!change || !truth) {
    const classes = new Map([
      [0, "#f2f2f2"],
      [1, "#1a1a1a"],
    ]);
    const binary = { ...shown, data: Uint8Array.from(shown.data, (v) => Number(v !== 0)) };
    const panel: Panel = {
      title: change ? "change found" : "change",
      pixels: paintLabels(pickBlocks(binary, factor), classes),
    };
    return {
      panel,
      outline,
      caption: `Change: ${pixels(count(shown))} (${formatPercent(count(shown) / n)}).`,
    };
  }
  const data = Uint8Array.from(change.data, (v, i) => (v !== 0 ? 1 : 0) + (truth.data[i] !== 0 ? 2 : 0));
  const tally = [0, 1, 2, 3].map((k) => data.reduce((sum, v) => sum + Number(v === k), 0));
  const colors = new Map([
    [0, "#f2f2f2"],
    [1, FALSE],
    [2, MISSED],
    [3, FOUND],
  ]);
  const panel: Panel = {
    title: "change",
    pixels: paintLabels(pickBlocks({ ...change, data }, factor), colors),
    side: {
      kind: "legend",
      items: [
        { color: FOUND, label: "found", note: formatCount(tally[3]!) },
        { color: MISSED, label: "missed", note: formatCount(tally[2]!) },
        { color: FALSE, label: "false alarm", note: formatCount(tally[1]!) },
      ],
    },
  };
  const caption = `Change: ${pixels(tally[3]!)} found, ${formatCount(tally[2]!)} missed, ${formatCount(tally[1]!)} false alarms.`;
  return { panel, outline, caption };
}

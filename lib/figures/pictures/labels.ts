import { classColors } from "../color/categorical.js";
import { type Drawing, sentences } from "../drawing.js";
import { board } from "../picture/board.js";
import { formatArea, formatCount, formatPercent } from "../picture/number.js";
import { checkGrid, type GridLike, metresPerPixel, type RasterLike } from "../raster/like.js";
import { paintLabels } from "../raster/paint.js";
import { pickBlocks, reduction } from "../raster/reduce.js";
import { isData } from "../raster/stretch.js";
import { describeReduction } from "./facts.js";

/** Names, colours and pixel size of a map of classes. */
export interface LabelMapOptions {
  readonly title?: string;
  /** Names by label: a list (label = place) or a record. */
  readonly names?: readonly string[] | Readonly<Record<number, string>>;
  /** Colours by label; colour-blind-safe ones unless told. */
  readonly colors?: Readonly<Record<number, string>>;
  /** The label that means "nobody said what this is", drawn as pale grey; 0 unless told, null for none. */
  readonly unlabelled?: number | null;
  /** Metres a pixel is wide: areas are then said in hectares; from the raster where it knows. */
  readonly pixelSize?: number;
  readonly size?: number;
  /** Class maps compress well, so they may be larger; 1024 unless told. */
  readonly maxSide?: number;
}

const UNLABELLED = "#ededed";

export interface ClassCount {
  readonly label: number;
  readonly name: string;
  readonly color: string;
  readonly count: number;
}

/** The classes of a map in order of label, with names, colours and counts of pixels. */
export function classCounts(grid: GridLike, options: LabelMapOptions = {}): readonly ClassCount[] {
  const { names, colors = {}, unlabelled = 0 } = options;
  const counts = new Map<number, number>();
  for (let i = 0; i < grid.data.length; i++) {
    const label = grid.data[i]!;
    if (isData(label, grid.noData)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const named = Array.isArray(names) ? names.map((_, i) => i) : Object.keys(names ?? {}).map(Number);
  // Colours belong to labels, not to places in the legend: a class missing here keeps its colour for the next map.
  const highest = Math.max(0, ...counts.keys(), ...named);
  const first = unlabelled === 0 ? 1 : 0;
  const palette = classColors(Math.min(Math.floor(highest) + 1, 256));
  const paletteColor = (label: number): string =>
    palette[label - first] ?? palette[Math.abs(Math.floor(label)) % palette.length]!;
  return [...counts.keys()]
    .sort((a, b) => a - b)
    .map((label) => ({
      label,
      name:
        (names as Record<number, string> | undefined)?.[label] ??
        (label === unlabelled ? "unlabelled" : `class ${label}`),
      color: colors[label] ?? (label === unlabelled ? UNLABELLED : paletteColor(label)),
      count: counts.get(label)!,
    }));
}

/**
 * A map of classes with a legend that says what share (or area) each class takes.
 *
 * @example
 * ```ts
 * import { labelMap } from "swath/figures";
 *
 * const map = { data: Uint8Array.from([1, 1, 2, 0]), height: 2, width: 2 };
 * labelMap(map, { names: ["", "water", "land"] }).alt; // "Map of 2 classes on 2 rows and 2 columns. water 50 %, …"
 * ```
 */
export function labelMap(
  grid: GridLike & Partial<Pick<RasterLike, "transform" | "crs" | "pixelSize">>,
  options: LabelMapOptions = {},
): Drawing {
  checkGrid("labelMap", grid);
  const { title = "", size = 440, maxSide = 1024, unlabelled = 0 } = options;
  const classes = classCounts(grid, options);
  const metres = options.pixelSize ?? metresPerPixel({ ...grid, bands: 1 } as unknown as RasterLike);
  const total = grid.data.length;
  const factor = reduction(grid, maxSide);
  const pixels = paintLabels(
    pickBlocks(grid, factor),
    new Map(classes.map(({ label, color }) => [label, color])),
  );
  const share = (count: number): string =>
    metres === undefined
      ? formatPercent(count / total)
      : `${formatArea(count * metres ** 2)} · ${formatPercent(count / total)}`;
  const known = classes.filter(({ label }) => label !== unlabelled);
  const measured = classes.reduce((sum, { count }) => sum + count, 0);
  const caption = sentences(
    `${formatCount(total)} pixels.`,
    measured < total && `Hatched: no data (${formatPercent(1 - measured / total)}).`,
    describeReduction(grid, factor, "every"),
  );
  const order = [...known, ...classes.filter(({ label }) => label === unlabelled)];
  const still = board({
    title,
    caption,
    side: size,
    panels: [
      {
        pixels,
        ruler: { metresPerPixel: metres, columns: grid.width },
        side: {
          kind: "legend",
          items: order.map(({ name, color, count }) => ({ color, label: name, note: share(count) })),
        },
      },
    ],
  });
  const spoken = known.map(({ name, count }) => `${name} ${formatPercent(count / total)}`).join(", ");
  const alt = sentences(
    title && `${title}.`,
    `Map of ${known.length} classes on ${grid.height} rows and ${grid.width} columns.`,
    spoken && `${spoken}.`,
  );
  return { still, title, alt, caption };
}

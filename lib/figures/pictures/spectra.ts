import { ShapeError, ValueError } from "../../errors.js";
import { imageAxes, imageTrace } from "../charts/image-figure.js";
import { axis, baseLayout } from "../charts/theme.js";
import { classColors } from "../color/categorical.js";
import { withAlpha } from "../color/rgb.js";
import { type Drawing, sentences } from "../drawing.js";
import { zoomFor } from "../picture/board.js";
import { textWidth } from "../picture/text.js";
import type { Figure, Trace } from "../plotly/figure.js";
import { checkRaster, type GridLike, type RasterLike } from "../raster/like.js";
import { paintLabels } from "../raster/paint.js";
import { over } from "../raster/pixels.js";
import { meanBlocks, pickBlocks, reduction } from "../raster/reduce.js";
import { isData } from "../raster/stretch.js";
import { backdrop, type ShowOptions } from "./backdrop.js";
import { describeBands, describeReduction } from "./facts.js";
import { classCounts } from "./labels.js";

/** A pixel as [row, column], or a rectangle of them. */
export type Region =
  | readonly [row: number, column: number]
  | {
      readonly row: number;
      readonly column: number;
      readonly height?: number;
      readonly width?: number;
      readonly name?: string;
    };

/** Titles, names and image of {@link spectra}. */
export interface SpectraOptions extends ShowOptions {
  readonly title?: string;
  /** Class names by label where regions are given as a label map. */
  readonly names?: readonly string[] | Readonly<Record<number, string>>;
  /** What the values are: `reflectance`, `radiance` … */
  readonly y?: string;
  /** Carry a reduced copy of the cube, so that a click on the image adds a spectrum in JupyterLab; true unless told. */
  readonly linked?: boolean;
}

/** Values of the cube that a linked figure carries at most: one byte each. */
const LINKED_VALUES = 200_000;

interface Line {
  readonly name: string;
  readonly mean: readonly number[];
  readonly std: readonly number[] | null;
  readonly place: {
    readonly row: number;
    readonly column: number;
    readonly height: number;
    readonly width: number;
  } | null;
  readonly count: number;
  readonly label?: number;
  readonly color?: string;
}

/** Mean and standard deviation over the pixels for which `inside` holds. */
function statistics(raster: RasterLike, pixels: readonly number[]) {
  const mean: number[] = [];
  const std: number[] = [];
  for (let band = 0; band < raster.bands; band++) {
    let [sum, square, n] = [0, 0, 0];
    for (const pixel of pixels) {
      const value = raster.data[pixel * raster.bands + band]!;
      if (!isData(value, raster.noData)) continue;
      sum += value;
      square += value * value;
      n++;
    }
    const m = n > 0 ? sum / n : Number.NaN;
    mean.push(m);
    std.push(n > 1 ? Math.sqrt(Math.max(0, (square - n * m * m) / (n - 1))) : 0);
  }
  return { mean, std: pixels.length > 1 ? std : null };
}

function fromRegions(raster: RasterLike, regions: readonly Region[]): Line[] {
  return regions.map((region): Line => {
    const given = "row" in region ? region : { row: region[0], column: region[1] };
    const { row, column, height = 1, width = 1 } = given as Extract<Region, { row: number }>;
    if (row < 0 || column < 0 || row + height > raster.height || column + width > raster.width) {
      throw new ValueError(
        "spectra",
        `row ${row}, column ${column} lies outside ${raster.height}×${raster.width}`,
        {
          mend: "regions are [row, column] counted from zero",
        },
      );
    }
    const pixels: number[] = [];
    for (let r = row; r < row + height; r++) {
      for (let c = column; c < column + width; c++) pixels.push(r * raster.width + c);
    }
    const name = ("name" in given && given.name) || `(${row}, ${column})`;
    return {
      name,
      ...statistics(raster, pixels),
      place: { row, column, height, width },
      count: pixels.length,
    };
  });
}

function fromLabels(raster: RasterLike, labels: GridLike, names: SpectraOptions["names"]): Line[] {
  if (labels.height !== raster.height || labels.width !== raster.width) {
    throw new ShapeError(
      "spectra",
      `labels ${labels.height}×${labels.width} on ${raster.height}×${raster.width}`,
      {
        mend: "give labels of the raster's height and width",
      },
    );
  }
  return classCounts(labels, { names })
    .filter(({ label }) => label !== 0)
    .map(({ label, name, count, color }) => {
      const pixels: number[] = [];
      for (let i = 0; i < labels.data.length; i++) if (labels.data[i] === label) pixels.push(i);
      return { name, ...statistics(raster, pixels), place: null, count, label, color };
    });
}

/**
 * Spectra of pixels, rectangles or classes, beside the image that shows where they are; regions of several pixels with a
 * band of one standard deviation.
 *
 * @example
 * ```ts
 * import { spectra } from "swath/figures";
 *
 * const cube = { data: new Float32Array(6 * 6 * 20).map((_, i) => i % 20), height: 6, width: 6, bands: 20 };
 * spectra(cube, [[0, 1], { row: 2, column: 2, height: 2, width: 2, name: "field" }]).alt;
 * // "Spectra of 20 bands. (0, 1); field (4 pixels). …"
 * ```
 */
export function spectra(
  raster: RasterLike,
  regions: readonly Region[] | GridLike,
  options: SpectraOptions = {},
): Drawing {
  checkRaster("spectra", raster);
  const { title = "", y = "value", linked = true } = options;
  const lines = "data" in regions ? fromLabels(raster, regions, options.names) : fromRegions(raster, regions);
  const colors = lineColors(lines);
  const image = backdrop("spectra", raster, { maxSide: 320, ...options });
  const shown =
    "data" in regions ? { ...image, pixels: over(image.pixels, veil(regions, image.factor, lines)) } : image;
  const x = raster.wavelengths ?? Array.from({ length: raster.bands }, (_, i) => i);
  const said = (line: Line): string => (line.count > 1 ? `${line.name} (${line.count} pixels)` : line.name);
  const copy = linked ? linkedCube(raster) : null;
  const caption = sentences(
    lines.some((line) => line.std) && "Bands: ± one standard deviation.",
    describeBands(raster, shown.bands),
    describeReduction(raster, shown.factor, "means of"),
    copy !== null && copy.factor > 1 && `Clicked spectra: means of ${copy.factor}×${copy.factor} pixels.`,
  );
  const zoom = zoomFor(shown.pixels, 260);
  const [imageWidth, imageHeight] = [shown.pixels.width * zoom, shown.pixels.height * zoom];
  const names = lines.map((line) => line.name);
  const base = baseLayout({ title, caption, height: 0, width: 800, left: 12, legend: [...names, ""] });
  const legendWidth = Math.max(0, ...names.map((name) => textWidth(name))) + 54;
  const plot = { left: 12 + imageWidth + 78, width: 420, height: Math.max(imageHeight, 260) };
  const right = legendWidth + 12;
  const width = Math.ceil(plot.left + plot.width + right);
  const margin = { l: 12, r: right, t: base.margin.t, b: base.margin.b, pad: 0 };
  const inner = width - margin.l - margin.r;
  const axes = imageAxes(shown.pixels);
  const figure: Figure = {
    data: [
      imageTrace(shown.pixels),
      ...lines.flatMap((line, i) => placeTrace(line, colors[i]!, shown.factor)),
      ...lines.flatMap((line, i) => lineTraces(line, colors[i]!, x)),
    ],
    layout: {
      ...base,
      width,
      height: margin.t + plot.height + margin.b,
      margin,
      showlegend: true,
      xaxis: { ...axes.x, domain: [0, imageWidth / inner] },
      yaxis: { ...axes.y, domain: [1 - imageHeight / plot.height, 1] },
      xaxis2: axis(raster.wavelengths ? "wavelength (nm)" : "band", {
        domain: [(plot.left - margin.l) / inner, 1],
        anchor: "y2",
        automargin: false,
        ...(raster.wavelengths ? {} : { rangemode: "tozero" }),
      }),
      yaxis2: axis(y, { anchor: "x2", automargin: false }),
    },
  };
  const live: Figure =
    copy === null
      ? figure
      : {
          ...figure,
          layout: {
            ...figure.layout,
            dragmode: false,
            hovermode: "closest",
            meta: {
              swath: {
                link: "spectra",
                image: 0,
                xaxis: "x2",
                yaxis: "y2",
                scale: shown.factor,
                x: Array.from(x),
                colors: classColors(17).slice(lines.length % 17),
                ...copy,
              },
            },
          },
        };
  const alt = sentences(
    title && `${title}.`,
    `Spectra of ${raster.bands} bands.`,
    `${lines.map(said).join("; ")}.`,
    caption,
  );
  return { still: figure, live, title, alt, caption };
}

/** A class has the colour that it has on its map; regions take theirs in turn. */
function lineColors(lines: readonly Line[]): readonly string[] {
  const palette = classColors(lines.length);
  return lines.map((line, i) => line.color ?? palette[i]!);
}

/** Classes in the colours of their curves, so that the image is the curves' legend. */
function veil(labels: GridLike, factor: number, lines: readonly Line[]) {
  const colors = lineColors(lines);
  const byLabel = new Map(lines.map((line, i) => [line.label!, colors[i]!]));
  return paintLabels(pickBlocks(labels, factor), byLabel, 0.55);
}

function placeTrace({ place, name }: Line, color: string, factor: number): Trace[] {
  if (!place) return [];
  const at = (v: number): number => (v + 0.5) / factor - 0.5;
  const [top, left] = [at(place.row - 0.5), at(place.column - 0.5)];
  const [bottom, right] = [at(place.row + place.height - 0.5), at(place.column + place.width - 0.5)];
  const single = place.height * place.width === 1;
  return [
    {
      type: "scatter",
      mode: single ? "markers" : "lines",
      x: single ? [at(place.column)] : [left, right, right, left, left],
      y: single ? [at(place.row)] : [top, top, bottom, bottom, top],
      marker: { color, size: 9, line: { color: "#ffffff", width: 1.5 } },
      line: { color, width: 2 },
      name,
      legendgroup: name,
      showlegend: false,
      // A click belongs to the pixel below, not to the mark.
      hoverinfo: "skip",
    },
  ];
}

function lineTraces({ name, mean, std }: Line, color: string, x: ArrayLike<number>): Trace[] {
  const shared = { type: "scatter", mode: "lines", xaxis: "x2", yaxis: "y2", legendgroup: name };
  const at = Array.from(x);
  const line: Trace = { ...shared, name, x: at, y: mean, line: { color, width: 1.75 } };
  if (!std) return [line];
  const band: Trace = {
    ...shared,
    x: [...at, ...[...at].reverse()],
    y: [...mean.map((m, i) => m + std[i]!), ...mean.map((m, i) => m - std[i]!).reverse()],
    fill: "toself",
    fillcolor: withAlpha(color, 0.16),
    line: { width: 0 },
    hoverinfo: "skip",
    showlegend: false,
  };
  return [band, line];
}

/** The cube small enough to travel with the figure: block means in 256 steps, base64. */
function linkedCube(raster: RasterLike) {
  const side = Math.floor(Math.sqrt(LINKED_VALUES / raster.bands));
  if (side < 16) return null;
  const factor = reduction(raster, side);
  const small = meanBlocks(
    raster,
    Array.from({ length: raster.bands }, (_, i) => i),
    factor,
  );
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of small.data) {
    if (!isData(value, small.noData)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high > low)) return null;
  const bytes = Uint8Array.from(small.data as Float32Array, (value) =>
    // 255 is kept for "no data".
    isData(value, small.noData) ? Math.round(((value - low) / (high - low)) * 254) : 255,
  );
  return {
    cube: Buffer.from(bytes).toString("base64"),
    height: small.height,
    width: small.width,
    bands: small.bands,
    low,
    step: (high - low) / 254,
    factor,
  };
}

import * as figures from "../../lib/figures/index.js";
import { View } from "./view.js";

// One function a kind of view. Each takes plain data and options with defaults, and returns something that shows itself.

/** An image: any three bands as red, green and blue, or one through a colour map; percentile stretch, scale bar. */
export function raster(image: figures.RasterLike, options: figures.RasterPictureOptions = {}): View {
  return new View(figures.rasterPicture(image, options));
}

/** A slider through the bands of a cube; as a picture, eight of them side by side. */
export function bandSlider(cube: figures.RasterLike, options: figures.BandSliderOptions = {}): View {
  return new View(figures.bandSlider(cube, options));
}

/** Spectra of pixels `[row, column]`, of rectangles or of the classes of a map, beside the image. */
export function spectra(
  cube: figures.RasterLike,
  regions: readonly figures.Region[] | figures.GridLike,
  options: figures.SpectraOptions = {},
): View {
  return new View(figures.spectra(cube, regions, options));
}

/** A map of classes with names, colours and areas. */
export function labels(map: figures.GridLike, options: figures.LabelMapOptions = {}): View {
  return new View(figures.labelMap(map, options));
}

/** A mask over an image. */
export function mask(
  image: figures.RasterLike,
  shown: figures.GridLike,
  options: figures.MaskOptions = {},
): View {
  return new View(figures.maskOverlay(image, shown, options));
}

/** Before and after with the change between them; a swipe where the front end can be touched. */
export function change(
  before: figures.RasterLike,
  after: figures.RasterLike,
  options: figures.ChangeOptions = {},
): View {
  return new View(figures.changePair(before, after, options));
}

/** Two images of the same ground, side by side, under a swipe or blinking. */
export function compare(
  first: figures.RasterLike | figures.GridLike,
  second: figures.RasterLike | figures.GridLike,
  options: figures.CompareOptions = {},
): View {
  return new View(figures.compare(first, second, options));
}

/** A map of anomaly scores with the truth outlined, and its ROC curve. */
export function anomalies(
  score: figures.GridLike,
  truth: figures.GridLike,
  options: figures.AnomalyOptions = {},
): View {
  return new View(figures.anomalyMap(score, truth, options));
}

/** ROC curves of several detectors. */
export function roc(
  scores: Readonly<Record<string, ArrayLike<number>>>,
  truth: ArrayLike<number>,
  options: figures.RocOptions = {},
): View {
  return new View(figures.roc(scores, truth, options));
}

/** Boxes on an image: detections in full lines, truth dashed. */
export function boxes(
  image: figures.RasterLike,
  found: readonly figures.Box[],
  options: figures.BoxesOptions = {},
): View {
  return new View(figures.boxesOnImage(image, found, options));
}

/** Channels of a layer as small images. */
export function featureMaps(maps: figures.RasterLike, options: figures.FeatureMapsOptions = {}): View {
  return new View(figures.featureMaps(maps, options));
}

/** A confusion matrix: rows are the truth. */
export function confusion(
  matrix: readonly ArrayLike<number>[],
  names: readonly string[],
  options: figures.ConfusionOptions = {},
): View {
  return new View(figures.confusion(matrix, names, options));
}

/** Curves with their bands of confidence. */
export function curves(
  series: Readonly<Record<string, figures.Curve>>,
  options: figures.CurvesOptions = {},
): View {
  return new View(figures.curves(series, options));
}

/** How often which values occur. */
export function histogram(
  values: ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>,
  options: figures.HistogramOptions = {},
): View {
  return new View(figures.histogram(values, options));
}

/** Rows of objects, columns of lists, or an Arquero table. */
export function table(rows: figures.TableLike, options: figures.TableOptions = {}): View {
  return new View(figures.tablePicture(rows, options), {
    html: figures.tableHtml(rows, options),
    text: figures.tableText(rows, options),
  });
}

/** The layers of a model, their tensors and how many numbers they learn. */
export function model(network: figures.ModelLike, options: figures.ModelSummaryOptions = {}): View {
  const summary = figures.modelTable(network, options);
  return table(summary.table, summary.options);
}

/** Where a loop stands: bar, rate, time left, curves. Show it once with `display` and update that with the next. */
export function progress(state: figures.ProgressState): View {
  return new View(figures.progressPicture(state), { text: figures.progressLine(state) });
}

/** Any figure of plotly.js 3, with its picture beside it. */
export function plot(
  figure: figures.Figure,
  options: { readonly title?: string; readonly alt?: string } = {},
): View {
  const { title = "", alt = describePlot(figure) } = options;
  return new View({ still: figure, live: figure, title, alt, caption: "" });
}

function describePlot({ data }: figures.Figure): string {
  const kinds = data.map((trace) => trace.type ?? "scatter");
  const names = data.map((trace) => trace["name"]).filter((name) => typeof name === "string");
  return `Figure with ${[...new Set(kinds)].join(", ") || "no data"}${names.length > 0 ? `: ${names.join(", ")}` : ""}.`;
}

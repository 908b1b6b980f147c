import * as figures from "../../lib/figures/index.js";
import { View } from "./view.js";

// One function a kind of view. Each takes plain data and options with defaults, and returns something that shows itself.

/**
 * An image: any three bands as red, green and blue, or one through a colour map; percentile stretch, scale bar.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const scene = { data: new Uint16Array(8 * 8 * 4).map((_, i) => i), height: 8, width: 8, bands: 4 };
 * view.raster(scene, { bands: [2, 1, 0], title: "A scene" });
 * ```
 */
export function raster(image: figures.RasterLike, options: figures.RasterPictureOptions = {}): View {
  return new View(figures.rasterPicture(image, options));
}

/**
 * A slider through the bands of a cube; as a picture, eight of them side by side.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const cube = { data: new Float32Array(8 * 8 * 20), height: 8, width: 8, bands: 20 };
 * view.bandSlider(cube, { stretch: "minmax" });
 * ```
 */
export function bandSlider(cube: figures.RasterLike, options: figures.BandSliderOptions = {}): View {
  return new View(figures.bandSlider(cube, options));
}

/**
 * Spectra of pixels `[row, column]`, of rectangles or of the classes of a map, beside the image.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const cube = { data: new Float32Array(8 * 8 * 20).map((_, i) => i % 20), height: 8, width: 8, bands: 20 };
 * view.spectra(cube, [[1, 2], { row: 4, column: 4, height: 2, width: 3, name: "field" }]);
 * ```
 */
export function spectra(
  cube: figures.RasterLike,
  regions: readonly figures.Region[] | figures.GridLike,
  options: figures.SpectraOptions = {},
): View {
  return new View(figures.spectra(cube, regions, options));
}

/**
 * A map of classes with names, colours and areas.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const map = { data: Uint8Array.from([1, 1, 2, 0]), height: 2, width: 2 };
 * view.labels(map, { names: ["", "water", "land"], pixelSize: 10 });
 * ```
 */
export function labels(map: figures.GridLike, options: figures.LabelMapOptions = {}): View {
  return new View(figures.labelMap(map, options));
}

/**
 * A mask over an image.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const image = { data: new Uint8Array(16), height: 4, width: 4, bands: 1 };
 * view.mask(image, { data: new Uint8Array(16).fill(1, 0, 4), height: 4, width: 4 }, { label: "ships" });
 * ```
 */
export function mask(
  image: figures.RasterLike,
  shown: figures.GridLike,
  options: figures.MaskOptions = {},
): View {
  return new View(figures.maskOverlay(image, shown, options));
}

/**
 * Before and after with the change between them; a swipe where the front end can be touched.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const before = { data: new Uint8Array(12), height: 2, width: 2, bands: 3 };
 * view.change(before, before, { change: { data: Uint8Array.from([0, 1, 0, 0]), height: 2, width: 2 } });
 * ```
 */
export function change(
  before: figures.RasterLike,
  after: figures.RasterLike,
  options: figures.ChangeOptions = {},
): View {
  return new View(figures.changePair(before, after, options));
}

/**
 * Two images of the same ground, side by side, under a swipe or blinking.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const truth = { data: Uint8Array.from([0, 1, 1, 0]), height: 2, width: 2 };
 * view.compare(truth, truth, { titles: ["truth", "RX"], how: "blink" });
 * ```
 */
export function compare(
  first: figures.RasterLike | figures.GridLike,
  second: figures.RasterLike | figures.GridLike,
  options: figures.CompareOptions = {},
): View {
  return new View(figures.compare(first, second, options));
}

/**
 * A map of anomaly scores with the truth outlined, and its ROC curve.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const score = { data: Float32Array.from([0.1, 0.9, 0.2, 0.3]), height: 2, width: 2 };
 * const truth = { data: Uint8Array.from([0, 1, 0, 0]), height: 2, width: 2 };
 * view.anomalies(score, truth, { name: "RX" });
 * ```
 */
export function anomalies(
  score: figures.GridLike,
  truth: figures.GridLike,
  options: figures.AnomalyOptions = {},
): View {
  return new View(figures.anomalyMap(score, truth, options));
}

/**
 * ROC curves of several detectors.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * view.roc({ RX: [0.1, 0.9, 0.8, 0.3] }, [0, 1, 0, 1]);
 * ```
 */
export function roc(
  scores: Readonly<Record<string, ArrayLike<number>>>,
  truth: ArrayLike<number>,
  options: figures.RocOptions = {},
): View {
  return new View(figures.roc(scores, truth, options));
}

/**
 * Boxes on an image: detections in full lines, truth dashed.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const image = { data: new Uint8Array(64), height: 8, width: 8, bands: 1 };
 * view.boxes(image, [{ x: 1, y: 2, width: 3, height: 4, label: "ship", score: 0.9 }]);
 * ```
 */
export function boxes(
  image: figures.RasterLike,
  found: readonly figures.Box[],
  options: figures.BoxesOptions = {},
): View {
  return new View(figures.boxesOnImage(image, found, options));
}

/**
 * Channels of a layer as small images.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * const maps = { data: new Float32Array(8 * 8 * 32), height: 8, width: 8, bands: 32 };
 * view.featureMaps(maps, { max: 8 });
 * ```
 */
export function featureMaps(maps: figures.RasterLike, options: figures.FeatureMapsOptions = {}): View {
  return new View(figures.featureMaps(maps, options));
}

/**
 * A confusion matrix: rows are the truth.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * view.confusion([[8, 2], [1, 9]], ["water", "land"]);
 * ```
 */
export function confusion(
  matrix: readonly ArrayLike<number>[],
  names: readonly string[],
  options: figures.ConfusionOptions = {},
): View {
  return new View(figures.confusion(matrix, names, options));
}

/**
 * Curves with their bands of confidence.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * view.curves({ train: [1, 0.6, 0.4], test: { runs: [[1, 0.7], [1.1, 0.8]] } }, { x: "epoch", y: "loss" });
 * ```
 */
export function curves(
  series: Readonly<Record<string, figures.Curve>>,
  options: figures.CurvesOptions = {},
): View {
  return new View(figures.curves(series, options));
}

/**
 * How often which values occur.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * view.histogram({ background: [1, 2, 2, 3], target: [4, 5, 5] }, { bins: 5 });
 * ```
 */
export function histogram(
  values: ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>,
  options: figures.HistogramOptions = {},
): View {
  return new View(figures.histogram(values, options));
}

/**
 * Rows of objects, columns of lists, or an Arquero table.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * view.table([{ detector: "RX", auc: 0.9702 }, { detector: "LRX", auc: 0.9511 }]);
 * ```
 */
export function table(rows: figures.TableLike, options: figures.TableOptions = {}): View {
  return new View(figures.tablePicture(rows, options), {
    html: figures.tableHtml(rows, options),
    text: figures.tableText(rows, options),
  });
}

/**
 * The layers of a model, their tensors and how many numbers they learn.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * view.model({ params: { "fc.weight": { shape: [64, 10] }, "fc.bias": { shape: [10] } } });
 * ```
 */
export function model(network: figures.ModelLike, options: figures.ModelSummaryOptions = {}): View {
  const summary = figures.modelTable(network, options);
  return table(summary.table, summary.options);
}

/**
 * Where a loop stands: bar, rate, time left, curves. Show it once with `display` and update that with the next.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * view.progress({ done: 50, total: 200, seconds: 10, curves: { loss: [1, 0.5] } });
 * ```
 */
export function progress(state: figures.ProgressState): View {
  return new View(figures.progressPicture(state), { text: figures.progressLine(state) });
}

/**
 * Any figure of plotly.js 3, with its picture beside it.
 *
 * @example
 * ```ts
 * import { view } from "swath/notebook";
 *
 * view.plot({ data: [{ y: [1, 3, 2] }], layout: { title: { text: "Three points" } } });
 * ```
 */
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

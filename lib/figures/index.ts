/** Figures: data -> plotly JSON or exact pixels -> SVG and PNG, without a browser. Notebooks and reports share them. */
export { type ConfusionOptions, confusion } from "./charts/confusion.js";
export { type Curve, type CurvesOptions, curves } from "./charts/curves.js";
export { type HistogramOptions, histogram } from "./charts/histogram.js";
export { type RocOptions, type RocPoints, roc, rocPoints } from "./charts/roc.js";
export { axis, baseLayout, type ChartOptions } from "./charts/theme.js";
export { classColors, OKABE_ITO } from "./color/categorical.js";
export { COLOR_MAPS, type ColorMapName, colorLut, type Lut } from "./color/maps.js";
export { type Drawing, drawingPng, drawingSize, drawingSvg } from "./drawing.js";
export { type Board, board, type Panel } from "./picture/board.js";
export { formatCount, formatNumber, formatPercent } from "./picture/number.js";
export { isPicture, type Picture, picturePng, pictureSvg, type Tile } from "./picture/picture.js";
export type { ColorBar, Legend, Side } from "./picture/side.js";
export { type AnomalyOptions, anomalyMap } from "./pictures/anomaly.js";
export type { ShowOptions } from "./pictures/backdrop.js";
export { type BandSliderOptions, bandSlider } from "./pictures/band-slider.js";
export { type Box, type BoxesOptions, boxesOnImage } from "./pictures/boxes.js";
export { type ChangeOptions, type CompareOptions, changePair, compare } from "./pictures/compare.js";
export { type FeatureMapsOptions, featureMaps } from "./pictures/feature-maps.js";
export { type LabelMapOptions, labelMap } from "./pictures/labels.js";
export { type MaskOptions, maskOverlay } from "./pictures/mask.js";
export { type ModelLike, type ModelSummaryOptions, modelTable } from "./pictures/model-summary.js";
export { formatDuration, type ProgressState, progressLine, progressPicture } from "./pictures/progress.js";
export { type RasterPictureOptions, rasterPicture } from "./pictures/raster.js";
export { type Region, type SpectraOptions, spectra } from "./pictures/spectra.js";
export {
  type ColumnTable,
  type TableLike,
  type TableOptions,
  tableHtml,
  tablePicture,
  tableText,
} from "./pictures/table.js";
export { type Figure, type Frame, figureJson, figureSize, type Layout, type Trace } from "./plotly/figure.js";
export { closeRenderer, figurePng, figureSvg, type RenderOptions, svgPng } from "./plotly/render.js";
export { encodePng, type PngImage, type PngOptions } from "./png/encode.js";
export type { GridLike, Numbers, RasterLike } from "./raster/like.js";
export { type Painted, paintRaster } from "./raster/paint.js";
export { enlarge, type Pixels, pixelsPng } from "./raster/pixels.js";
export { type Stretch, stretchRange } from "./raster/stretch.js";

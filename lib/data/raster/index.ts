export { type BandChoice, largestBand, pickBands, stackBands } from "./bands.js";
export { type Covariance, covariance } from "./covariance.js";
export { crop, type PixelWindow } from "./crop.js";
export type { Dtype, RasterArray } from "./dtype.js";
export { type Eigen, eigenSymmetric } from "./eigen.js";
export { type NdArray, toRaster } from "./ndarray.js";
export { type NormaliseOptions, normalise } from "./normalise.js";
export { type Margins, type PadOptions, pad } from "./pad.js";
export { type Patches, patches } from "./patches.js";
export { type Pca, pca } from "./pca.js";
export { type GeoTransform, Raster, type RasterFacts, type RasterOptions } from "./raster.js";
export { type ResampleOptions, resample } from "./resample.js";
export {
  applyMask,
  type BandStatistics,
  type MaskOption,
  percentiles,
  statistics,
  validMask,
} from "./statistics.js";
export { rasterToTensor, tensorToRaster } from "./tensors.js";
export { blend, type PlacedTile, type TileOptions, tileWindows } from "./tiles.js";

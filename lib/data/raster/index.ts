export type { Dtype, RasterArray } from "./dtype.js";
export { type NdArray, toRaster } from "./ndarray.js";
export { type GeoTransform, Raster, type RasterFacts, type RasterOptions } from "./raster.js";

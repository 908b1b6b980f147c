export type { Dtype, RasterArray } from "./dtype.js";
export { type GeoTransform, Raster, type RasterFacts, type RasterOptions } from "./raster.js";

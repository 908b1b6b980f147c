export {
  type GeoTiff,
  type GeoTiffInfo,
  type GeoTiffLevel,
  openGeoTiff,
  type ReadGeoTiffOptions,
  readGeoTiff,
  type Window,
} from "./geotiff.js";
export type { ReadLimits, ReadOptions } from "./guard.js";
export { readHdf5 } from "./hdf5.js";
export { readJpeg } from "./jpeg.js";
export { readMat } from "./mat.js";
export {
  type MatCell,
  type MatFile,
  type MatNumbers,
  type MatOpaque,
  type MatSparse,
  type MatStruct,
  type MatText,
  type MatValue,
  type ReadMatOptions,
  toDense,
} from "./mat-value.js";
export { type NpyArray, readNpy } from "./npy.js";
export { readNpz } from "./npz.js";
export { type ReadPngOptions, readPng } from "./png.js";
export {
  readSafetensors,
  type Safetensors,
  type SafetensorsData,
  type SafetensorsEntry,
  type SafetensorsType,
} from "./safetensors.js";
export { type ByteSource, bytesSource, fileSource, type Input } from "./source.js";

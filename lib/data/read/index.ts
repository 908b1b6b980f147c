export { type Cifar, type ReadCifarOptions, readCifar } from "./cifar.js";
export {
  type Coco,
  type CocoAnnotation,
  type CocoCategory,
  type CocoImage,
  type CocoRle,
  decodeRle,
  readCoco,
} from "./coco.js";
export {
  type GeoTiff,
  type GeoTiffInfo,
  type GeoTiffLevel,
  openGeoTiff,
  type ReadGeoTiffOptions,
  readGeoTiff,
} from "./geotiff.js";
export type { ReadLimits, ReadOptions } from "./guard.js";
export { readHdf5 } from "./hdf5.js";
export { decodeImage, type ImageEntry, type ImageSet, openImages } from "./images.js";
export { readJpeg } from "./jpeg.js";
export type { Box, ImageLabels } from "./labels.js";
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
export { type Opened, type OpenOptions, open } from "./open.js";
export { type ReadPngOptions, readPng } from "./png.js";
export {
  readSafetensors,
  type Safetensors,
  type SafetensorsData,
  type SafetensorsEntry,
  type SafetensorsType,
} from "./safetensors.js";
export { type Format, sniff } from "./sniff.js";
export { type ByteSource, bytesSource, fileSource, type Input } from "./source.js";
export { type ReadVocOptions, readVoc } from "./voc.js";
export { type ReadYoloOptions, readYolo } from "./yolo.js";

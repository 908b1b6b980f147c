export { encodeCoco, writeCoco } from "./coco.js";
export { type CsvValue, encodeCsv, writeCsv } from "./csv.js";
export { encodeGeoTiff, type WriteGeoTiffOptions, writeGeoTiff } from "./geotiff.js";
export { encodeNpy, encodeNpz, writeNpy, writeNpz } from "./npy.js";
export { encodePng, writePng } from "./png.js";
export { encodeSafetensors, writeSafetensors } from "./safetensors.js";
export { encodeZip } from "./zip.js";

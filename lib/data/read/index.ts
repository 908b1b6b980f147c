export type { ReadLimits, ReadOptions } from "./guard.js";
export {
  readSafetensors,
  type Safetensors,
  type SafetensorsData,
  type SafetensorsEntry,
  type SafetensorsType,
} from "./safetensors.js";
export { type ByteSource, bytesSource, fileSource, type Input } from "./source.js";

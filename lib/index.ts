import "./device/autostart.js";

export * as data from "./data/index.js";
export { open, Raster } from "./data/index.js";
export * from "./device/index.js";
export * as diffusion from "./diffusion/index.js";
export {
  type ErrorCode,
  type ErrorFacts,
  FormatError,
  ShapeError,
  SwathError,
  ValueError,
} from "./errors.js";
export * as metrics from "./metrics/index.js";
export * as nn from "./nn/index.js";

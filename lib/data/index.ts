export * from "./archive/index.js";
export * from "./manifest/index.js";
export * from "./origin.js";
export * from "./raster/index.js";
export * from "./read/index.js";
export * from "./simulate/index.js";
export * from "./split/index.js";
export * from "./write/index.js";

/**
 * The operations behind the layers, which take their weights as arguments; layers of the same names in `swath/nn` own
 * theirs.
 */
export { type BatchNormOptions, batchNorm } from "./ops/batchNorm.js";
export { type Conv2dOptions, conv2d } from "./ops/conv2d.js";
export { type ConvTranspose2dOptions, convTranspose2d } from "./ops/convTranspose2d.js";
export { embedding } from "./ops/embedding.js";
export { type GroupNormOptions, groupNorm } from "./ops/groupNorm.js";
export { type LayerNormOptions, layerNorm } from "./ops/layerNorm.js";
export { linear } from "./ops/linear.js";
export { prelu } from "./ops/prelu.js";

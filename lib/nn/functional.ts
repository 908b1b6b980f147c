/**
 * The operations behind the layers, which take their weights as arguments; layers of the same names in `swath/nn` own
 * theirs.
 */
export { type BatchNormOptions, batchNorm } from "./ops/batchNorm.js";
export { type Conv2dOptions, conv2d } from "./ops/conv2d.js";
export { linear } from "./ops/linear.js";

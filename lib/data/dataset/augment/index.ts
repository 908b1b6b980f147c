export { type AnyAugmentation, type Augmentation, compose, type Peers } from "./augmentation.js";
export { type ColourJitterOptions, colourJitter, standardise } from "./colour.js";
export {
  type RandomCropOptions,
  type RandomFlipOptions,
  randomCrop,
  randomFlip,
  randomTurn,
} from "./geometry.js";
export { type MixedSample, type MosaicOptions, type MosaicSample, mixup, mosaic } from "./mixing.js";

export { type AnyAugmentation, type Augmentation, compose, type Peers } from "./augmentation.js";
export { type RandomBlurOptions, randomBlur } from "./blur.js";
export { type ColourJitterOptions, colourJitter, randomGrey, standardise } from "./colour.js";
export {
  type RandomCropOptions,
  type RandomFlipOptions,
  randomCrop,
  randomFlip,
  randomTurn,
} from "./geometry.js";
export { type MixedSample, type MosaicOptions, type MosaicSample, mixup, mosaic } from "./mixing.js";
export { type RandomResizedCropOptions, randomResizedCrop } from "./resized-crop.js";
export { type RandomZoomOptions, randomZoom } from "./zoom.js";

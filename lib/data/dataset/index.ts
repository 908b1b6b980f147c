/** Datasets: typed samples, batches with augmentation, decoding ahead in threads, a cache of what was decoded. */
export type { PrefetchOptions } from "./ahead.js";
export * from "./augment/index.js";
export { type Batches, type BatchOptions, batches } from "./batches.js";
export { type CacheOptions, cached } from "./cache.js";
export { type Batch, type BatchArray, type Batched, collate } from "./collate.js";
export { type Dataset, type DatasetOptions, dataset, type SampleFiles } from "./dataset.js";
export { type DecodeOptions, type ImageDatasetOptions, imageDataset } from "./images.js";
export {
  type DatasetId,
  type DatasetParts,
  type DatasetSamples,
  type LoadOptions,
  type LoadSplitOptions,
  load,
} from "./load.js";
export { balancedSampler, type Sampler, weightedSampler } from "./order.js";
export type {
  AbundanceSample,
  BoxSample,
  ColourSample,
  HeightSample,
  ImageSample,
  MaskSample,
  PairSample,
  PixelSample,
  SampleLike,
  SceneSample,
} from "./sample.js";
export type { RasterSource } from "./source.js";
export { type ImageStatistics, imageStatistics } from "./statistics.js";
export { type ClassWeightOptions, classWeights, sampleWeights } from "./weights.js";

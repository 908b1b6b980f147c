export { type NoiseLossOptions, noiseLoss } from "./loss.js";
export {
  type AncestralStepOptions,
  addNoise,
  ancestralStep,
  type DdimStepOptions,
  ddimStep,
  type EstimateOptions,
  estimateNoise,
  estimateX0,
  posteriorMean,
  reverseMean,
} from "./process.js";
export { type Denoiser, type SampleOptions, type SampleProgress, sample } from "./sample.js";
export {
  type CosineScheduleOptions,
  cosineSchedule,
  type LinearScheduleOptions,
  linearSchedule,
  type Schedule,
  scheduleOf,
  spacedSteps,
  type Table,
} from "./schedule.js";
export { type Time, type TimeEmbeddingOptions, timeEmbedding } from "./time.js";

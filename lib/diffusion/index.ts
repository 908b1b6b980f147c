import "../device/autostart.js";

export { type Complex, dft2, inverseDft2, type Spectrum } from "./frequency/dft.js";
export {
  type FrequencyParser,
  type FrequencyParserSpec,
  type FrequencySteps,
  frequencyParser,
} from "./frequency/frequencyParser.js";
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
export { type AttentionBlock, type AttentionBlockSpec, attentionBlock } from "./unet/attentionBlock.js";
export { type Downsample, downsample, type ResampleSpec, type Upsample, upsample } from "./unet/resample.js";
export { type ResBlock, type ResBlockSpec, resBlock } from "./unet/resBlock.js";
export { type EncoderEntry, type Unet, type UnetFeatures, type UnetSpec, unet } from "./unet/unet.js";

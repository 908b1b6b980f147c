import "../../device/autostart.js";

/** MIVit, a transformer for hyperspectral images and LiDAR together (Zhang, Lei, Xie, Yang, Li, Li). */
export {
  type AlignmentEncoder,
  type AlignmentSpec,
  alignmentEncoder,
  type Scales,
  scales,
} from "./alignment.js";
export { channelAttention, spatialAttention } from "./attention.js";
export { type BlockSpec, cbar, cbr, cbrp } from "./blocks.js";
export {
  type Decoder,
  type DecoderSpec,
  decoder,
  type Reconstruction,
  reconstructionLoss,
} from "./decoder.js";
export { type Diagnosis, diagnose } from "./diagnose.js";
export { evaluate, HEADS, type Head, type HeadScores, predict, predictAlone } from "./evaluate.js";
export { type AnyFusionSpec, FUSIONS, type FusionName, fusion } from "./fusions.js";
export {
  type Fused,
  type FusedHead,
  fusedHead,
  type HeadSpec,
  lightClassifier,
  pyramidClassifier,
} from "./heads.js";
export {
  classWeights,
  distillation,
  type FocalLossOptions,
  focalLoss,
  LAMBDAS,
  type Lambdas,
  type LossTerms,
  totalLoss,
} from "./losses.js";
export { type MutualInfo, type MutualInfoSpec, type MutualInfoTerms, mutualInfo } from "./mutual-info.js";
export {
  type BlocksSpec,
  type Forward,
  type Mivit,
  type MivitSpec,
  mivit,
  type Patches,
  reduced,
} from "./network.js";
export { type Fusion, type FusionSpec, oaf, ttoa } from "./oaf.js";
export { constraint, type Objective, type ObjectiveOptions, objective, TERMS } from "./objective.js";
export { paper } from "./paper.js";
export { type Image, scaledBands, writePatch } from "./patches.js";
export {
  type CrossEncoder,
  crossEncoder,
  nearestSources,
  type Pyramid,
  type PyramidMaps,
  pyramid,
} from "./pyramid.js";
export {
  bothSensors,
  chosen,
  patchesOf,
  patchTensor,
  type Samples,
  samplesOf,
  type TwoSensorScene,
} from "./samples.js";
export { type TrainHistory, type TrainOptions, trainMivit } from "./train.js";
export { type Transformer, type TransformerSpec, transformer } from "./transformer.js";

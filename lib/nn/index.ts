import "../device/autostart.js";

/** Layers, operations, losses, initialisers and optimisers. Activations are [batch, height, width, channels]. */
export * as functional from "./functional.js";
export { type Grads, type ValueAndGrad, valueAndGrad } from "./grad.js";
export { constantInit } from "./init/constant.js";
export { gain, type Nonlinearity } from "./init/gain.js";
export type { Initializer, InitSpec } from "./init/initializer.js";
export { type KaimingOptions, kaimingNormal, kaimingUniform } from "./init/kaiming.js";
export { normalInit, truncatedNormalInit } from "./init/normal.js";
export { uniformInit } from "./init/uniform.js";
export { xavierNormal, xavierUniform } from "./init/xavier.js";
export { type BatchNorm, type BatchNormSpec, batchNorm } from "./layers/batchNorm.js";
export { type Conv2d, type Conv2dSpec, conv2d } from "./layers/conv2d.js";
export {
  type ConvTranspose2d,
  type ConvTranspose2dSpec,
  convTranspose2d,
} from "./layers/convTranspose2d.js";
export { type Dropout, type DropoutOptions, dropout } from "./layers/dropout.js";
export { type Embedding, type EmbeddingSpec, embedding } from "./layers/embedding.js";
export { type GroupNorm, type GroupNormSpec, groupNorm } from "./layers/groupNorm.js";
export { type LayerNorm, type LayerNormSpec, layerNorm } from "./layers/layerNorm.js";
export { type Linear, type LinearSpec, linear } from "./layers/linear.js";
export {
  type AttentionInputs,
  type MultiHeadAttention,
  type MultiHeadAttentionSpec,
  multiHeadAttention,
} from "./layers/multiHeadAttention.js";
export { type Prelu, type PreluSpec, prelu } from "./layers/prelu.js";
export { type Residual, type ResidualOptions, residual } from "./layers/residual.js";
export { type Sequential, type Step, sequential } from "./layers/sequential.js";
export {
  type History,
  type LoopOptions,
  type LoopState,
  LoopStopped,
  loop,
  type StepValues,
} from "./loop.js";
export { type BceOptions, bceWithLogits } from "./losses/bceWithLogits.js";
export { cosineLoss } from "./losses/cosine.js";
export { type CrossEntropyOptions, crossEntropy } from "./losses/crossEntropy.js";
export { type DiceOptions, dice } from "./losses/dice.js";
export { type FocalOptions, focal } from "./losses/focal.js";
export { type KlOptions, klDivergence } from "./losses/klDivergence.js";
export { l1 } from "./losses/l1.js";
export { mse } from "./losses/mse.js";
export type { LossOptions, Reduction } from "./losses/reduction.js";
export { type SmoothL1Options, smoothL1 } from "./losses/smoothL1.js";
export { evaluating, isTraining, training } from "./mode.js";
export * from "./models/index.js";
export { type AnyModule, type Module, module, type Params, type Part, type Parts } from "./module.js";
export {
  adaptiveAvgPool,
  adaptiveMaxPool,
  globalAvgPool,
  globalMaxPool,
} from "./ops/adaptivePool.js";
export { type AttentionOptions, attention } from "./ops/attention.js";
export { type AvgPoolOptions, avgPool } from "./ops/avgPool.js";
export { bandPart } from "./ops/bandPart.js";
export { biasAdd } from "./ops/bias.js";
export { type CosineSimilarityOptions, cosineSimilarity, unit } from "./ops/cosineSimilarity.js";
export { type CumprodOptions, cumprod } from "./ops/cumprod.js";
export { diag } from "./ops/diag.js";
export { divNoNan } from "./ops/divNoNan.js";
export { einsum } from "./ops/einsum.js";
export { elu, selu } from "./ops/elu.js";
export { maximum, minimum } from "./ops/extremes.js";
export { flatten, identity } from "./ops/flatten.js";
export { floorDiv } from "./ops/floorDiv.js";
export { gather } from "./ops/gather.js";
export { gatherND } from "./ops/gatherND.js";
export { type GeluOptions, gelu } from "./ops/gelu.js";
export { hardSigmoid, hardSwish } from "./ops/hardSwish.js";
export { leakyRelu } from "./ops/leakyRelu.js";
export { type MatMulOptions, matMul } from "./ops/matMul.js";
export { maxPool } from "./ops/maxPool.js";
export { mish } from "./ops/mish.js";
export { type Paddings, type PadOptions, pad, padImage } from "./ops/pad.js";
export { pixelShuffle, pixelUnshuffle } from "./ops/pixelShuffle.js";
export { mean, type ReduceOptions, sum } from "./ops/reduce.js";
export { relu } from "./ops/relu.js";
export { relu6 } from "./ops/relu6.js";
export { type ResizeBilinearOptions, resizeBilinear } from "./ops/resizeBilinear.js";
export { type ResizeNearestOptions, resizeNearest } from "./ops/resizeNearest.js";
export type { Pair } from "./ops/shapes.js";
export { sigmoid } from "./ops/sigmoid.js";
export { silu } from "./ops/silu.js";
export { logSoftmax, softmax } from "./ops/softmax.js";
export { softplus } from "./ops/softplus.js";
export { squaredDifference } from "./ops/squaredDifference.js";
export { tanh } from "./ops/tanh.js";
export type { PoolOptions } from "./ops/window.js";
export { type AdamOptions, adam, adamW } from "./optim/adam.js";
export { clipByNorm, clipByValue } from "./optim/clip.js";
export { type Ema, ema } from "./optim/ema.js";
export type { ApplyOptions, Optimizer, OptimizerRule } from "./optim/optimizer.js";
export { cosine, type DecayOptions } from "./optim/schedules/cosine.js";
export { type MultiStepOptions, multiStep } from "./optim/schedules/multiStep.js";
export { poly } from "./optim/schedules/poly.js";
export { rateAt, type Schedule } from "./optim/schedules/schedule.js";
export { type StepOptions, stepDecay } from "./optim/schedules/step.js";
export { type WarmUpOptions, warmUp } from "./optim/schedules/warmUp.js";
export { type SgdOptions, sgd } from "./optim/sgd.js";
export { buffer, parameter } from "./variables.js";
export * from "./weights/index.js";

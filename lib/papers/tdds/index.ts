import "../../device/autostart.js";

/** TDDS, choosing a small part of a training set by temporal dual-depth scores (Zhang et al.), and the methods beside it. */
export {
  aum,
  dual,
  dynUnc,
  el2n,
  entropy,
  eva,
  type Forgetting,
  forgetting,
  grand,
} from "./baselines.js";
export { type Ccs, type CcsOptions, ccs } from "./ccs.js";
export { type Samples, type Standard, standardOf, subset } from "./images.js";
export { type Moderate, moderate } from "./moderate.js";
export { mlp, networkFor } from "./networks.js";
export { paper } from "./paper.js";
export { type TddsOptions, type TddsScore, TddsScorer, tddsScore } from "./score.js";
export { ascending, keepLargest, keepSmallest, scoreWeights } from "./select.js";
export {
  type Classifier,
  type Evaluated,
  evaluate,
  type Trained,
  type TrainOptions,
  train,
} from "./train.js";
export { type Trajectory, trajectory, unshuffled } from "./trajectory.js";

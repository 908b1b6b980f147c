/**
 * Metrics: plain numbers in, plain objects out. What was predicted comes first, the truth second. Nothing here needs an
 * engine, everything is counted in doubles and exact with ties.
 */
export * from "./agreement/calibration.js";
export * from "./agreement/cka.js";
export * from "./agreement/correlation.js";
export * from "./agreement/kappa.js";
export type { Numbers } from "./check.js";
export * from "./classification/classification.js";
export {
  type Confusion,
  ConfusionMatrix,
  type ConfusionOptions,
  confusion,
} from "./classification/confusion.js";
export {
  type PrecisionRecall,
  type PrecisionRecallF1,
  type PrecisionRecallOptions,
  precisionRecall,
} from "./classification/precision-recall.js";
export * from "./classification/top-k.js";
export * from "./detection/box-pairs.js";
export {
  type BoxFormat,
  type BoxIouOptions,
  boxIou,
  convertBoxes,
} from "./detection/boxes.js";
export * from "./detection/coco.js";
export type { DetectedBoxes, TrueBoxes } from "./detection/image.js";
export * from "./detection/nms.js";
export * from "./detection/select.js";
export * from "./detection/voc.js";
export * from "./detection/yolo.js";
export * from "./quality/quality.js";
export * from "./ranking/anomaly.js";
export * from "./ranking/multi-label.js";
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
} from "./ranking/precision-recall-curve.js";
export * from "./ranking/ranking-scores.js";
export { auc, type RocCurve, type RocCurveOptions, roc } from "./ranking/roc.js";
export * from "./segmentation/binary.js";
export * from "./segmentation/segmentation.js";

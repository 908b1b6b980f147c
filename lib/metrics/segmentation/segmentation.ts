import { meanOfNumbers, validLabels } from "../check.js";
import { type Confusion, margins } from "../classification/confusion.js";

/** What the means of `segmentation` run over. */
export interface SegmentationOptions {
  /** The classes that the means run over (without a background class, for instance). All of them unless told. */
  readonly over?: readonly number[];
}

/** The scores of a segmentation; lists have one entry a class. */
export interface Segmentation {
  /** The mean IoU of the classes that occur in truth or prediction (NaN left out). */
  readonly miou: number;
  /** The mean IoU of all classes, one that occurs nowhere counted as 0. */
  readonly miouAll: number;
  /** The mean IoU of the classes that occur in the truth. */
  readonly miouPresent: number;
  /** IoU weighted by the classes' share of the truth. */
  readonly fwIou: number;
  /** The share of pixels that are right, over all classes. */
  readonly pixelAccuracy: number;
  /** The mean of the classes' accuracies (classes without truth left out). */
  readonly meanAccuracy: number;
  /** The mean Dice coefficient (F1) of the classes that occur in truth or prediction. */
  readonly mdice: number;
  /** A class: intersection over union; NaN where both are empty. */
  readonly iou: Float64Array;
  /** A class: intersection over union; 0 where both are empty. */
  readonly iouGuarded: Float64Array;
  readonly accuracy: Float64Array;
  readonly dice: Float64Array;
}

/**
 * IoU of every class and its means, in the three ways that papers mean "mIoU": they differ as soon as a class is
 * absent, so say which one you print.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * // Four classes, the last occurs nowhere; 255 is unlabelled.
 * const matrix = metrics.confusion([0, 0, 1, 2, 2], [0, 1, 1, 2, 255], { classes: 4, ignore: 255 });
 * const scores = metrics.segmentation(matrix);
 * scores.miou; // 0.6666666666666666
 * scores.miouAll; // 0.5
 * metrics.segmentation(matrix, { over: [1, 2] }).miou; // 0.75
 * ```
 */
export function segmentation(matrix: Confusion, { over }: SegmentationOptions = {}): Segmentation {
  const { truth, predicted, right, total } = margins("segmentation", matrix);
  if (over) validLabels("segmentation", "class of over", over, matrix.classes);
  const classes = over ?? Array.from(right.keys());
  const mean = (values: Float64Array, of: readonly number[] = classes) =>
    meanOfNumbers(of.map((k) => values[k]!));
  const union = right.map((hits, k) => truth[k]! + predicted[k]! - hits);
  const iou = right.map((hits, k) => hits / union[k]!);
  const iouGuarded = right.map((hits, k) => (union[k] === 0 ? 0 : hits / union[k]!));
  const accuracy = right.map((hits, k) => hits / truth[k]!);
  const dice = right.map((hits, k) => (2 * hits) / (truth[k]! + predicted[k]!));
  const counted = classes.reduce((sum, k) => sum + truth[k]!, 0);
  return {
    miou: mean(iou),
    miouAll: mean(iouGuarded),
    miouPresent: mean(
      iou,
      classes.filter((k) => truth[k]! > 0),
    ),
    fwIou: classes.reduce((sum, k) => sum + (truth[k]! / counted) * iouGuarded[k]!, 0),
    pixelAccuracy: right.reduce((sum, hits) => sum + hits, 0) / total,
    meanAccuracy: mean(accuracy),
    mdice: mean(dice),
    iou,
    iouGuarded,
    accuracy,
    dice,
  };
}

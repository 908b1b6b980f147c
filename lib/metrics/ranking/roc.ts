import type { Numbers } from "../check.js";
import { bothClasses, descend, mannWhitney, type Sorted, sorted } from "./sorted.js";

/** What a ROC curve keeps. */
export interface RocCurveOptions {
  /** Drop corners in the middle of a straight line; the curve and its area stay the same. True unless told. */
  readonly dropIntermediate?: boolean;
}

/** A ROC curve from (0, 0) to (1, 1); equal scores share one corner. */
export interface RocCurve {
  /** The share of the rest that is called (false positive rate). */
  readonly falseAlarms: Float64Array;
  /** The share of what is sought that is found (true positive rate). */
  readonly detections: Float64Array;
  /** What scores at least this is called; the first is Infinity, where nothing is. */
  readonly thresholds: Float64Array;
  /** The exact area under the curve: the Mann-Whitney statistic, a tie counting 1/2. */
  readonly auc: number;
}

/**
 * The ROC curve of scores against a truth of 0 and 1, with its exact area. The corners are scikit-learn's.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const curve = metrics.roc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
 * curve.auc; // 0.75
 * curve.falseAlarms; // Float64Array [0, 0, 0.5, 0.5, 1]
 * curve.detections; // Float64Array [0, 0.5, 0.5, 1, 1]
 * ```
 */
export function roc(scores: Numbers, truth: Numbers, options: RocCurveOptions = {}): RocCurve {
  return rocOf(sorted("roc", scores, truth), options);
}

/**
 * The area under the ROC curve, exactly: the share of pairs (one that is sought, one that is not) whose scores are in
 * the right order, a tie counting 1/2.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // 0.75
 * metrics.auc([1, 1, 1, 1], [0, 0, 1, 1]); // 0.5
 * ```
 */
export function auc(scores: Numbers, truth: Numbers): number {
  const lists = sorted("auc", scores, truth);
  bothClasses("auc", lists);
  return mannWhitney(lists);
}

export function rocOf(lists: Sorted, { dropIntermediate = true }: RocCurveOptions = {}): RocCurve {
  bothClasses("roc", lists);
  const { positives, negatives } = lists;
  const most = positives.length + negatives.length + 1;
  const thresholds = new Float64Array(most);
  const found = new Float64Array(most);
  const wrong = new Float64Array(most);
  thresholds[0] = Number.POSITIVE_INFINITY;
  let corners = 1;
  let [previousFound, previousWrong, lastFound, lastWrong] = [0, 0, 0, 0];
  descend(lists, (threshold, nowFound, nowWrong) => {
    // A corner is on a straight line when the step after it is the step before it.
    if (
      dropIntermediate &&
      corners > 2 &&
      nowFound - lastFound === lastFound - previousFound &&
      nowWrong - lastWrong === lastWrong - previousWrong
    ) {
      corners--;
    }
    thresholds[corners] = threshold;
    found[corners] = nowFound;
    wrong[corners] = nowWrong;
    corners++;
    previousFound = lastFound;
    previousWrong = lastWrong;
    lastFound = nowFound;
    lastWrong = nowWrong;
  });
  return {
    falseAlarms: wrong.slice(0, corners).map((count) => count / negatives.length),
    detections: found.slice(0, corners).map((count) => count / positives.length),
    thresholds: thresholds.slice(0, corners),
    auc: mannWhitney(lists),
  };
}

import type { Numbers } from "../check.js";
import { descend, type Sorted, somePositive, sorted, stepwiseArea } from "./sorted.js";

/** Precision against recall, from the lowest threshold to the highest, closed by precision 1 at recall 0. */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  /** What scores at least this is called; one fewer than the points, the last point has none. */
  readonly thresholds: Float64Array;
  /** Average precision. */
  readonly ap: number;
}

/**
 * The precision-recall curve of scores against a truth of 0 and 1, with its average precision. The points are
 * scikit-learn's.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const curve = metrics.precisionRecallCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
 * curve.precision; // Float64Array [0.5, 0.6666666666666666, 0.5, 1, 1]
 * curve.recall; // Float64Array [1, 1, 0.5, 0.5, 0]
 * ```
 */
export function precisionRecallCurve(scores: Numbers, truth: Numbers): PrecisionRecallCurve {
  return precisionRecallOf(sorted("precisionRecallCurve", scores, truth));
}

/**
 * Average precision as scikit-learn has it: the precision at every threshold, weighted by the recall that it adds,
 * nothing interpolated. Equal scores share one threshold.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // 0.8333333333333333
 * ```
 */
export function averagePrecision(scores: Numbers, truth: Numbers): number {
  const lists = sorted("averagePrecision", scores, truth);
  somePositive("averagePrecision", lists);
  return stepwiseArea(lists);
}

export function precisionRecallOf(lists: Sorted): PrecisionRecallCurve {
  somePositive("precisionRecallCurve", lists);
  const most = lists.positives.length + lists.negatives.length + 1;
  // Filled from the back: the thresholds are met from high to low.
  const precision = new Float64Array(most);
  const recall = new Float64Array(most);
  const thresholds = new Float64Array(most);
  let at = most - 1;
  precision[at] = 1;
  descend(lists, (threshold, found, wrong) => {
    at--;
    precision[at] = found / (found + wrong);
    recall[at] = found / lists.positives.length;
    thresholds[at] = threshold;
  });
  return {
    precision: precision.slice(at),
    recall: recall.slice(at),
    thresholds: thresholds.slice(at, most - 1),
    ap: stepwiseArea(lists),
  };
}

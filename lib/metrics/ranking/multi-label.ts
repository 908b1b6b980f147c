import { meanOfNumbers, type Numbers, rowsOf, sameLength, wholeNumber } from "../check.js";
import { somePositive, sorted, stepwiseArea } from "./sorted.js";

/** What `multiLabel` takes besides scores and truth. */
export interface MultiLabelOptions {
  /** How many labels a sample has: the width of the row-major tables. */
  readonly labels: number;
  /**
   * A label without any positive has no average precision: leave it out of the macro mean ("skip"), or count it as 0
   * as scikit-learn does ("zero"). "skip" unless told.
   */
  readonly empty?: "skip" | "zero";
}

/** Average precision of many labels at once, and its means. */
export interface MultiLabel {
  /** The plain mean of the labels' average precisions: what most papers call mAP. */
  readonly macro: number;
  /** The average precision of all decisions thrown together. */
  readonly micro: number;
  /** The mean weighted by how often a label is true. */
  readonly weighted: number;
  /** A label: its average precision; NaN without any positive. */
  readonly perLabel: Float64Array;
  /** How many samples carry each label. */
  readonly support: Float64Array;
}

/**
 * Multi-label average precision: scores and truth are row-major tables, one row a sample, one column a label.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const scores = [0.9, 0.2, 0.8, 0.6, 0.1, 0.7]; // three samples, two labels
 * const truth = [1, 0, 0, 1, 1, 1];
 * const { macro, micro, perLabel } = metrics.multiLabel(scores, truth, { labels: 2 });
 * perLabel; // Float64Array [0.8333333333333333, 1]
 * macro; // 0.9166666666666666
 * micro; // 0.7708333333333333
 * ```
 */
export function multiLabel(scores: Numbers, truth: Numbers, options: MultiLabelOptions): MultiLabel {
  const { labels, empty = "skip" } = options;
  wholeNumber("multiLabel", "labels", labels, 1);
  sameLength("multiLabel", scores, truth, ["scores", "truths"]);
  const rows = rowsOf("multiLabel", "scores", scores, labels);
  const all = sorted("multiLabel", scores, truth);
  somePositive("multiLabel", all);

  const perLabel = new Float64Array(labels);
  const support = new Float64Array(labels);
  const column = new Float64Array(rows);
  const mask = new Uint8Array(rows);
  for (let label = 0; label < labels; label++) {
    for (let row = 0; row < rows; row++) {
      column[row] = scores[row * labels + label]!;
      mask[row] = truth[row * labels + label]!;
    }
    const lists = sorted("multiLabel", column, mask);
    support[label] = lists.positives.length;
    perLabel[label] = stepwiseArea(lists);
  }
  return {
    macro: meanOfNumbers(empty === "zero" ? perLabel.map((ap) => ap || 0) : perLabel),
    micro: stepwiseArea(all),
    weighted: perLabel.reduce((sum, ap, k) => sum + (ap || 0) * support[k]!, 0) / all.positives.length,
    perLabel,
    support,
  };
}

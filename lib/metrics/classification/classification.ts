import { meanOfNumbers } from "../check.js";
import { type Confusion, margins } from "./confusion.js";

/** What AA makes of absent classes. */
export interface ClassificationOptions {
  /** A class without truth: left out of AA ("skip"), or counted there with accuracy 0 ("zero"). "skip" unless told. */
  readonly absent?: "skip" | "zero";
}

/** The scores of a classification. */
export interface Classification {
  /** Overall accuracy: the share of elements that are right. */
  readonly oa: number;
  /** Average accuracy: the mean of the classes' accuracies. scikit-learn says balanced accuracy. */
  readonly aa: number;
  /** Cohen's kappa, -1 to 1 (not in per cent): agreement beyond what the margins would give by chance. */
  readonly kappa: number;
  /** The agreement that the margins would give by chance. */
  readonly expected: number;
  /** AA rescaled so that chance is 0 and perfect is 1. */
  readonly adjustedAa: number;
  /** A class: the share of its truth that was found; NaN for a class without truth. */
  readonly perClass: Float64Array;
}

/**
 * OA, AA, kappa and the classes' accuracies from a confusion matrix. A class that is never predicted counts with
 * accuracy 0; a class without truth has none and is left out of AA. What cannot be said (of no element at all, kappa
 * of one single class) is NaN.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const prediction = [0, 0, 1, 1, 1, 2];
 * const truth = [0, 0, 0, 1, 1, 2];
 * const { oa, aa, kappa } = metrics.classification(metrics.confusion(prediction, truth, { classes: 3 }));
 * oa; // 0.8333333333333334
 * aa; // 0.8888888888888888
 * kappa; // 0.7391304347826089
 * ```
 */
export function classification(
  matrix: Confusion,
  { absent = "skip" }: ClassificationOptions = {},
): Classification {
  const { truth, predicted, right, total } = margins("classification", matrix);
  const perClass = right.map((count, k) => count / truth[k]!);
  const oa = right.reduce((sum, count) => sum + count, 0) / total;
  const expected = truth.reduce((sum, row, k) => sum + (row / total) * (predicted[k]! / total), 0);
  const present = truth.reduce((count, row) => count + Number(row > 0), 0);
  const counted = absent === "zero" ? perClass.map((accuracy) => accuracy || 0) : perClass;
  const aa = meanOfNumbers(counted);
  return {
    oa,
    aa,
    kappa: (oa - expected) / (1 - expected),
    expected,
    adjustedAa: (aa - 1 / present) / (1 - 1 / present),
    perClass,
  };
}

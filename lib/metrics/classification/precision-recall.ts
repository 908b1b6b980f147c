import { type Confusion, margins } from "./confusion.js";

/** What absent classes and empty ratios count as. */
export interface PrecisionRecallOptions {
  /** What 0/0 counts as (a class never predicted, a class without truth). 0 unless told. */
  readonly zeroDivision?: 0 | 1 | typeof Number.NaN;
  /** Classes that occur neither in the truth nor in the prediction: left out of the macro mean ("skip") or kept. */
  readonly absent?: "skip" | "keep";
}

/** One triple of scores. */
export interface PrecisionRecallF1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 of every class, and their means. */
export interface PrecisionRecall {
  /** The plain mean over classes. */
  readonly macro: PrecisionRecallF1;
  /** From the counts of all classes together; with one label an element this is OA. */
  readonly micro: PrecisionRecallF1;
  /** The mean weighted by the classes' truth. */
  readonly weighted: PrecisionRecallF1;
  readonly perClass: readonly PrecisionRecallF1[];
  /** How many elements of truth each class has. */
  readonly support: Float64Array;
}

/** The three ratios of hits, of what was predicted and of what is true. */
export function ratios(
  hits: number,
  predicted: number,
  truth: number,
  zeroDivision: number,
): PrecisionRecallF1 {
  const ratio = (a: number, b: number) => (b === 0 ? zeroDivision : a / b);
  return {
    precision: ratio(hits, predicted),
    recall: ratio(hits, truth),
    f1: ratio(2 * hits, predicted + truth),
  };
}

/**
 * Precision, recall and F1 of every class with their macro, micro and weighted means, as scikit-learn defines them.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const matrix = metrics.confusion([0, 1, 1, 1], [0, 0, 1, 1], { classes: 2 });
 * const { macro, perClass } = metrics.precisionRecall(matrix);
 * perClass[1]; // { precision: 0.6666666666666666, recall: 1, f1: 0.8 }
 * macro.f1; // 0.7333333333333334
 * ```
 */
export function precisionRecall(matrix: Confusion, options: PrecisionRecallOptions = {}): PrecisionRecall {
  const { zeroDivision = 0, absent = "skip" } = options;
  const { truth, predicted, right, total } = margins("precisionRecall", matrix);
  const perClass = Array.from(right, (hits, k) => ratios(hits, predicted[k]!, truth[k]!, zeroDivision));
  const hits = right.reduce((sum, count) => sum + count, 0);
  const occurs = truth.map((row, k) => Number(absent === "keep" || row + predicted[k]! > 0));
  return {
    macro: mean(perClass, occurs),
    micro: ratios(hits, total, total, zeroDivision),
    weighted: mean(perClass, truth),
    perClass,
    support: truth,
  };
}

function mean(scores: readonly PrecisionRecallF1[], weights: Float64Array): PrecisionRecallF1 {
  const weighted = (of: keyof PrecisionRecallF1) => {
    let [sum, weight] = [0, 0];
    scores.forEach((score, k) => {
      // A NaN that zeroDivision asked for is left out, as scikit-learn leaves it out.
      if (Number.isNaN(score[of])) return;
      sum += score[of] * weights[k]!;
      weight += weights[k]!;
    });
    return sum / weight;
  };
  return { precision: weighted("precision"), recall: weighted("recall"), f1: weighted("f1") };
}

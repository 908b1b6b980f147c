import { type Numbers, wholeNumber } from "../check.js";
import { confusion, margins } from "../classification/confusion.js";

/** What `cohenKappa` takes besides the two lists. */
export interface KappaOptions {
  readonly classes: number;
  /** How much a disagreement weighs: all the same, by its distance, or by its square. "none" unless told. */
  readonly weights?: "none" | "linear" | "quadratic";
  /** Elements that the second rater marks with this label are left out. */
  readonly ignore?: number;
}

/**
 * Cohen's kappa of two raters, -1 to 1, with optional weights for ordered classes. It is symmetric. NaN when both always
 * say the same single class.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.cohenKappa([0, 1, 2, 2], [0, 1, 1, 2], { classes: 3 }); // 0.6363636363636364
 * metrics.cohenKappa([0, 1, 2, 2], [0, 1, 1, 2], { classes: 3, weights: "quadratic" }); // 0.8
 * ```
 */
export function cohenKappa(
  a: Numbers,
  b: Numbers,
  { classes, weights = "none", ignore }: KappaOptions,
): number {
  wholeNumber("cohenKappa", "classes", classes, 1);
  const matrix = confusion(a, b, { classes, ignore });
  const { truth, predicted, total } = margins("cohenKappa", matrix);
  const weight = (distance: number) => {
    if (weights === "none") return Number(distance !== 0);
    return weights === "linear" ? Math.abs(distance) : distance * distance;
  };
  let [seen, expected] = [0, 0];
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      seen += weight(i - j) * matrix.counts[i * classes + j]!;
      expected += (weight(i - j) * truth[i]! * predicted[j]!) / total;
    }
  }
  return 1 - seen / expected;
}

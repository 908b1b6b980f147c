import { ShapeError, ValueError } from "../../errors.js";
import { labelOutOfRange, type Numbers, rowsOf, wholeNumber } from "../check.js";

/** What `topK` takes besides scores and truth. */
export interface TopKOptions {
  readonly classes: number;
  /** How many guesses count. 1 unless told. */
  readonly k?: number;
}

/**
 * The share of samples whose true class is among the `k` highest scores. Of equal scores the lower class comes first,
 * as arg-max has it.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const scores = [0.1, 0.7, 0.2, 0.5, 0.3, 0.2]; // two samples, three classes
 * metrics.topK(scores, [2, 0], { classes: 3 }); // 0.5
 * metrics.topK(scores, [2, 0], { classes: 3, k: 2 }); // 1
 * ```
 */
export function topK(scores: Numbers, truth: Numbers, { classes, k = 1 }: TopKOptions): number {
  wholeNumber("topK", "classes", classes, 1);
  wholeNumber("topK", "k", k, 1);
  const rows = rowsOf("topK", "scores", scores, classes);
  if (rows !== truth.length) {
    throw new ShapeError("topK", `${rows} rows of scores, ${truth.length} truths`, {
      mend: `give ${classes} scores a sample`,
    });
  }
  let hits = 0;
  for (let row = 0; row < rows; row++) {
    const label = truth[row]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw labelOutOfRange("topK", "truth", label, row, classes);
    }
    const own = scores[row * classes + label]!;
    let before = 0;
    for (let other = 0; other < classes; other++) {
      const score = scores[row * classes + other]!;
      if (Number.isNaN(score)) {
        throw new ValueError("topK", `the score of class ${other} in row ${row} is NaN`, {
          mend: "mend what computed the scores",
        });
      }
      if (score > own || (score === own && other < label)) before++;
    }
    if (before < k) hits++;
  }
  return hits / rows;
}

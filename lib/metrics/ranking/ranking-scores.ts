import { type Numbers, sameLength, zeroOrOne } from "../check.js";
import { type PrecisionRecallCurve, precisionRecallOf } from "./precision-recall-curve.js";
import { type RocCurve, type RocCurveOptions, rocOf } from "./roc.js";
import { bothClasses, mannWhitney, type Sorted, scoreIsNaN, somePositive, stepwiseArea } from "./sorted.js";

/** A typed array that grows. */
class Pile {
  #values = new Float64Array(1024);
  length = 0;

  reserve(more: number): void {
    const need = this.length + more;
    if (need <= this.#values.length) return;
    const larger = new Float64Array(Math.max(need, this.#values.length * 2));
    larger.set(this.#values.subarray(0, this.length));
    this.#values = larger;
  }

  push(value: number): void {
    this.#values[this.length++] = value;
  }

  ascending(): Float64Array {
    return this.#values.subarray(0, this.length).sort();
  }
}

/**
 * Scores and truths of many batches or scenes, for one exact ROC or precision-recall curve over all of them. Nothing is
 * binned: it keeps every score, 8 bytes each, so ten million pixels take 80 MB.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const ranking = new metrics.RankingScores();
 * ranking.add([0.1, 0.4], [0, 0]).add([0.35, 0.8], [1, 1]);
 * ranking.auc(); // 0.75
 * ranking.averagePrecision(); // 0.8333333333333333
 * ```
 */
export class RankingScores {
  readonly #positives = new Pile();
  readonly #negatives = new Pile();

  /** Adds one batch: scores, and a truth of 0 and 1. A batch that is refused leaves everything as it was. */
  add(scores: Numbers, truth: Numbers): this {
    const n = sameLength("rankingScores", scores, truth, ["scores", "truths"]);
    let positives = 0;
    for (let i = 0; i < n; i++) {
      if (Number.isNaN(scores[i]!)) throw scoreIsNaN("rankingScores", i);
      zeroOrOne("rankingScores", "truth", truth[i]!, i);
      positives += truth[i]!;
    }
    this.#positives.reserve(positives);
    this.#negatives.reserve(n - positives);
    for (let i = 0; i < n; i++) (truth[i] === 1 ? this.#positives : this.#negatives).push(scores[i]!);
    return this;
  }

  get positives(): number {
    return this.#positives.length;
  }

  get negatives(): number {
    return this.#negatives.length;
  }

  auc(): number {
    const lists = this.#sorted();
    bothClasses("auc", lists);
    return mannWhitney(lists);
  }

  averagePrecision(): number {
    const lists = this.#sorted();
    somePositive("averagePrecision", lists);
    return stepwiseArea(lists);
  }

  roc(options: RocCurveOptions = {}): RocCurve {
    return rocOf(this.#sorted(), options);
  }

  precisionRecallCurve(): PrecisionRecallCurve {
    return precisionRecallOf(this.#sorted());
  }

  #sorted(): Sorted {
    return { positives: this.#positives.ascending(), negatives: this.#negatives.ascending() };
  }
}

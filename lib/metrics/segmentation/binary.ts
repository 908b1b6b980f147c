import { ValueError } from "../../errors.js";
import { type Numbers, sameLength, zeroOrOne } from "../check.js";
import { ratios } from "../classification/precision-recall.js";

/** What was found, wrongly called, missed and rightly left alone. */
export interface BinaryCounts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

/** Scores of the class that is sought (change, cloud, target); 0/0 counts as 0. */
export interface BinaryScores extends BinaryCounts {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly iou: number;
  readonly oa: number;
  readonly kappa: number;
}

/** How predictions become calls. */
export interface BinaryOptions {
  /** What is at least this counts as called. 0.5 unless told: right for probabilities and for masks of 0 and 1. */
  readonly threshold?: number;
}

/**
 * The scores that follow from counts.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.binaryScores({ tp: 3, fp: 1, fn: 2, tn: 4 }).f1; // 0.6666666666666666
 * ```
 */
export function binaryScores({ tp, fp, fn, tn }: BinaryCounts): BinaryScores {
  const or0 = (a: number, b: number) => (b === 0 ? 0 : a / b);
  const total = tp + fp + fn + tn;
  const oa = or0(tp + tn, total);
  const expected = or0(tp + fp, total) * or0(tp + fn, total) + or0(fn + tn, total) * or0(fp + tn, total);
  return {
    tp,
    fp,
    fn,
    tn,
    ...ratios(tp, tp + fp, tp + fn, 0),
    iou: or0(tp, tp + fp + fn),
    oa,
    kappa: or0(oa - expected, 1 - expected),
  };
}

/**
 * Precision, recall, F1 and IoU of one sought class: probabilities or a mask against a truth of 0 and 1.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const change = metrics.binary([0.9, 0.4, 0.7, 0.1], [1, 1, 0, 0]);
 * [change.tp, change.fp, change.fn, change.tn]; // [1, 1, 1, 1]
 * change.f1; // 0.5
 * change.iou; // 0.3333333333333333
 * ```
 */
export function binary(
  prediction: Numbers,
  truth: Numbers,
  { threshold = 0.5 }: BinaryOptions = {},
): BinaryScores {
  const n = sameLength("binary", prediction, truth, ["predictions", "truths"]);
  let [tp, fp, fn, tn] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    zeroOrOne("binary", "truth", truth[i]!, i);
    const score = prediction[i]!;
    if (Number.isNaN(score)) {
      throw new ValueError("binary", `prediction ${i} is NaN`, { mend: "mend what computed it" });
    }
    const called = score >= threshold;
    if (truth[i] === 1) called ? tp++ : fn++;
    else called ? fp++ : tn++;
  }
  return binaryScores({ tp, fp, fn, tn });
}

/** The scores of batches, averaged. */
export type BinaryMeans = Omit<BinaryScores, keyof BinaryCounts>;

/**
 * Binary scores over many batches, both ways that papers report them: from the counts of all batches together (ours),
 * and as the mean of the batches' scores (what training logs print). They differ, so say which one you print.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const change = new metrics.ChangeScores();
 * change.add([1, 1, 0], [1, 0, 0]);
 * change.add([1, 1, 1], [1, 1, 1]);
 * change.total().precision; // 0.8
 * change.meanOfBatches().precision; // 0.75
 * ```
 */
export class ChangeScores {
  readonly #options: BinaryOptions;
  readonly #batches: BinaryScores[] = [];

  constructor(options: BinaryOptions = {}) {
    this.#options = options;
  }

  /** Counts one batch, and says its scores. */
  add(prediction: Numbers, truth: Numbers): BinaryScores {
    const scores = binary(prediction, truth, this.#options);
    this.#batches.push(scores);
    return scores;
  }

  total(): BinaryScores {
    const sum = (of: keyof BinaryCounts) => this.#batches.reduce((all, batch) => all + batch[of], 0);
    return binaryScores({ tp: sum("tp"), fp: sum("fp"), fn: sum("fn"), tn: sum("tn") });
  }

  meanOfBatches(): BinaryMeans {
    if (this.#batches.length === 0) {
      throw new ValueError("changeScores", "no batch was added", {
        mend: "call add(prediction, truth) first",
      });
    }
    const mean = (of: keyof BinaryMeans) =>
      this.#batches.reduce((all, batch) => all + batch[of], 0) / this.#batches.length;
    return {
      precision: mean("precision"),
      recall: mean("recall"),
      f1: mean("f1"),
      iou: mean("iou"),
      oa: mean("oa"),
      kappa: mean("kappa"),
    };
  }
}

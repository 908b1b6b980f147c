import { ValueError } from "../../errors.js";
import { epochOf, type Trajectory } from "./trajectory.js";

/** Settings of {@link tddsScore}. */
export interface TddsOptions {
  /** J: epochs in a window (the paper's K); 2 or more. */
  readonly window: number;
  /** d: weight of the newest window; 0.9 unless told. */
  readonly decay?: number;
}

/** A score of every sample. */
export interface TddsScore {
  /** S, by data set index. The largest are kept. */
  readonly score: Float64Array;
  /** V: a row a window, the variability of each sample's contributions in it. */
  readonly windowNorms: readonly Float64Array[];
}

const OFFSET = 1e-8;

/** D_t: how much each sample's prediction moved from an epoch to the next (sheet, 3.3 step 3). */
function movement(before: Float32Array, after: Float32Array, samples: number, classes: number): Float64Array {
  const moved = new Float64Array(samples);
  for (let n = 0; n < samples; n++) {
    let sum = 0;
    for (let c = n * classes; c < (n + 1) * classes; c++) {
      sum += Math.abs(after[c]! * (Math.log(after[c]! + OFFSET) - Math.log(before[c]! + OFFSET)));
    }
    moved[n] = sum;
  }
  return moved;
}

/**
 * Computes the score epoch by epoch, so that nobody has to keep a whole trajectory: the last J - 1 movements are all that is
 * remembered (sheet, 3.3).
 *
 * @example
 * ```ts
 * import { TddsScorer } from "swath/papers/tdds";
 *
 * const scorer = new TddsScorer(1, 2, { window: 3 });
 * for (const p of [0.5, 0.6, 0.9]) scorer.add(new Float32Array([p, 1 - p]));
 * scorer.result().score[0]! > 0; // true
 * ```
 */
export class TddsScorer {
  readonly #samples: number;
  readonly #classes: number;
  readonly #window: number;
  readonly #decay: number;
  #last: Float32Array | undefined;
  readonly #moved: Float64Array[] = [];
  readonly #norms: Float64Array[] = [];

  constructor(samples: number, classes: number, { window, decay = 0.9 }: TddsOptions) {
    if (!Number.isInteger(window) || window < 2) {
      throw new ValueError("tdds", `a window of ${window} epochs`, { mend: "give 2 or more" });
    }
    this.#samples = samples;
    this.#classes = classes;
    this.#window = window;
    this.#decay = decay;
  }

  /** The softmax outputs of the next epoch, in the data set's order. */
  add(probabilities: Float32Array): void {
    if (probabilities.length !== this.#samples * this.#classes) {
      throw new ValueError("tdds", `${probabilities.length} probabilities for ${this.#samples} samples`, {
        mend: "give every sample's",
      });
    }
    const before = this.#last;
    this.#last = probabilities.slice();
    if (!before) return;
    this.#moved.push(movement(before, probabilities, this.#samples, this.#classes));
    if (this.#moved.length > this.#window - 1) this.#moved.shift();
    if (this.#moved.length === this.#window - 1) this.#norms.push(this.#norm());
  }

  /** V_k: the length of the deviations from the window's mean, not divided by their number (sheet, 3.3 step 4). */
  #norm(): Float64Array {
    const norm = new Float64Array(this.#samples);
    for (let n = 0; n < this.#samples; n++) {
      let mean = 0;
      for (const moved of this.#moved) mean += moved[n]!;
      mean /= this.#moved.length;
      let squares = 0;
      for (const moved of this.#moved) squares += (moved[n]! - mean) ** 2;
      norm[n] = Math.sqrt(squares);
    }
    return norm;
  }

  /** S: the windows blended, the newest with weight d, each older one with (1 - d) of that (sheet, 3.3 step 5). */
  result(): TddsScore {
    if (this.#norms.length === 0) {
      throw new ValueError("tdds", `fewer epochs than the window of ${this.#window}`, {
        mend: "record longer, or take a smaller window",
      });
    }
    const score = new Float64Array(this.#samples);
    for (const [k, norm] of this.#norms.entries()) {
      const weight = this.#decay * (1 - this.#decay) ** (this.#norms.length - 1 - k);
      for (let n = 0; n < score.length; n++) score[n] = score[n]! + weight * norm[n]!;
    }
    return { score, windowNorms: [...this.#norms] };
  }
}

/**
 * The TDDS score of every sample from a recorded trajectory (sheet, 3.3): how much the sample's movement varies inside the
 * newest windows.
 *
 * @example
 * ```ts
 * import { tddsScore, trajectory } from "swath/papers/tdds";
 *
 * const logits = [[0, 0, 1, 0], [1, 0, 0, 2], [0, 3, 1, 1]];
 * const recorded = trajectory(logits, [[0, 1], [1, 0], [0, 1]], 2);
 * tddsScore(recorded, { window: 3 }).score.length; // 2
 * ```
 */
export function tddsScore(recorded: Trajectory, options: TddsOptions): TddsScore {
  const scorer = new TddsScorer(recorded.samples, recorded.classes, options);
  for (let epoch = 0; epoch < recorded.epochs; epoch++) scorer.add(epochOf(recorded, epoch));
  return scorer.result();
}

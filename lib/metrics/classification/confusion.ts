import { ShapeError } from "../../errors.js";
import { labelOutOfRange, type Numbers, sameLength, wholeNumber } from "../check.js";

/** Which labels there are. */
export interface ConfusionOptions {
  /** How many classes there are; labels run from 0 to `classes - 1`. */
  readonly classes: number;
  /** Elements whose truth is this label are left out (255, -1 …); none unless told. */
  readonly ignore?: number;
}

/** Counts of truth against prediction, from which every score of a classification or segmentation follows. */
export interface Confusion {
  readonly classes: number;
  /** Row-major, `classes` × `classes`: rows are the truth, columns the prediction. */
  readonly counts: Float64Array;
}

/**
 * A confusion matrix that grows batch by batch, so that a test set larger than memory can be scored. A batch that is
 * refused leaves it as it was.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const matrix = new metrics.ConfusionMatrix({ classes: 2, ignore: 255 });
 * matrix.add([0, 1, 1], [0, 1, 0]);
 * matrix.add([1, 0], [1, 255]);
 * matrix.counts; // Float64Array [1, 1, 0, 2]: truth 0 was once predicted 0 and once 1
 * matrix.total; // 4
 * ```
 */
export class ConfusionMatrix implements Confusion {
  readonly classes: number;
  readonly counts: Float64Array;
  readonly #ignore: number | undefined;

  constructor({ classes, ignore }: ConfusionOptions) {
    wholeNumber("confusion", "classes", classes, 1);
    this.classes = classes;
    this.counts = new Float64Array(classes * classes);
    this.#ignore = ignore;
  }

  /** How many elements were counted. */
  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Counts one batch: predicted labels and true labels, element by element. */
  add(prediction: Numbers, truth: Numbers): this {
    sameLength("confusion", prediction, truth, ["predictions", "truths"]);
    this.#count(prediction, truth, truth.length, 1);
    return this;
  }

  /** Adds what another matrix of as many classes has counted (another worker's, another scene's). */
  merge(other: Confusion): this {
    if (other.classes !== this.classes) {
      throw new ShapeError("confusion", `${other.classes} classes cannot be added to ${this.classes}`, {
        mend: "merge matrices with the same classes",
      });
    }
    for (let i = 0; i < this.counts.length; i++) this.counts[i]! += other.counts[i]!;
    return this;
  }

  #count(prediction: Numbers, truth: Numbers, end: number, by: 1 | -1): void {
    const { classes, counts } = this;
    const ignore = this.#ignore;
    for (let i = 0; i < end; i++) {
      const row = truth[i]!;
      if (row === ignore) continue;
      const column = prediction[i]!;
      if (!(row >= 0 && row < classes && Number.isInteger(row))) {
        this.#count(prediction, truth, i, -1);
        throw labelOutOfRange("confusion", "truth", row, i, classes);
      }
      if (!(column >= 0 && column < classes && Number.isInteger(column))) {
        this.#count(prediction, truth, i, -1);
        throw labelOutOfRange("confusion", "prediction", column, i, classes);
      }
      counts[row * classes + column]! += by;
    }
  }
}

/**
 * The confusion matrix of one list of predictions: rows are the truth, columns the prediction.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const matrix = metrics.confusion([0, 1, 1, 2], [0, 1, 2, 2], { classes: 3 });
 * matrix.counts; // Float64Array [1, 0, 0, 0, 1, 0, 0, 1, 1]
 * metrics.classification(matrix).oa; // 0.75
 * ```
 */
export function confusion(prediction: Numbers, truth: Numbers, options: ConfusionOptions): ConfusionMatrix {
  return new ConfusionMatrix(options).add(prediction, truth);
}

/** The sums that the scores need: of rows (truth), of columns (prediction), of the diagonal, of all. */
export interface Margins {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly right: Float64Array;
  readonly total: number;
}

export function margins(operation: string, { classes, counts }: Confusion): Margins {
  if (counts.length !== classes * classes) {
    throw new ShapeError(operation, `${counts.length} counts for ${classes} classes`, {
      mend: `give ${classes} × ${classes} counts, row-major, rows = truth`,
    });
  }
  const truth = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  const right = new Float64Array(classes);
  let total = 0;
  for (let row = 0; row < classes; row++) {
    for (let column = 0; column < classes; column++) {
      const count = counts[row * classes + column]!;
      truth[row]! += count;
      predicted[column]! += count;
      total += count;
    }
    right[row] = counts[row * classes + row]!;
  }
  return { truth, predicted, right, total };
}

import { type Tensor, tf } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import * as nn from "../../nn/index.js";

/**
 * Class weights from the training labels (sheet, 3.8): g_c = (mean count - n_c) / n_c, and 1 where that is less, so only rare
 * classes get more.
 *
 * @example
 * ```ts
 * import { classWeights } from "swath/papers/mivit";
 *
 * Array.from(classWeights([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2], 3)); // [1, 3, 1]
 * ```
 */
export function classWeights(labels: ArrayLike<number>, classes: number): Float32Array {
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new ValueError("classWeights", `label ${label} of ${classes} classes`, {
        mend: "give labels from 0",
      });
    }
    counts[label]!++;
  }
  const mean = labels.length / classes;
  // A class without samples never occurs in a batch: its weight is of no account.
  return Float32Array.from(counts, (count) => (count > 0 ? Math.max(1, (mean - count) / count) : 1));
}

/** Settings of {@link focalLoss}. */
export interface FocalLossOptions {
  /** One a class, as a tensor; 1 each unless told. */
  readonly weights?: Tensor | null;
  /** 2 unless told. */
  readonly gamma?: number;
}

/**
 * The focal loss (sheet, 3.8): the mean over the batch of (1 - exp(-L))^gamma L, where L is the cross entropy times the weight of
 * its class. The weight stands in the exponent too, and the mean is not divided by the weights.
 *
 * @param logits [batch, classes]; the auxiliary heads give probabilities here, as officially
 * @param labels [batch] int32
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import { focalLoss } from "swath/papers/mivit";
 *
 * const loss = focalLoss(tf.tensor2d([[0, 0]]), tf.tensor1d([1], "int32"));
 * loss.dataSync()[0]; // about 0.1733: a quarter of ln 2
 * ```
 */
export function focalLoss(logits: Tensor, labels: Tensor, options: FocalLossOptions = {}): Tensor {
  const { weights, gamma = 2 } = options;
  return tf.tidy(() => {
    const entropy = nn.crossEntropy(logits, labels, { reduction: "none" });
    const loss = weights ? tf.mul(entropy, nn.gather(weights, labels)) : entropy;
    const missed = tf.sub(1, tf.exp(tf.neg(loss)));
    const modulation = gamma === 2 ? tf.square(missed) : tf.pow(missed, gamma);
    return nn.mean(tf.mul(modulation, loss));
  });
}

/**
 * KD(p, s), the information distribution flow (sheet, 3.6): how far the softmax of an auxiliary head's output is from the softmax of
 * the fused prediction, summed over classes and averaged over the batch. s is not detached: the teacher moves too.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import { distillation } from "swath/papers/mivit";
 *
 * const s = tf.tensor2d([[1, 2, 3]]);
 * distillation(s, s).dataSync()[0]; // 0
 * ```
 */
export function distillation(p: Tensor, s: Tensor): Tensor {
  return tf.tidy(() => {
    const terms = tf.mul(nn.softmax(s), tf.sub(nn.logSoftmax(s), nn.logSoftmax(p)));
    return tf.div(nn.sum(terms), p.shape[0] as number);
  });
}

/** The factors of the total loss (sheet, 3.8). */
export interface Lambdas {
  /** lambda_1, of the reconstruction; 5 unless told. */
  readonly reconstruction?: number;
  /** lambda_2, of the information aggregation constraint; 0.1 unless told. */
  readonly information?: number;
  /** lambda_3, of the auxiliary heads' focal losses; 0.3 unless told. */
  readonly auxiliary?: number;
  /** lambda_4, of the distillation; 1 unless told. */
  readonly distillation?: number;
}

/**
 * The published factors.
 *
 * @example
 * ```ts
 * import { LAMBDAS } from "swath/papers/mivit";
 *
 * LAMBDAS.reconstruction; // 5
 * ```
 */
export const LAMBDAS: Required<Lambdas> = {
  reconstruction: 5,
  information: 0.1,
  auxiliary: 0.3,
  distillation: 1,
};

/** The terms of the total loss; lists in the order HSI, LiDAR, pyramid. An absent term is not part of the sum. */
export interface LossTerms {
  readonly focal: Tensor;
  readonly reconstruction?: Tensor | undefined;
  readonly information?: Tensor | undefined;
  readonly auxiliary?: readonly Tensor[] | undefined;
  readonly distillation?: readonly Tensor[] | undefined;
}

/**
 * The total loss (sheet, 3.8): focal + lambda_1 reconstruction + lambda_3 sum(auxiliary) + lambda_4 sum(distillation) +
 * lambda_2 information.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import { totalLoss } from "swath/papers/mivit";
 *
 * totalLoss({ focal: tf.scalar(1), reconstruction: tf.scalar(2) }).dataSync()[0]; // 11
 * ```
 */
export function totalLoss(terms: LossTerms, lambdas: Lambdas = {}): Tensor {
  const factors = { ...LAMBDAS, ...lambdas };
  return tf.tidy(() => {
    const scaled = (["reconstruction", "auxiliary", "distillation", "information"] as const).flatMap(
      (name) => {
        const term = terms[name];
        const list =
          term === undefined ? [] : Array.isArray(term) ? (term as readonly Tensor[]) : [term as Tensor];
        return list.map((one) => tf.mul(one, factors[name]) as Tensor);
      },
    );
    return scaled.reduce((sum, one) => tf.add(sum, one), tf.clone(terms.focal));
  });
}

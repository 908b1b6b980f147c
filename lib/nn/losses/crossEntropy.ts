import { isNative, nativeOps, withGradient } from "../../device/native/op.js";
import { type Tensor, type Tensor1D, tf } from "../../device/tf.js";
import { ShapeError, ValueError } from "../../errors.js";
import { product, sameShape, text } from "../ops/shapes.js";
import { type LossOptions, reduce, reduceWeighted } from "./reduction.js";

/** How {@link crossEntropy} counts. */
export interface CrossEntropyOptions extends LossOptions {
  /** A label whose places do not count (PyTorch's default is -100, often 255 in masks); none unless told. */
  readonly ignoreIndex?: number;
  /** Share of the target that is spread evenly over all classes; 0 unless told. */
  readonly labelSmoothing?: number;
  /** One weight a class; the mean is then the weighted mean. All 1 unless told. */
  readonly weights?: Tensor | readonly number[];
}

/** Minus the log-probability of the label, one a row; the labels must be in range. */
function sparse(logits: Tensor, labels: Tensor): Tensor {
  return withGradient(
    "crossEntropy",
    [logits],
    (save) => {
      const [loss, gradient] = nativeOps("SparseSoftmaxCrossEntropyWithLogits", [logits, labels], {}, 2);
      save(gradient as Tensor);
      return loss as Tensor;
    },
    (dy, [gradient]) => [tf.mul(tf.expandDims(dy, -1), gradient as Tensor)],
  );
}

/** Cross entropy with target distributions whose rows sum to 1. */
function dense(logits: Tensor, targets: Tensor): Tensor {
  return withGradient(
    "crossEntropy",
    [logits],
    (save) => {
      const [loss, gradient] = nativeOps("SoftmaxCrossEntropyWithLogits", [logits, targets], {}, 2);
      save(gradient as Tensor);
      return loss as Tensor;
    },
    (dy, [gradient]) => [tf.mul(tf.expandDims(dy, -1), gradient as Tensor)],
  );
}

const composedDense = (logits: Tensor, targets: Tensor): Tensor =>
  tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), targets), -1));

/** Zero for labels that name a class and NaN for others, which would otherwise pass as a loss of zero. */
const refused = (oneHot: Tensor): Tensor =>
  tf.where(tf.greater(tf.sum(oneHot, -1), 0), tf.scalar(0), tf.scalar(Number.NaN));

function withLabels(logits: Tensor, labels: Tensor, options: CrossEntropyOptions, fused: boolean): Tensor {
  const { ignoreIndex, labelSmoothing = 0, reduction = "mean", weights } = options;
  const classes = logits.shape[1] as number;
  const counted = ignoreIndex === undefined ? null : tf.notEqual(labels, tf.scalar(ignoreIndex, "int32"));
  const inside = counted ? tf.cast(counted, "float32") : null;
  const known = counted ? tf.where(counted, labels, tf.zerosLike(labels)) : labels;
  const simple = fused && labelSmoothing === 0;
  if (simple && weights === undefined) {
    const losses = sparse(logits, known);
    return inside ? reduceWeighted(losses, inside, reduction) : reduce(losses, reduction);
  }
  const oneHot = tf.cast(tf.oneHot(known as Tensor1D, classes), "float32");
  if (weights === undefined) {
    const targets = tf.add(tf.mul(oneHot, 1 - labelSmoothing), labelSmoothing / classes);
    const losses = tf.add((fused ? dense : composedDense)(logits, targets), refused(oneHot));
    return inside ? reduceWeighted(losses, inside, reduction) : reduce(losses, reduction);
  }
  const classWeights = tf.reshape(Array.isArray(weights) ? tf.tensor1d(weights) : (weights as Tensor), [
    classes,
  ]);
  const ofLabel = tf.sum(tf.mul(oneHot, classWeights), -1);
  const weightOf = inside ? tf.mul(ofLabel, inside) : ofLabel;
  const hard = simple ? sparse(logits, known) : tf.add(composedDense(logits, oneHot), refused(oneHot));
  if (labelSmoothing === 0) return reduceWeighted(hard, weightOf, reduction);
  // PyTorch weights the spread part by the weight of each class it is spread over, not by the label's.
  const everyClass = composedDense(logits, tf.mul(tf.onesLike(oneHot), classWeights));
  const spread = inside ? tf.mul(everyClass, inside) : everyClass;
  const losses = tf.add(
    tf.mul(tf.mul(hard, weightOf), 1 - labelSmoothing),
    tf.mul(spread, labelSmoothing / classes),
  );
  return reduction === "mean" ? tf.div(tf.sum(losses), tf.sum(weightOf)) : reduce(losses, reduction);
}

function withDistributions(logits: Tensor, targets: Tensor, options: CrossEntropyOptions): Tensor {
  const { ignoreIndex, labelSmoothing = 0, reduction, weights } = options;
  if (ignoreIndex !== undefined) {
    throw new ValueError("crossEntropy", "ignoreIndex has no meaning for targets that are distributions", {
      mend: "leave it out, or give int32 labels",
    });
  }
  const classes = logits.shape[1] as number;
  const smooth =
    labelSmoothing === 0 ? targets : tf.add(tf.mul(targets, 1 - labelSmoothing), labelSmoothing / classes);
  const weighted = weights === undefined ? smooth : tf.mul(smooth, weights as Tensor);
  return reduce(composedDense(logits, weighted), reduction);
}

function run(logits: Tensor, targets: Tensor, options: CrossEntropyOptions, fused: boolean): Tensor {
  const lead = logits.shape.slice(0, -1);
  const classes = logits.shape[logits.rank - 1] as number;
  const labelled = targets.dtype === "int32";
  const facts = { logits: text(logits.shape), targets: `${text(targets.shape)} ${targets.dtype}` };
  if (logits.rank < 1 || !sameShape(targets.shape, labelled ? lead : logits.shape)) {
    throw new ShapeError("crossEntropy", "logits and targets do not fit", {
      mend: "give logits [..., classes] with int32 labels [...], or float targets of the logits' shape",
      facts,
    });
  }
  const { labelSmoothing = 0, weights } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new ValueError("crossEntropy", `labelSmoothing is ${labelSmoothing}`, {
      mend: "give a number in [0, 1)",
    });
  }
  const weightCount =
    weights === undefined ? classes : Array.isArray(weights) ? weights.length : (weights as Tensor).size;
  if (weightCount !== classes) {
    throw new ShapeError("crossEntropy", `there are ${weightCount} class weights for ${classes} classes`, {
      mend: "give one weight a class",
      facts,
    });
  }
  return tf.tidy(() => {
    const rows = logits.rank === 2 ? logits : tf.reshape(logits, [product(lead), classes]);
    const flat = labelled
      ? withLabels(rows, tf.reshape(targets, [product(lead)]), options, fused)
      : withDistributions(rows, tf.reshape(targets, rows.shape), options);
    return flat.rank === 0 ? flat : tf.reshape(flat, lead);
  });
}

/** {@link crossEntropy} from public operations also on the native engine, for the test that both agree. */
export const crossEntropyComposed = (logits: Tensor, targets: Tensor, options: CrossEntropyOptions = {}) =>
  run(logits, targets, options, false);

/**
 * Softmax cross entropy of logits [..., classes] with int32 labels [...] or, as floats, a distribution a place;
 * PyTorch's cross_entropy. A label outside 0 … classes - 1 (other than `ignoreIndex`) is an error on the native
 * engine and makes the loss NaN where that cannot be told.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const logits = tf.tensor2d([[2, 0, 0], [0, 2, 0]]);
 * nn.crossEntropy(logits, tf.tensor1d([0, 2], "int32")).dataSync()[0]; // about 1.24
 * nn.crossEntropy(logits, tf.tensor1d([0, 255], "int32"), { ignoreIndex: 255 }).dataSync()[0]; // about 0.24
 * ```
 */
export const crossEntropy = (logits: Tensor, targets: Tensor, options: CrossEntropyOptions = {}): Tensor =>
  run(logits, targets, options, isNative());

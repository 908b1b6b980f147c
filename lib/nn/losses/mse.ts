import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { sameShape, text } from "../ops/shapes.js";
import { type LossOptions, reduce } from "./reduction.js";

/** Refuses prediction and target of different shapes: broadcasting here is nearly always a mistake. */
export function expectSame(operation: string, prediction: Tensor, target: Tensor): void {
  if (sameShape(prediction.shape, target.shape)) return;
  throw new ShapeError(operation, "prediction and target differ in shape", {
    mend: "give tensors of one shape",
    facts: { prediction: text(prediction.shape), target: text(target.shape) },
  });
}

/**
 * The squared difference, averaged.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.mse(tf.tensor1d([1, 2]), tf.tensor1d([1, 4])).dataSync()[0]; // 2
 * ```
 */
export function mse(prediction: Tensor, target: Tensor, { reduction = "mean" }: LossOptions = {}): Tensor {
  expectSame("mse", prediction, target);
  if (reduction === "none") return tf.tidy(() => reduce(tf.squaredDifference(prediction, target), reduction));
  const scale = reduction === "mean" ? 1 / prediction.size : 1;
  return withGradient(
    "mse",
    [prediction, target],
    (save) => {
      const difference = tf.sub(prediction, target);
      save(difference);
      return tf.mul(tf.sum(tf.square(difference)), scale);
    },
    (dy, [difference]) => {
      const gradient = tf.mul(difference as Tensor, tf.mul(dy, 2 * scale));
      return [gradient, tf.neg(gradient)];
    },
  );
}

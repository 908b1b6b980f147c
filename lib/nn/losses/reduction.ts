import { type Tensor, tf } from "../../device/tf.js";
import { mean, sum } from "../ops/reduce.js";

/** What becomes of a loss that has many values: their mean, their sum, or all of them. */
export type Reduction = "mean" | "sum" | "none";

/** Options that every loss has. */
export interface LossOptions {
  /** "mean" unless told. */
  readonly reduction?: Reduction;
}

/** The values reduced. */
export function reduce(values: Tensor, reduction: Reduction = "mean"): Tensor {
  if (reduction === "none") return values;
  return reduction === "mean" ? mean(values) : sum(values);
}

/** The sum of weighted values over the sum of their weights, or what `reduction` says instead. */
export function reduceWeighted(values: Tensor, weights: Tensor, reduction: Reduction = "mean"): Tensor {
  const weighted = tf.mul(values, weights);
  return reduction === "mean" ? tf.div(sum(weighted), tf.sum(weights)) : reduce(weighted, reduction);
}

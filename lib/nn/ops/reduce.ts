import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { axisOf, product, sameShape } from "./shapes.js";

/** What a reduction goes over. */
export interface ReduceOptions {
  /** The axes that are reduced; all unless told. */
  readonly axis?: number | readonly number[];
  /** Whether reduced axes stay with size 1; no unless told. */
  readonly keepDims?: boolean;
}

function plan(operation: string, x: Tensor, { axis, keepDims = false }: ReduceOptions) {
  const given = axis === undefined ? x.shape.map((_, i) => i) : typeof axis === "number" ? [axis] : axis;
  const axes = given.map((one) => axisOf(operation, one, x.rank));
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  const count = product(axes.map((i) => x.shape[i] as number));
  return { axes, kept, count, keepDims };
}

/**
 * The sum over axes. Its gradient is a broadcast, where TensorFlow.js multiplies by a tensor of ones.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.sum(tf.tensor2d([[1, 2], [3, 4]]), { axis: 0 }).arraySync(); // [4, 6]
 * ```
 */
export function sum(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { axes, kept, keepDims } = plan("sum", x, options);
  return withGradient(
    "sum",
    [x],
    () => tf.sum(x, axes, keepDims),
    (dy) => [tf.broadcastTo(tf.reshape(dy, kept), x.shape)],
  );
}

/**
 * The mean over axes. Its gradient is a broadcast, where TensorFlow.js multiplies by a tensor of ones.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.mean(tf.ones([2, 8, 8, 3]), { axis: [1, 2] }).shape; // [2, 3]
 * ```
 */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const { axes, kept, count, keepDims } = plan("mean", x, options);
  return withGradient(
    "mean",
    [x],
    () => tf.mean(x, axes, keepDims),
    (dy) => [tf.broadcastTo(tf.reshape(tf.div(dy, count), kept), x.shape)],
  );
}

/** The sum of `x` over the axes along which `shape` was broadcast: the gradient of a broadcast. Never `x` itself. */
export function sumTo(x: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(x.shape, shape)) return x.clone();
  const lead = x.rank - shape.length;
  const axes = x.shape
    .map((_, i) => i)
    .filter((i) => i < lead || (shape[i - lead] === 1 && x.shape[i] !== 1));
  return tf.tidy(() => tf.reshape(axes.length > 0 ? tf.sum(x, axes) : x, shape as number[]));
}

import { type DataType, type Tensor, type TypedArray, tf, type Variable } from "../device/tf.js";

/** Makes a variable from values without leaving the temporary tensor behind, also outside of a tidy scope. */
function variable(
  values: TypedArray | readonly number[],
  shape: readonly number[],
  dtype: DataType,
  trainable: boolean,
) {
  return tf.tidy(() =>
    tf.variable(tf.tensor(values as number[], shape as number[], dtype), trainable),
  ) as Variable;
}

/**
 * A trainable variable: what a module's parts are made of.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const scale = nn.parameter([1, 1, 1], [3]);
 * const layer = nn.module("scale", { scale }, (x: tf.Tensor) => tf.mul(x, scale));
 * Object.keys(layer.params); // ["scale"]
 * ```
 */
export const parameter = (values: TypedArray | readonly number[], shape: readonly number[]): Variable =>
  variable(values, shape, "float32", true);

/**
 * A variable that is remembered but not trained.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const seen = nn.buffer([0], [1]);
 * const layer = nn.module("counter", { seen }, (x: tf.Tensor) => x);
 * Object.keys(layer.buffers); // ["seen"]
 * ```
 */
export const buffer = (
  values: TypedArray | readonly number[],
  shape: readonly number[],
  dtype: DataType = "float32",
): Variable => variable(values, shape, dtype, false);

/** A buffer or parameter filled with one number. */
export const filled = (value: number, shape: readonly number[]): Float32Array =>
  new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);

export type { Tensor };

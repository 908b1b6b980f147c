import { type Tensor, tf } from "../../tf.js";

type Config = Parameters<typeof tf.registerGradient>[0];
export type Attributes = NonNullable<Parameters<Config["gradFunc"]>[2]>;
export type Previous = Config["gradFunc"];

/** Registers a gradient on every engine, in the place of tfjs's own if it has one; returns that one. */
export function replaceGradient(config: Config): Previous | undefined {
  // The declaration of getGradient is wrong: it gives undefined for a kernel that has none.
  const previous = (tf.getGradient(config.kernelName) as Config | undefined)?.gradFunc;
  if (previous) tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
  return previous;
}

/** Sums a gradient over the axes that broadcasting had repeated. */
export function unbroadcast(gradient: Tensor, shape: readonly number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...shape], gradient.shape);
  const summed = axes.length > 0 ? tf.sum(gradient, axes) : gradient;
  return tf.reshape(summed, [...shape]);
}

/** Where each element of `pieces` (in reading order of the leading axes) is added, in an array of `length` rows. */
export const addRows = (pieces: Tensor, rows: Tensor, length: number): Tensor =>
  tf.unsortedSegmentSum(pieces, rows as ReturnType<typeof tf.tensor1d>, length);

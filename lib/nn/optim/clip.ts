import { type Tensor, tf } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import type { Grads } from "../grad.js";

/**
 * Scales all gradients together so that their common length is at most `max`, PyTorch's clip_grad_norm_.
 *
 * @returns the gradients, and the length before
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const { grads, norm } = nn.clipByNorm({ weight: tf.tensor1d([3, 4]) }, 1);
 * norm.dataSync()[0]; // 5
 * grads.weight.arraySync(); // about [0.6, 0.8]
 * ```
 */
export function clipByNorm<G extends Grads>(
  grads: G,
  max: number,
): { readonly grads: G; readonly norm: Tensor } {
  if (!(max > 0)) throw new ValueError("clipByNorm", `max is ${max}`, { mend: "give a positive length" });
  const norm = tf.tidy(() => {
    const squares = Object.values(grads).map((grad) => tf.sum(tf.square(grad)));
    return tf.sqrt(squares.length > 0 ? tf.addN(squares) : tf.scalar(0));
  });
  const scaled = tf.tidy(() => {
    const factor = tf.minimum(tf.div(max, tf.add(norm, 1e-6)), 1);
    return Object.fromEntries(Object.entries(grads).map(([name, grad]) => [name, tf.mul(grad, factor)]));
  });
  return { grads: scaled as G, norm };
}

/**
 * Cuts every gradient to ± `max`, PyTorch's clip_grad_value_.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.clipByValue({ weight: tf.tensor1d([-3, 0.5]) }, 1).weight.arraySync(); // [-1, 0.5]
 * ```
 */
export function clipByValue<G extends Grads>(grads: G, max: number): G {
  if (!(max > 0)) throw new ValueError("clipByValue", `max is ${max}`, { mend: "give a positive bound" });
  const cut = Object.entries(grads).map(([name, grad]) => [name, tf.clipByValue(grad, -max, max)]);
  return Object.fromEntries(cut) as G;
}

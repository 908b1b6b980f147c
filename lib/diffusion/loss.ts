import { type Tensor, tf } from "../device/tf.js";
import { ShapeError } from "../errors.js";

/** Options of {@link noiseLoss}. */
export interface NoiseLossOptions {
  /** Squared or absolute difference. Default "mse". */
  readonly kind?: "mse" | "l1";
  /** One number a sample instead of one for the batch. Default false. */
  readonly perSample?: boolean;
}

/**
 * How far a noise estimate is from the noise: the mean squared (or absolute) difference over all elements.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const noise = tf.ones([2, 4, 4, 1]);
 * diffusion.noiseLoss(noise, tf.zeros([2, 4, 4, 1])).dataSync()[0]; // 1
 * diffusion.noiseLoss(noise, tf.zeros([2, 4, 4, 1]), { kind: "l1", perSample: true }).shape; // [2]
 * ```
 */
export function noiseLoss(noise: Tensor, estimate: Tensor, options: NoiseLossOptions = {}): Tensor {
  const { kind = "mse", perSample = false } = options;
  if (noise.shape.join() !== estimate.shape.join()) {
    throw new ShapeError("noiseLoss", "the noise and its estimate differ in shape", {
      mend: "let the network give as many channels as it gets",
      facts: { noise: `[${noise.shape}]`, estimate: `[${estimate.shape}]` },
    });
  }
  return tf.tidy(() => {
    const difference = tf.sub(noise, estimate);
    const cost = kind === "l1" ? tf.abs(difference) : tf.square(difference);
    return perSample ? tf.mean(tf.reshape(cost, [noise.shape[0]!, -1]), 1) : tf.mean(cost);
  });
}

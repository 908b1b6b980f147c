import { withGradient } from "../../device/native/op.js";
import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";

/** Settings of {@link mutualInfo}. */
export interface MutualInfoSpec {
  /** Channels of both features; 64 unless told. */
  readonly in?: number;
  /** Channels of the convolutions; those of the features unless told. */
  readonly channels?: number;
  /** Height and width of the features; 8 unless told. */
  readonly spatial?: number;
  /** Numbers that a feature becomes; 4 unless told. */
  readonly latent?: number;
  /** Of the leaky ReLU; 0.01 unless told. */
  readonly slope?: number;
  readonly key: Key;
}

/** The surrogate and what it is made of, in the sheet's names. */
export interface MutualInfoTerms {
  /** MI(a, b) = CE(b->a) + CE(a->b) - KL(a|b) - KL(b|a) */
  readonly value: Tensor;
  /** t_a and t_b, [batch, latent]. */
  readonly latentA: Tensor;
  readonly latentB: Tensor;
  /** KL(a|b) and KL(b|a) */
  readonly klAGivenB: Tensor;
  readonly klBGivenA: Tensor;
  /** CE(b->a) and CE(a->b) */
  readonly ceBToA: Tensor;
  readonly ceAToB: Tensor;
}

/** Measures what two sensors' features tell of each other. */
export type MutualInfo = nn.Module<[a: Tensor, b: Tensor], MutualInfoTerms>;

/** The value without its gradient. */
const stopped = (x: Tensor): Tensor =>
  withGradient(
    "stopped",
    [x],
    () => x.clone(),
    (dy) => [tf.zerosLike(dy)],
  );

/** KL(a|b): a mean over all entries that is divided by the batch once more, as officially. */
function divergence(a: Tensor, b: Tensor): Tensor {
  const terms = tf.mul(nn.softmax(b), tf.sub(nn.logSoftmax(b), nn.logSoftmax(a)));
  return tf.div(nn.mean(terms), a.shape[0] as number);
}

/** CE(b->a): sigmoids of b as logits against sigmoids of a as targets, which neither learn nor sum to 1. */
const crossed = (a: Tensor, b: Tensor): Tensor =>
  tf.neg(nn.mean(nn.sum(tf.mul(stopped(nn.sigmoid(a)), nn.logSoftmax(nn.sigmoid(b))), { axis: 1 })));

/**
 * One of the three networks of the information aggregation constraint (sheet, 3.5): both features through a convolution and a
 * linear layer to a few numbers in (-1, 1), and of these the surrogate that the paper calls mutual information. It is none: it can
 * grow without bound by its factors, and saturates where the numbers reach -1 or 1 (sheet, 6 and 7).
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { mutualInfo } from "swath/papers/mivit";
 *
 * const mi = mutualInfo({ in: 8, key: seed(1) });
 * const { value, latentA } = mi(tf.zeros([2, 8, 8, 8]), tf.zeros([2, 8, 8, 8]));
 * value.shape; // []
 * latentA.shape; // [2, 4]
 * ```
 */
export function mutualInfo(spec: MutualInfoSpec): MutualInfo {
  const { in: inputs = 64, channels = inputs, spatial = 8, latent = 4, slope = 0.01, key } = spec;
  const conv = (name: string) =>
    nn.conv2d({ in: inputs, out: channels, kernel: 3, padding: 1, key: key.fold(name) });
  const dense = (name: string) =>
    nn.linear({ in: channels * spatial ** 2, out: latent, key: key.fold(name) });
  const parts = {
    layer1: conv("layer1"),
    layer2: conv("layer2"),
    fc1_rgb3: dense("fc1_rgb3"),
    fc1_depth3: dense("fc1_depth3"),
  };
  // The official weights count channel-major; turning them is less work than turning every feature.
  const latentOf = (x: Tensor, layer: nn.Conv2d, { parts: fc }: nn.Linear): Tensor => {
    const feature = nn.leakyRelu(layer(x), slope);
    const turned = tf.transpose(tf.reshape(fc.weight, [channels, spatial ** 2, latent]), [1, 0, 2]);
    const rows = tf.reshape(feature, [x.shape[0] as number, spatial ** 2 * channels]);
    return nn.tanh(
      nn.functional.linear(rows, tf.reshape(turned, [spatial ** 2 * channels, latent]), fc.bias),
    );
  };
  return nn.module("mutualInfo", parts, (a: Tensor, b: Tensor) =>
    tf.tidy(() => {
      const latentA = latentOf(a, parts.layer1, parts.fc1_rgb3);
      const latentB = latentOf(b, parts.layer2, parts.fc1_depth3);
      const [klAGivenB, klBGivenA] = [divergence(latentA, latentB), divergence(latentB, latentA)];
      const [ceBToA, ceAToB] = [crossed(latentA, latentB), crossed(latentB, latentA)];
      const value = tf.sub(tf.add(ceBToA, ceAToB), tf.add(klAGivenB, klBGivenA));
      return { value, latentA, latentB, klAGivenB, klBGivenA, ceBToA, ceAToB };
    }),
  );
}

import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";
import { cbar, cbr } from "./blocks.js";

/** Settings of the heads (sheet, 3.4). */
export interface HeadSpec {
  /** w: channels of the features; 64 unless told. */
  readonly width?: number;
  /** K */
  readonly classes: number;
  readonly key: Key;
}

/** The official last layer is a 1x1 convolution of one pixel; its weights lie so. */
const lastOf = (inputs: number, classes: number, key: Key) => {
  const layer = nn.conv2d({ in: inputs, out: classes, kernel: 1, key });
  return nn.module("last", { "0": layer }, (x: Tensor) =>
    nn.flatten(layer(tf.reshape(x, [x.shape[0] as number, 1, 1, inputs]))),
  );
};

/**
 * LC, the light classifier (sheet, 3.4): CBAR, a linear layer and a SOFTMAX. It is the classifier for a missing sensor. Its
 * probabilities go through another softmax in the losses, as officially.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { lightClassifier } from "swath/papers/mivit";
 *
 * lightClassifier({ width: 16, classes: 6, key: seed(1) })(tf.ones([2, 8, 8, 16])).shape; // [2, 6]
 * ```
 */
export function lightClassifier({ width = 64, classes, key }: HeadSpec): nn.Module {
  const inner = Math.floor(width / 2);
  const pooled = cbar({ in: width, out: inner, key: key.fold(1) });
  const conv1 = nn.module("first", { "0": pooled }, (x: Tensor) => pooled(x));
  const conv2 = lastOf(inner, classes, key.fold(2));
  return nn.module("lightClassifier", { conv1, conv2 }, (x: Tensor) =>
    tf.tidy(() => nn.softmax(conv2(conv1(x)))),
  );
}

/**
 * The head of the pyramid branch (sheet, 3.4): CBR(1), CBAR, a linear layer, softmax.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { pyramidClassifier } from "swath/papers/mivit";
 *
 * pyramidClassifier({ width: 16, classes: 6, key: seed(1) })(tf.ones([2, 8, 8, 48])).shape; // [2, 6]
 * ```
 */
export function pyramidClassifier({ width = 64, classes, key }: HeadSpec): nn.Module {
  const conv1 = cbr({ in: 3 * width, out: 2 * width, kernel: 1, key: key.fold(1) });
  const conv2 = cbar({ in: 2 * width, out: width, key: key.fold(2) });
  const conv3 = lastOf(width, classes, key.fold(3));
  return nn.module("pyramidClassifier", { conv1, conv2, conv3 }, (x: Tensor) =>
    tf.tidy(() => nn.softmax(conv3(conv2(conv1(x))))),
  );
}

/** The fused prediction s and its two parts. */
export interface Fused {
  /** s = k1 q1 + k2 q2: logits and probabilities together, used as logits. */
  readonly s: Tensor;
  /** k1 q1, of the class token. */
  readonly trans: Tensor;
  /** k2 q2, of the tokens before the transformer. */
  readonly cnn: Tensor;
}

/** The fused head: of the class token [batch, w] after the transformer and the tokens T [batch, 64, w] before it. */
export type FusedHead = nn.Module<[token: Tensor, tokens: Tensor], Fused>;

/**
 * The fused head (sheet, 3.4): q1 = linear(norm(class token)), q2 = LC(T as an image), s = k1 q1 + k2 q2 with learnt k1, k2.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { fusedHead } from "swath/papers/mivit";
 *
 * const head = fusedHead({ width: 16, classes: 6, key: seed(1) });
 * head(tf.ones([2, 16]), tf.ones([2, 64, 16])).s.shape; // [2, 6]
 * ```
 */
export function fusedHead({ width = 64, classes, key }: HeadSpec): FusedHead {
  const norm = nn.layerNorm({ size: width });
  const linear = nn.linear({ in: width, out: classes, key: key.fold("linear") });
  const light = lightClassifier({ width, classes, key: key.fold("light") });
  const [k1, k2] = [nn.parameter([0.5], [1]), nn.parameter([0.5], [1])];
  const parts = { coefficient1: k1, coefficient2: k2, cnn_classifier: light, mlp_head: [norm, linear] };
  return nn.module("fusedHead", parts, (token: Tensor, tokens: Tensor) =>
    tf.tidy(() => {
      const [batch, , channels] = tokens.shape as [number, number, number];
      const trans = tf.mul(linear(norm(token)), k1) as Tensor;
      const cnn = tf.mul(light(tf.reshape(tokens, [batch, 8, 8, channels])), k2) as Tensor;
      return { s: tf.add(trans, cnn), trans, cnn };
    }),
  );
}

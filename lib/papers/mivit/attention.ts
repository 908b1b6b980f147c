import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";

/**
 * CA, channel attention of the ablation fusions (sheet, 3.2): one small perceptron on the average and on the maximum of each
 * channel; the sigmoid of their sum, [batch, 1, 1, channels].
 *
 * @param spec `ratio`: channels over hidden ones; 16 unless told, and at least one hidden channel is kept
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { channelAttention } from "swath/papers/mivit";
 *
 * channelAttention({ channels: 16, key: seed(1) })(tf.ones([2, 8, 8, 16])).shape; // [2, 1, 1, 16]
 * ```
 */
export function channelAttention(spec: {
  readonly channels: number;
  readonly ratio?: number;
  readonly key: Key;
}): nn.Module {
  const { channels, ratio = 16, key } = spec;
  const hidden = Math.max(1, Math.floor(channels / ratio));
  const down = nn.conv2d({ in: channels, out: hidden, kernel: 1, bias: false, key: key.fold(0) });
  const up = nn.conv2d({ in: hidden, out: channels, kernel: 1, bias: false, key: key.fold(2) });
  const mlp = nn.sequential({ "0": down, "1": nn.relu, "2": up });
  return nn.module("channelAttention", { shared_MLP: mlp }, (x: Tensor) =>
    tf.tidy(() => {
      return nn.sigmoid(tf.add(mlp(nn.adaptiveAvgPool(x, 1)), mlp(nn.adaptiveMaxPool(x, 1))));
    }),
  );
}

/**
 * SA, spatial attention of the ablation fusions (sheet, 3.2): a 7x7 convolution on the mean and the maximum over the channels,
 * sigmoid; [batch, height, width, 1].
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { spatialAttention } from "swath/papers/mivit";
 *
 * spatialAttention({ key: seed(1) })(tf.ones([2, 8, 8, 16])).shape; // [2, 8, 8, 1]
 * ```
 */
export function spatialAttention({ key }: { readonly key: Key }): nn.Module {
  const conv = nn.conv2d({ in: 2, out: 1, kernel: 7, padding: 3, key });
  return nn.module("spatialAttention", { conv2d: conv }, (x: Tensor) =>
    tf.tidy(() =>
      nn.sigmoid(conv(tf.concat([nn.mean(x, { axis: 3, keepDims: true }), tf.max(x, 3, true)], 3))),
    ),
  );
}

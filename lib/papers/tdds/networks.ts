import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";
import type { Classifier } from "./train.js";

/**
 * The network for pixels of the sheet's small experiment (section 6): in - 128 (batch norm, ReLU) - 64 (ReLU) - classes.
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import { mlp } from "swath/papers/tdds";
 *
 * mlp({ in: 165, classes: 15, key: seed(1) })(tf.zeros([2, 165])).shape; // [2, 15]
 * ```
 */
export function mlp({
  in: width,
  classes,
  key,
}: {
  readonly in: number;
  readonly classes: number;
  readonly key: Key;
}): Classifier {
  const fc1 = nn.linear({ in: width, out: 128, key: key.fold("fc1") });
  const norm = nn.batchNorm({ channels: 128 });
  const fc2 = nn.linear({ in: 128, out: 64, key: key.fold("fc2") });
  const fc3 = nn.linear({ in: 64, out: classes, key: key.fold("fc3") });
  const embed = (x: Tensor): Tensor => tf.tidy(() => nn.relu(fc2(nn.relu(norm(fc1(x))))));
  const net = nn.module("tddsMlp", { fc1, norm, fc2, fc3 }, (x: Tensor) => fc3(embed(x)));
  return Object.assign(net, { embed });
}

/** The networks for images; `resnet8` has one block a stage and a few channels, for trials. */
export type ImageNetwork = "resnet18" | "resnet20" | "resnet8";

const makers: Readonly<Record<ImageNetwork, (options: nn.ResNetOptions) => Classifier>> = {
  resnet18: (options) => nn.resnet18({ stem: "cifar", ...options }),
  resnet20: nn.resnet20,
  resnet8: (options) =>
    nn.resnet({
      kind: "resnet8",
      block: "basic",
      layers: [1, 1, 1],
      widths: [8, 16, 32],
      stem: "cifar",
      ...options,
    }),
};

/**
 * The network of a kind of sample: ResNet-20 for small images (stem of one 3x3 convolution, no pooling), {@link mlp} for
 * vectors. The paper's ResNet-18 is wider: ask for `resnet18`.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { networkFor } from "swath/papers/tdds";
 *
 * networkFor({ shape: [32, 32, 3], classes: 10 }, seed(1)).kind; // "resnet20"
 * ```
 */
export const networkFor = (
  { shape, classes }: { readonly shape: readonly number[]; readonly classes: number },
  key: Key,
  images: ImageNetwork = "resnet20",
): Classifier =>
  shape.length === 3
    ? makers[images]({ classes, inChannels: shape[2] as number, key })
    : mlp({ in: shape[0] as number, classes, key });

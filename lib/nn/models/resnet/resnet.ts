import type { Key } from "../../../device/random/index.js";
import { type Tensor, tf } from "../../../device/tf.js";
import { ValueError } from "../../../errors.js";
import { kaimingNormal } from "../../init/kaiming.js";
import { type BatchNorm, batchNorm } from "../../layers/batchNorm.js";
import type { Conv2d } from "../../layers/conv2d.js";
import { conv2d } from "../../layers/conv2d.js";
import { type Linear, linear } from "../../layers/linear.js";
import { type Module, module, type Part } from "../../module.js";
import { maxPool } from "../../ops/maxPool.js";
import { mean } from "../../ops/reduce.js";
import { relu } from "../../ops/relu.js";
import { type BlockKind, type BlockStyle, basicBlock, bottleneck, expansion } from "./blocks.js";

/** How a network begins: a 7x7 convolution of stride 2 and a max-pool, or one 3x3 convolution for small images. */
export type Stem = "imagenet" | "cifar";

/** What the named networks (`resnet18` …) may be told. */
export interface ResNetOptions extends Partial<BlockStyle> {
  readonly classes: number;
  /** Channels of the image. Default 3. */
  readonly inChannels?: number;
  readonly stem?: Stem;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** A residual network in full. */
export interface ResNetSpec extends ResNetOptions {
  /** Name of the network. Default "resnet". */
  readonly kind?: string;
  readonly block: BlockKind;
  /** Blocks in each stage. */
  readonly layers: readonly number[];
  /** Width of each stage; every stage but the first halves the image. */
  readonly widths: readonly number[];
}

/** A residual network; `stages` gives what each stage puts out, for feature pyramids and feature scores. */
export type ResNet = Module<
  [x: Tensor],
  Tensor,
  { conv1: Conv2d; bn1: BatchNorm; fc: Linear } & Readonly<Record<string, Part>>
> & {
  /** Outputs of layer1, layer2 … for an image. */
  stages(x: Tensor): Tensor[];
  /** What the classifier sees: the last stage averaged over the image, [N, channels]. */
  embed(x: Tensor): Tensor;
};

/**
 * A residual network for classification, with torchvision's names in its state_dict.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const net = nn.resnet({
 *   block: "basic",
 *   layers: [1, 1],
 *   widths: [4, 8],
 *   stem: "cifar",
 *   classes: 3,
 *   key: seed(1),
 * });
 * net(tf.ones([2, 8, 8, 3])).shape; // [2, 3]
 * net.stages(tf.ones([2, 8, 8, 3])).map((x) => x.shape); // [[2, 8, 8, 4], [2, 4, 4, 8]]
 * ```
 */
export function resnet(spec: ResNetSpec): ResNet {
  const { block, layers, widths, classes, key, norm, kind = "resnet" } = spec;
  const { inChannels = 3, stem = "imagenet", shortcut = "projection" } = spec;
  if (layers.length !== widths.length || layers.length === 0) {
    throw new ValueError("resnet", `${layers.length} stages have ${widths.length} widths`, {
      mend: "give one width a stage",
    });
  }
  const init = spec.init ?? kaimingNormal({ fan: "out" });
  const small = stem === "cifar";
  const conv1 = conv2d({
    in: inChannels,
    out: widths[0] as number,
    kernel: small ? 3 : 7,
    stride: small ? 1 : 2,
    padding: small ? 1 : 3,
    bias: false,
    key: key.fold("conv1"),
    init,
  });
  const bn1 = batchNorm({ channels: widths[0] as number, ...norm });
  const make = block === "basic" ? basicBlock : bottleneck;
  let channels = widths[0] as number;
  const stages = layers.map((count, s) =>
    Array.from({ length: count }, (_, k) => {
      const width = widths[s] as number;
      const stride = s > 0 && k === 0 ? 2 : 1;
      const one = make({
        in: channels,
        width,
        stride,
        shortcut,
        init,
        norm,
        key: key.fold(`layer${s + 1}`).fold(k),
      });
      channels = width * expansion[block];
      return one as Module;
    }),
  );
  const fc = linear({ in: channels, out: classes, key: key.fold("fc") });
  const outputs = (x: Tensor): Tensor[] => {
    const first = relu(bn1(conv1(x)));
    let now = small ? first : maxPool(first, 3, { stride: 2, padding: 1 });
    return stages.map((blocks) => {
      now = blocks.reduce((value, one) => one(value), now);
      return now;
    });
  };
  const embed = (x: Tensor) => tf.tidy(() => mean(outputs(x).at(-1) as Tensor, { axis: [1, 2] }));
  const named = Object.fromEntries(stages.map((blocks, s) => [`layer${s + 1}`, blocks]));
  const net = module(kind, { conv1, bn1, ...named, fc }, (x: Tensor) => tf.tidy(() => fc(embed(x))));
  return Object.assign(net, { stages: (x: Tensor) => tf.tidy(() => outputs(x)), embed }) as unknown as ResNet;
}

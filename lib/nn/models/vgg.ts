import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { constantInit } from "../init/constant.js";
import type { Initializer } from "../init/initializer.js";
import { kaimingNormal } from "../init/kaiming.js";
import { normalInit } from "../init/normal.js";
import { batchNorm } from "../layers/batchNorm.js";
import { conv2d } from "../layers/conv2d.js";
import { dropout } from "../layers/dropout.js";
import { type Linear, linear } from "../layers/linear.js";
import { type Sequential, type Step, sequential } from "../layers/sequential.js";
import { type Module, module } from "../module.js";
import { adaptiveAvgPool } from "../ops/adaptivePool.js";
import { maxPool } from "../ops/maxPool.js";
import { mean } from "../ops/reduce.js";
import { relu } from "../ops/relu.js";

/** What `vgg16` and `vgg19` may be told. */
export interface VggOptions {
  readonly classes: number;
  /** Channels of the image. Default 3. */
  readonly inChannels?: number;
  /**
   * "imagenet": pooled to 7x7 and two wide layers with dropout, as published; "average": the mean over the image and one
   * linear layer, for small images. Default "imagenet".
   */
  readonly head?: "imagenet" | "average";
  /** Width of the two wide layers. Default 4096. */
  readonly hidden?: number;
  /** Share of numbers dropped between the wide layers while training. Default 0.5. */
  readonly dropout?: number;
  /** Whether convolutions add a bias. Default true. */
  readonly bias?: boolean;
  /** Initial values of convolutions. Default: Kaiming normal by the outputs. */
  readonly init?: Initializer;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** A VGG network in full: widths of the convolutions, "pool" for a max-pool. */
export interface VggSpec extends VggOptions {
  /** Name of the network. Default "vgg". */
  readonly kind?: string;
  readonly plan: readonly (number | "pool")[];
}

/** A VGG network with batch norm, made by {@link vgg}. */
export type Vgg = Module<[x: Tensor], Tensor, { features: Sequential; classifier: Sequential | Linear }>;

const plan16 = [64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool"] as const;
const deep16 = [512, 512, 512, "pool"] as const;
const plan19 = [64, 64, "pool", 128, 128, "pool", 256, 256, 256, 256, "pool"] as const;
const deep19 = [512, 512, 512, 512, "pool"] as const;

/**
 * VGG with batch norm, with torchvision's names (`features.0.weight` …, `classifier.0.weight` …).
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const net = nn.vgg({ plan: [8, "pool", 16, "pool"], head: "average", classes: 3, key: seed(1) });
 * net(tf.ones([1, 16, 16, 3])).shape; // [1, 3]
 * Object.keys(net.params)[0]; // "features.0.weight"
 * ```
 */
export function vgg(spec: VggSpec): Vgg {
  const {
    plan,
    classes,
    inChannels = 3,
    head = "imagenet",
    hidden = 4096,
    bias = true,
    dropout: rate = 0.5,
    key,
  } = spec;
  const init = spec.init ?? kaimingNormal({ fan: "out" });
  const steps: Step[] = [];
  let channels = inChannels;
  plan.forEach((width, i) => {
    if (width === "pool") {
      steps.push((x) => maxPool(x, 2));
      return;
    }
    const own = key.fold("features").fold(i);
    const shape = { in: channels, out: width, kernel: 3, padding: 1 };
    steps.push(
      conv2d({ ...shape, bias, init, biasInit: constantInit(0), key: own }),
      batchNorm({ channels: width }),
      relu,
    );
    channels = width;
  });
  const features = sequential(steps);
  const dense = (from: number, to: number, name: string) =>
    linear({ in: from, out: to, key: key.fold(name), init: normalInit(0.01), biasInit: constantInit(0) });
  const kind = spec.kind ?? "vgg";
  if (head === "average") {
    const classifier = dense(channels, classes, "classifier");
    return module(kind, { features, classifier }, (x: Tensor) =>
      tf.tidy(() => classifier(mean(features(x), { axis: [1, 2] }))),
    ) as Vgg;
  }
  const classifier = sequential([
    dense(channels * 49, hidden, "classifier.0"),
    relu,
    dropout(rate, { key: key.fold("dropout.0") }),
    dense(hidden, hidden, "classifier.3"),
    relu,
    dropout(rate, { key: key.fold("dropout.1") }),
    dense(hidden, classes, "classifier.6"),
  ]);
  return module(kind, { features, classifier }, (x: Tensor) =>
    tf.tidy(() => {
      // Flattened channels first, as PyTorch does, so that its weights fit.
      const pooled = tf.transpose(adaptiveAvgPool(features(x), 7), [0, 3, 1, 2]);
      return classifier(tf.reshape(pooled, [x.shape[0] as number, channels * 49]));
    }),
  ) as Vgg;
}

/**
 * VGG-16 with batch norm: 138.37 M parameters with the published head and 1000 classes, 14.73 M before it.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * const init = nn.constantInit(0); // quick to make, for this example
 * nn.vgg16({ classes: 10, head: "average", init, key: seed(1) }).kind; // "vgg16"
 * ```
 */
export const vgg16 = (options: VggOptions): Vgg =>
  vgg({ kind: "vgg16", plan: [...plan16, ...deep16, ...deep16], ...options });

/**
 * VGG-19 with batch norm: 143.68 M parameters with the published head and 1000 classes, 20.04 M before it.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * const init = nn.constantInit(0); // quick to make, for this example
 * nn.vgg19({ classes: 10, head: "average", init, key: seed(1) }).kind; // "vgg19"
 * ```
 */
export const vgg19 = (options: VggOptions): Vgg =>
  vgg({ kind: "vgg19", plan: [...plan19, ...deep19, ...deep19], ...options });

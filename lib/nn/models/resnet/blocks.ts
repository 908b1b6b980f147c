import type { Key } from "../../../device/random/index.js";
import { type Tensor, tf } from "../../../device/tf.js";
import { ValueError } from "../../../errors.js";
import type { Initializer } from "../../init/initializer.js";
import { kaimingNormal } from "../../init/kaiming.js";
import { type BatchNorm, batchNorm } from "../../layers/batchNorm.js";
import { type Conv2d, conv2d } from "../../layers/conv2d.js";
import { type Module, module } from "../../module.js";
import { avgPool } from "../../ops/avgPool.js";
import { relu } from "../../ops/relu.js";

/** Where size or width changes: a 1x1 convolution with batch norm, or every second pixel with zero channels added. */
export type Shortcut = "projection" | "zeroPad";

/** What all blocks of a network share. */
export interface BlockStyle {
  readonly shortcut: Shortcut;
  readonly init?: Initializer;
  /** Batch norm's share of the new batch and its epsilon; its defaults unless told. */
  readonly norm?: { readonly momentum?: number; readonly eps?: number };
}

/** One residual block. */
export interface BlockSpec extends BlockStyle {
  /** Channels of the input. */
  readonly in: number;
  /** Width of the 3x3 convolutions. */
  readonly width: number;
  readonly stride: number;
  readonly key: Key;
}

/** How much wider a block's output is than its 3x3 convolutions. */
export const expansion = { basic: 1, bottleneck: 4 } as const;

/** Which block a residual network is built of. */
export type BlockKind = keyof typeof expansion;

const init = kaimingNormal({ fan: "out" });

/** A convolution without bias, as all of these networks have it, with padding that keeps the size at stride 1. */
export function plainConv(
  from: number,
  to: number,
  kernel: number,
  stride: number,
  key: Key,
  style: Pick<BlockStyle, "init">,
): Conv2d {
  const padding = (kernel - 1) >> 1;
  return conv2d({ in: from, out: to, kernel, stride, padding, bias: false, key, init: style.init ?? init });
}

/** Every second pixel, and zero channels behind the others (He et al. 2016, option A): no weights. */
function zeroPadded(x: Tensor, stride: number, channels: number): Tensor {
  const reduced = stride === 1 ? x : avgPool(x, 1, { stride });
  const more = channels - (x.shape[3] as number);
  return more === 0
    ? reduced
    : tf.pad(reduced, [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, more],
      ]);
}

function around(spec: BlockSpec, out: number) {
  const { in: inputs, stride, key, shortcut, norm } = spec;
  if (stride === 1 && inputs === out) return { downsample: null, skip: (x: Tensor) => x };
  if (shortcut === "zeroPad") {
    if (out < inputs) {
      throw new ValueError("resnet", `a zero-padded shortcut cannot go from ${inputs} to ${out} channels`, {
        mend: 'give widths that grow, or shortcut: "projection"',
      });
    }
    return { downsample: null, skip: (x: Tensor) => zeroPadded(x, stride, out) };
  }
  const conv = plainConv(inputs, out, 1, stride, key.fold("downsample"), spec);
  const bn = batchNorm({ channels: out, ...norm });
  return { downsample: [conv, bn] as const, skip: (x: Tensor) => bn(conv(x)) };
}

type BlockParts = {
  conv1: Conv2d;
  bn1: BatchNorm;
  conv2: Conv2d;
  bn2: BatchNorm;
  downsample: readonly [Conv2d, BatchNorm] | null;
};

/** Two 3×3 convolutions beside a shortcut, made by {@link basicBlock}. */
export type BasicBlock = Module<[x: Tensor], Tensor, BlockParts>;
/** 1×1, 3×3 and 1×1 convolutions beside a shortcut, made by {@link bottleneck}. */
export type Bottleneck = Module<[x: Tensor], Tensor, BlockParts & { conv3: Conv2d; bn3: BatchNorm }>;

/**
 * Two 3x3 convolutions and a shortcut (He et al. 2016), with torchvision's names.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const block = nn.basicBlock({ in: 8, width: 16, stride: 2, shortcut: "projection", key: seed(1) });
 * block(tf.ones([1, 8, 8, 8])).shape; // [1, 4, 4, 16]
 * ```
 */
export function basicBlock(spec: BlockSpec): BasicBlock {
  const { width, key, norm } = spec;
  const conv1 = plainConv(spec.in, width, 3, spec.stride, key.fold("conv1"), spec);
  const bn1 = batchNorm({ channels: width, ...norm });
  const conv2 = plainConv(width, width, 3, 1, key.fold("conv2"), spec);
  const bn2 = batchNorm({ channels: width, ...norm });
  const { downsample, skip } = around(spec, width);
  return module("basicBlock", { conv1, bn1, conv2, bn2, downsample }, (x: Tensor) =>
    tf.tidy(() => relu(tf.add(bn2(conv2(relu(bn1(conv1(x))))), skip(x)))),
  );
}

/**
 * 1x1, 3x3 and 1x1 convolutions, four times wider at the end, and a shortcut; the stride is in the 3x3 convolution, as
 * torchvision has it.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const block = nn.bottleneck({ in: 8, width: 4, stride: 1, shortcut: "projection", key: seed(1) });
 * block(tf.ones([1, 8, 8, 8])).shape; // [1, 8, 8, 16]
 * ```
 */
export function bottleneck(spec: BlockSpec): Bottleneck {
  const { width, key, norm } = spec;
  const out = width * expansion.bottleneck;
  const conv1 = plainConv(spec.in, width, 1, 1, key.fold("conv1"), spec);
  const bn1 = batchNorm({ channels: width, ...norm });
  const conv2 = plainConv(width, width, 3, spec.stride, key.fold("conv2"), spec);
  const bn2 = batchNorm({ channels: width, ...norm });
  const conv3 = plainConv(width, out, 1, 1, key.fold("conv3"), spec);
  const bn3 = batchNorm({ channels: out, ...norm });
  const { downsample, skip } = around(spec, out);
  return module("bottleneck", { conv1, bn1, conv2, bn2, conv3, bn3, downsample }, (x: Tensor) =>
    tf.tidy(() => {
      const middle = relu(bn2(conv2(relu(bn1(conv1(x))))));
      return relu(tf.add(bn3(conv3(middle)), skip(x)));
    }),
  );
}

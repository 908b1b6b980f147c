import type { Key } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError, ValueError } from "../../errors.js";
import type { Initializer } from "../init/initializer.js";
import { batchNorm } from "../layers/batchNorm.js";
import { type Module, module, type Part } from "../module.js";
import { relu } from "../ops/relu.js";
import { resizeBilinear } from "../ops/resizeBilinear.js";
import { type BlockStyle, basicBlock, plainConv } from "./resnet/blocks.js";

/** An exchange module of HRNet. */
export interface HrModuleSpec {
  /** Channels of each branch; every branch has half the size of the one before. */
  readonly widths: readonly number[];
  /** Residual blocks on each branch. Default 4. */
  readonly blocks?: number;
  /** Give all branches, or only the first (the finest). Default "all". */
  readonly outputs?: "all" | "first";
  /** Batch norm's settings; its defaults unless told. */
  readonly norm?: BlockStyle["norm"];
  /** Initial values of convolutions. Default: Kaiming normal by the outputs. */
  readonly init?: Initializer;
  /** Where the initial values come from. */
  readonly key: Key;
}

/** Branches in, branches out. */
export type HrModule = Module<
  [xs: readonly Tensor[]],
  Tensor[],
  { branches: readonly Part[]; fuse_layers: readonly Part[] }
>;

interface Path {
  readonly part: Part;
  run(x: Tensor, like: Tensor): Tensor;
}

/** From branch j to output i: up by a 1x1 convolution and interpolation, down by convolutions of stride 2. */
function path(spec: HrModuleSpec, i: number, j: number, key: Key): Path {
  const { widths, norm } = spec;
  const [from, to] = [widths[j] as number, widths[i] as number];
  if (i === j) return { part: null, run: (x) => x };
  if (j > i) {
    const conv = plainConv(from, to, 1, 1, key, spec);
    const bn = batchNorm({ channels: to, ...norm });
    return {
      part: [conv, bn],
      run: (x, like) => resizeBilinear(bn(conv(x)), [like.shape[1] as number, like.shape[2] as number]),
    };
  }
  const steps = Array.from({ length: i - j }, (_, s) => {
    const last = s === i - j - 1;
    const out = last ? to : from;
    const conv = plainConv(from, out, 3, 2, key.fold(s), spec);
    const bn = batchNorm({ channels: out, ...norm });
    return { part: [conv, bn], run: (x: Tensor) => (last ? bn(conv(x)) : relu(bn(conv(x)))) };
  });
  return {
    part: steps.map(({ part }) => part),
    run: (x) => steps.reduce((value, step) => step.run(value), x),
  };
}

/**
 * The exchange module of HRNet (Wang et al. 2020): residual blocks on every branch, then every output is the ReLU of the
 * sum of all branches, brought to its size and width. Names are those of the official code.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const exchange = nn.hrModule({ widths: [4, 8], blocks: 1, key: seed(1) });
 * exchange([tf.ones([1, 8, 8, 4]), tf.ones([1, 4, 4, 8])]).map((y) => y.shape); // [[1, 8, 8, 4], [1, 4, 4, 8]]
 * ```
 */
export function hrModule(spec: HrModuleSpec): HrModule {
  const { widths, blocks = 4, outputs = "all", norm, init, key } = spec;
  if (widths.length < 2) {
    throw new ValueError("hrModule", `there is nothing to exchange between ${widths.length} branches`, {
      mend: "give the widths of two or more branches",
    });
  }
  const branches = widths.map((width, b) =>
    Array.from({ length: blocks }, (_, k) =>
      basicBlock({
        in: width,
        width,
        stride: 1,
        shortcut: "projection",
        norm,
        init,
        key: key.fold("branches").fold(b).fold(k),
      }),
    ),
  );
  const count = outputs === "all" ? widths.length : 1;
  const paths = Array.from({ length: count }, (_, i) =>
    widths.map((_width, j) => path(spec, i, j, key.fold("fuse").fold(i).fold(j))),
  );
  const parts = { branches, fuse_layers: paths.map((row) => row.map(({ part }) => part)) };
  return module("hrModule", parts, (xs: readonly Tensor[]) => {
    if (xs.length !== widths.length) {
      throw new ShapeError("hrModule", `${xs.length} tensors for ${widths.length} branches`, {
        mend: "give one a branch",
      });
    }
    return tf.tidy(() => {
      const own = xs.map((x, b) => branches[b]!.reduce((value, block) => block(value), x));
      return paths.map((row, i) => {
        const like = own[i] as Tensor;
        return relu(row.map(({ run }, j) => run(own[j] as Tensor, like)).reduce((a, b) => tf.add(a, b)));
      });
    });
  });
}

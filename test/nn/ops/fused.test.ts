import { expect, it } from "vitest";
import { type Tensor, tf, type Variable } from "../../../lib/device/tf.js";
import { crossEntropy, crossEntropyComposed } from "../../../lib/nn/losses/crossEntropy.js";
import { batchNorm, batchNormComposed } from "../../../lib/nn/ops/batchNorm.js";
import { conv2d, conv2dComposed } from "../../../lib/nn/ops/conv2d.js";
import { convTranspose2d, convTranspose2dComposed } from "../../../lib/nn/ops/convTranspose2d.js";
import { groupNorm, groupNormComposed } from "../../../lib/nn/ops/groupNorm.js";
import { layerNorm, layerNormComposed } from "../../../lib/nn/ops/layerNorm.js";
import { leakyRelu, leakyReluComposed } from "../../../lib/nn/ops/leakyRelu.js";
import { type PadOptions, pad, padComposed } from "../../../lib/nn/ops/pad.js";
import { resizeBilinear, resizeBilinearComposed } from "../../../lib/nn/ops/resizeBilinear.js";
import { resizeNearest, resizeNearestComposed } from "../../../lib/nn/ops/resizeNearest.js";
import { onEveryEngine } from "../../support/engines.js";
import { randomTensor } from "../../support/gradients.js";

type Op = (...inputs: Tensor[]) => Tensor;

interface Pair {
  readonly fused: Op;
  readonly composed: Op;
  readonly shapes: readonly number[][];
}

const statistics = () => ({
  runningMean: tf.variable(randomTensor([6], "mean"), false) as Variable,
  runningVar: tf.variable(tf.add(tf.square(randomTensor([6], "var")), 0.5), false) as Variable,
});
const labels = () => tf.tensor1d([0, 3, 7, 1, 4], "int32");
const mirror = (mode: PadOptions["mode"]) => (of: typeof pad) => (x?: Tensor) =>
  of(
    x!,
    [
      [0, 0],
      [3, 2],
      [1, 4],
      [0, 0],
    ],
    { mode },
  );

const norm = (training: boolean) => (of: typeof batchNorm) => (x?: Tensor, weight?: Tensor, bias?: Tensor) =>
  of(x!, { weight, bias, training, ...statistics() });

const both = <F>(make: (of: F) => Op, fused: F, composed: F, ...shapes: number[][]): Pair => ({
  fused: make(fused),
  composed: make(composed),
  shapes,
});

const pairs: Readonly<Record<string, Pair>> = {
  "batchNorm in training": both(norm(true), batchNorm, batchNormComposed, [8, 9, 7, 6], [6], [6]),
  "batchNorm in evaluation": both(norm(false), batchNorm, batchNormComposed, [8, 9, 7, 6], [6], [6]),
  groupNorm: both(
    (of: typeof groupNorm) => (x, weight, bias) => of(x!, { groups: 3, weight, bias }),
    groupNorm,
    groupNormComposed,
    [4, 9, 7, 12],
    [12],
    [12],
  ),
  "groupNorm in two passes": both(
    (of: typeof groupNorm) => (x, weight, bias) => of(x!, { groups: 3, weight, bias, twoPass: true }),
    groupNorm,
    groupNormComposed,
    [4, 9, 7, 12],
    [12],
    [12],
  ),
  layerNorm: both(
    (of: typeof layerNorm) => (x, weight, bias) => of(x!, { weight, bias }),
    layerNorm,
    layerNormComposed,
    [4, 9, 32],
    [32],
    [32],
  ),
  conv2d: both(
    (of: typeof conv2d) => (x, k, bias) => of(x!, k!, { bias, stride: 2, padding: 1 }),
    conv2d,
    conv2dComposed,
    [2, 16, 15, 8],
    [3, 3, 8, 12],
    [12],
  ),
  "dilated conv2d": both(
    (of: typeof conv2d) => (x, k, bias) => of(x!, k!, { bias, dilation: 3, padding: 3 }),
    conv2d,
    conv2dComposed,
    [2, 16, 15, 8],
    [3, 3, 8, 12],
    [12],
  ),
  "depthwise conv2d": both(
    (of: typeof conv2d) => (x, k, bias) => of(x!, k!, { bias, groups: 8, padding: 1 }),
    conv2d,
    conv2dComposed,
    [2, 16, 15, 8],
    [3, 3, 1, 16],
    [16],
  ),
  "depthwise conv2d, dilated": both(
    (of: typeof conv2d) => (x, k, bias) => of(x!, k!, { bias, groups: 8, padding: 2, dilation: 2 }),
    conv2d,
    conv2dComposed,
    [2, 16, 15, 8],
    [3, 3, 1, 8],
    [8],
  ),
  "grouped conv2d": both(
    (of: typeof conv2d) => (x, k, bias) => of(x!, k!, { bias, groups: 4, padding: 1, stride: 2 }),
    conv2d,
    conv2dComposed,
    [2, 16, 15, 8],
    [3, 3, 2, 12],
    [12],
  ),
  "dilated convTranspose2d": both(
    (of: typeof convTranspose2d) => (x, k, bias) => of(x!, k!, { bias, dilation: 2, stride: 2 }),
    convTranspose2d,
    convTranspose2dComposed,
    [2, 8, 7, 6],
    [3, 3, 5, 6],
    [5],
  ),
  "grouped convTranspose2d": both(
    (of: typeof convTranspose2d) => (x, k, bias) => of(x!, k!, { bias, groups: 3, stride: 2, padding: 1 }),
    convTranspose2d,
    convTranspose2dComposed,
    [2, 8, 7, 6],
    [3, 3, 5, 6],
    [15],
  ),
  leakyRelu: both((of: typeof leakyRelu) => (x) => of(x!, 0.3), leakyRelu, leakyReluComposed, [100]),
  "pad by reflection": both(mirror("reflect"), pad, padComposed, [2, 5, 6, 3]),
  "pad symmetrically": both(mirror("symmetric"), pad, padComposed, [2, 5, 6, 3]),
  resizeBilinear: both(
    (of: typeof resizeBilinear) => (x) => of(x!, [17, 11]),
    resizeBilinear,
    resizeBilinearComposed,
    [2, 9, 13, 3],
  ),
  "resizeBilinear with aligned corners": both(
    (of: typeof resizeBilinear) => (x) => of(x!, [17, 11], { alignCorners: true }),
    resizeBilinear,
    resizeBilinearComposed,
    [2, 9, 13, 3],
  ),
  resizeNearest: both(
    (of: typeof resizeNearest) => (x) => of(x!, [17, 11]),
    resizeNearest,
    resizeNearestComposed,
    [2, 9, 13, 3],
  ),
  "resizeNearest, exact": both(
    (of: typeof resizeNearest) => (x) => of(x!, [17, 11], { exact: true }),
    resizeNearest,
    resizeNearestComposed,
    [2, 9, 13, 3],
  ),
  crossEntropy: both(
    (of: typeof crossEntropy) => (x) => of(x!, labels(), { ignoreIndex: 7 }),
    crossEntropy,
    crossEntropyComposed,
    [5, 6],
  ),
  "crossEntropy, smoothed": both(
    (of: typeof crossEntropy) => (x) => of(x!, labels(), { ignoreIndex: 7, labelSmoothing: 0.1 }),
    crossEntropy,
    crossEntropyComposed,
    [5, 6],
  ),
};

onEveryEngine("fused and composed", () => {
  it.each(Object.entries(pairs))("%s agree in value and gradients", (_, { fused, composed, shapes }) => {
    const inputs = shapes.map((shape, i) => randomTensor(shape, `input ${i}`));
    const value = composed(...inputs);
    expect(fused(...inputs)).toBeAllClose(value, { rtol: 1e-4, atol: 1e-5 });
    const weight = tf.add(tf.square(value), 1);
    const of = (f: Op) => tf.grads((...xs) => tf.sum(tf.mul(f(...xs), weight)))(inputs);
    const expected = of(composed);
    of(fused).forEach((grad, i) => {
      expect(grad).toBeAllClose(expected[i], { rtol: 1e-3, atol: 1e-3 });
    });
  });

  it.each([true, false])("batchNorm leaves the same running statistics (training: %s)", (training) => {
    const x = randomTensor([8, 3, 5, 6]);
    const [ours, theirs] = [statistics(), statistics()];
    batchNorm(x, { training, ...ours });
    batchNormComposed(x, { training, ...theirs });
    expect(ours.runningMean).toBeAllClose(theirs.runningMean);
    expect(ours.runningVar).toBeAllClose(theirs.runningVar);
  });
});

import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import type { Conv2dOptions } from "../../../lib/nn/ops/conv2d.js";
import type { ConvTranspose2dOptions } from "../../../lib/nn/ops/convTranspose2d.js";
import { apart, type GradientCheck, randomTensor } from "../../support/gradients.js";

/** An operation with inputs to differentiate by. */
export interface Case {
  readonly f: (...inputs: Tensor[]) => Tensor;
  readonly inputs: () => Tensor[];
  readonly check?: GradientCheck;
  /** Tensors that the case itself makes on the way. */
  readonly makes?: number;
}

const one = (f: (x: Tensor) => Tensor, shape: number[] = [3, 5], check: GradientCheck = {}): Case => ({
  f: (x) => f(x!),
  inputs: () => [randomTensor(shape)],
  check,
});

/** For functions with kinks: inputs that no step of a difference takes over one. */
const kinked = (f: (x: Tensor) => Tensor, shape: number[] = [3, 5]): Case => ({
  f: (x) => f(x!),
  inputs: () => [apart(shape)],
});

const layers: Readonly<Record<string, Case>> = {
  relu: kinked(nn.relu),
  relu6: kinked(nn.relu6, [3, 60]),
  leakyRelu: kinked((x) => nn.leakyRelu(x, 0.2)),
  elu: kinked((x) => nn.elu(x, 0.7)),
  selu: kinked(nn.selu),
  gelu: one(nn.gelu),
  "gelu by tanh": one((x) => nn.gelu(x, { approximate: "tanh" })),
  silu: one(nn.silu),
  mish: one(nn.mish),
  sigmoid: one(nn.sigmoid),
  tanh: one(nn.tanh),
  softplus: one(nn.softplus),
  hardSwish: kinked(nn.hardSwish),
  hardSigmoid: kinked(nn.hardSigmoid),
  softmax: one(nn.softmax),
  "softmax of the first axis": one((x) => nn.softmax(x, 0)),
  logSoftmax: one(nn.logSoftmax),
  prelu: {
    f: (x, slope) => nn.functional.prelu(x!, slope!),
    inputs: () => [apart([3, 4]), randomTensor([4], "slope")],
  },
  sum: one((x) => nn.sum(x, { axis: [0, 2] }), [2, 3, 4]),
  "sum of all": one((x) => nn.sum(x)),
  mean: one((x) => nn.mean(x, { axis: 1, keepDims: true }), [2, 3, 4]),
  biasAdd: {
    f: (x, b) => nn.biasAdd(x!, b!),
    inputs: () => [randomTensor([2, 3, 4]), randomTensor([4], "b")],
  },
  linear: {
    f: (x, w, b) => nn.functional.linear(x!, w!, b!),
    inputs: () => [randomTensor([2, 3, 4]), randomTensor([4, 5], "w"), randomTensor([5], "b")],
  },
  maxPool: kinked((x) => nn.maxPool(x, 3, { stride: 2, padding: 1 }), [1, 6, 7, 2]),
  "maxPool of uneven windows": kinked((x) => nn.maxPool(x, [2, 3]), [1, 6, 7, 2]),
  avgPool: one((x) => nn.avgPool(x, 2), [1, 6, 6, 2]),
  "avgPool with padding": one((x) => nn.avgPool(x, 3, { stride: 2, padding: 1 }), [1, 6, 7, 2]),
  "avgPool without counting padding": one(
    (x) => nn.avgPool(x, 3, { stride: 2, padding: 1, countPadding: false }),
    [1, 6, 7, 2],
  ),
  adaptiveAvgPool: one((x) => nn.adaptiveAvgPool(x, [3, 2]), [2, 7, 5, 2]),
  "adaptiveAvgPool to a divisor": one((x) => nn.adaptiveAvgPool(x, 2), [2, 6, 4, 2]),
  "adaptiveAvgPool to larger": one((x) => nn.adaptiveAvgPool(x, 5), [1, 3, 3, 2]),
  adaptiveMaxPool: kinked((x) => nn.adaptiveMaxPool(x, [3, 2]), [1, 7, 5, 2]),
  globalAvgPool: one(nn.globalAvgPool, [2, 3, 4, 2]),
  globalMaxPool: kinked(nn.globalMaxPool, [2, 3, 4, 2]),
  resizeBilinear: one((x) => nn.resizeBilinear(x, [7, 9]), [1, 4, 5, 2]),
  "resizeBilinear, corners aligned": one(
    (x) => nn.resizeBilinear(x, [7, 9], { alignCorners: true }),
    [1, 4, 5, 2],
  ),
  "resizeBilinear to smaller": one((x) => nn.resizeBilinear(x, [3, 2]), [1, 7, 5, 2]),
  resizeNearest: one((x) => nn.resizeNearest(x, [7, 10]), [1, 4, 5, 2]),
  "resizeNearest, exact": one((x) => nn.resizeNearest(x, [7, 9], { exact: true }), [1, 4, 5, 2]),
  pixelShuffle: one((x) => nn.pixelShuffle(x, 2), [1, 2, 3, 8]),
  pixelUnshuffle: one((x) => nn.pixelUnshuffle(x, 2), [1, 4, 6, 2]),
  "pad with zeros": one((x) => nn.padImage(x, 1), [1, 3, 4, 2]),
  "pad by reflection": one((x) => nn.padImage(x, [2, 1], { mode: "reflect" }), [1, 3, 4, 2]),
  "pad symmetrically": one((x) => nn.padImage(x, [3, 1], { mode: "symmetric" }), [1, 3, 4, 2]),
  "pad with the edge": one((x) => nn.padImage(x, 2, { mode: "edge" }), [1, 3, 4, 2]),
  attention: {
    f: (q, k, v) => nn.attention(q!, k!, v!),
    inputs: () => [
      randomTensor([1, 2, 3, 4], "q"),
      randomTensor([1, 2, 5, 4], "k"),
      randomTensor([1, 2, 5, 2], "v"),
    ],
  },
  "attention with a learnt mask": {
    f: (q, k, v, mask) => nn.attention(q!, k!, v!, { mask: mask!, scale: 0.7 }),
    inputs: () => [
      randomTensor([2, 3, 4]),
      randomTensor([2, 2, 4]),
      randomTensor([2, 2, 5]),
      randomTensor([3, 2]),
    ],
  },
  "attention with a mask": {
    f: (q, k, v) =>
      nn.attention(q!, k!, v!, { mask: tf.cast(tf.tensor2d([1, 0, 1, 1, 1, 0], [3, 2], "int32"), "bool") }),
    inputs: () => [randomTensor([2, 3, 4], "q"), randomTensor([2, 2, 4], "k"), randomTensor([2, 2, 3], "v")],
    makes: 2,
  },
  layerNorm: {
    f: (x, weight, bias) => nn.functional.layerNorm(x!, { weight, bias }),
    inputs: () => [randomTensor([2, 3, 6], "x", 2), randomTensor([6], "w"), randomTensor([6], "b")],
  },
  groupNorm: {
    f: (x, weight, bias) => nn.functional.groupNorm(x!, { groups: 2, weight, bias }),
    inputs: () => [randomTensor([2, 3, 4, 6], "x", 2), randomTensor([6], "w"), randomTensor([6], "b")],
  },
  "groupNorm in two passes": {
    f: (x, weight, bias) => nn.functional.groupNorm(x!, { groups: 3, weight, bias, twoPass: true }),
    inputs: () => [
      tf.add(randomTensor([2, 5, 6], "x", 2), 3),
      randomTensor([6], "w"),
      randomTensor([6], "b"),
    ],
  },
  batchNorm: {
    f: (x, weight, bias) => nn.functional.batchNorm(x!, { training: true, weight, bias }),
    inputs: () => [randomTensor([3, 4, 3, 2], "x", 2), randomTensor([2], "w"), randomTensor([2], "b")],
  },
  "batchNorm of rows": {
    f: (x, weight, bias) => nn.functional.batchNorm(x!, { training: true, weight, bias }),
    inputs: () => [randomTensor([6, 3], "x", 2), randomTensor([3], "w"), randomTensor([3], "b")],
  },
  embedding: {
    f: (table) => nn.functional.embedding(table!, tf.tensor2d([1, 0, 1, 4], [2, 2], "int32")),
    inputs: () => [randomTensor([5, 3])],
    makes: 1,
  },
  cosineSimilarity: {
    f: (a, b) => nn.cosineSimilarity(a!, b!),
    inputs: () => [randomTensor([3, 4], "a"), randomTensor([3, 4], "b")],
  },
  unit: one((x) => nn.unit(x), [3, 4]),
  flatten: one((x) => nn.flatten(x), [2, 3, 2]),
};

const convolutions: readonly [name: string, x: number[], kernel: number[], options: Conv2dOptions][] = [
  ["plain", [2, 5, 6, 3], [3, 3, 3, 4], {}],
  ["padded by 1", [2, 5, 6, 3], [3, 3, 3, 4], { padding: 1 }],
  ["padded by 2 and 0", [1, 5, 6, 2], [3, 1, 2, 4], { padding: [2, 0] }],
  ["same", [1, 5, 6, 2], [3, 3, 2, 4], { padding: "same" }],
  ["same with stride 2", [1, 7, 6, 2], [3, 3, 2, 4], { padding: "same", stride: 2 }],
  ["stride 2, padding 1", [2, 8, 8, 3], [3, 3, 3, 4], { stride: 2, padding: 1 }],
  ["1 x 1, stride 2", [2, 8, 8, 3], [1, 1, 3, 4], { stride: 2 }],
  ["dilated by 2", [1, 9, 9, 3], [3, 3, 3, 2], { dilation: 2, padding: 2 }],
  ["dilated by 3 and 2, stride 2", [1, 11, 12, 2], [3, 3, 2, 2], { dilation: [3, 2], stride: 2, padding: 1 }],
  ["two groups", [2, 6, 6, 4], [3, 3, 2, 6], { groups: 2, padding: 1 }],
  ["two groups, dilated", [1, 8, 8, 4], [3, 3, 2, 4], { groups: 2, padding: 2, dilation: 2 }],
  ["depthwise", [2, 6, 6, 4], [3, 3, 1, 4], { groups: 4, padding: 1 }],
  ["depthwise, two outputs a channel", [1, 6, 6, 3], [3, 3, 1, 6], { groups: 3, padding: 1, stride: 2 }],
  ["depthwise, dilated", [1, 8, 8, 3], [3, 3, 1, 3], { groups: 3, padding: 2, dilation: 2 }],
];

const transposed: readonly [name: string, x: number[], kernel: number[], options: ConvTranspose2dOptions][] =
  [
    ["plain", [2, 3, 4, 3], [3, 3, 2, 3], {}],
    ["stride 2", [1, 3, 4, 3], [2, 2, 2, 3], { stride: 2 }],
    ["stride 2, padded", [1, 3, 4, 2], [3, 3, 2, 2], { stride: 2, padding: 1, outputPadding: 1 }],
    [
      "stride 3 and 2",
      [1, 3, 4, 2],
      [4, 3, 2, 2],
      { stride: [3, 2], padding: [1, 0], outputPadding: [2, 0] },
    ],
    ["dilated", [1, 4, 3, 2], [3, 2, 3, 2], { dilation: [2, 3], padding: 1 }],
    ["two groups", [1, 3, 3, 4], [3, 3, 2, 4], { groups: 2, stride: 2 }],
    ["two groups, dilated", [1, 3, 3, 4], [2, 3, 1, 4], { groups: 2, dilation: 2 }],
  ];

const kernelInputs = (x: number[], kernel: number[], out: number) => [
  randomTensor(x, "x"),
  randomTensor(kernel, "kernel", 0.5),
  randomTensor([out], "bias"),
];

const labels = () => tf.tensor1d([0, 3, 9, 1, 3], "int32");
const lossCases: Readonly<Record<string, Case>> = {
  crossEntropy: { ...one((x) => nn.crossEntropy(x, labels(), { ignoreIndex: 9 }), [5, 4]), makes: 1 },
  "crossEntropy, smoothed": {
    ...one((x) => nn.crossEntropy(x, labels(), { ignoreIndex: 9, labelSmoothing: 0.2 }), [5, 4]),
    makes: 1,
  },
  "crossEntropy, weighted": {
    ...one((x) => nn.crossEntropy(x, labels(), { ignoreIndex: 9, weights: [1, 2, 3, 4] }), [5, 4]),
    makes: 1,
  },
  "crossEntropy with distributions": {
    f: (x, y) => nn.crossEntropy(x!, y!),
    inputs: () => [randomTensor([3, 4], "x"), randomTensor([3, 4], "y")],
  },
  bceWithLogits: {
    f: (x, y) => nn.bceWithLogits(x!, y!, { positiveWeight: 2 }),
    inputs: () => [randomTensor([6], "x"), randomTensor([6], "y")],
  },
  mse: {
    f: (x, y) => nn.mse(x!, y!),
    inputs: () => [randomTensor([3, 4], "x"), randomTensor([3, 4], "y")],
  },
  l1: { f: (x, y) => nn.l1(x!, y!), inputs: () => [apart([3, 4]), tf.tidy(() => tf.mul(apart([3, 4]), 3))] },
  smoothL1: {
    f: (x, y) => nn.smoothL1(x!, y!, { beta: 0.5 }),
    inputs: () => [randomTensor([3, 4], "x", 2), randomTensor([3, 4], "y", 2)],
  },
  klDivergence: {
    f: (x, y) => nn.klDivergence(nn.logSoftmax(x!), nn.softmax(y!)),
    inputs: () => [randomTensor([3, 4], "x"), randomTensor([3, 4], "y")],
    makes: 2,
  },
  focal: {
    f: (x, y) => nn.focal(x!, nn.sigmoid(y!)),
    inputs: () => [randomTensor([6], "x"), randomTensor([6], "y")],
    makes: 1,
  },
  dice: {
    f: (x, y) => nn.dice(nn.sigmoid(x!), nn.sigmoid(y!)),
    inputs: () => [randomTensor([2, 6], "x"), randomTensor([2, 6], "y")],
    makes: 2,
  },
  cosineLoss: {
    f: (x, y) => nn.cosineLoss(x!, y!),
    inputs: () => [randomTensor([3, 4], "x"), randomTensor([3, 4], "y")],
  },
};

const rare: Readonly<Record<string, Case>> = {
  "matMul with one matrix": {
    f: (a, b) => nn.matMul(a!, b!),
    inputs: () => [randomTensor([2, 3, 4], "a"), randomTensor([4, 2], "b")],
  },
  "matMul with broadcast batches": {
    f: (a, b) => nn.matMul(a!, b!, { transposeA: true }),
    inputs: () => [randomTensor([3, 1, 4, 2], "a"), randomTensor([2, 4, 3], "b")],
  },
  maximum: {
    f: (a, b) => nn.maximum(a!, b!),
    inputs: () => [apart([3, 4], "a"), tf.tidy(() => tf.add(apart([4], "b"), 0.06))],
  },
  minimum: {
    f: (a, b) => nn.minimum(a!, b!),
    inputs: () => [apart([3, 1], "a"), tf.tidy(() => tf.add(apart([4], "b"), 0.06))],
  },
  squaredDifference: {
    f: (a, b) => nn.squaredDifference(a!, b!),
    inputs: () => [randomTensor([3, 1], "a"), randomTensor([2, 1, 4], "b")],
  },
  "einsum of two": {
    f: (a, b) => nn.einsum("bij,bkj->bik", a!, b!),
    inputs: () => [randomTensor([2, 3, 4], "a"), randomTensor([2, 5, 4], "b")],
  },
  "einsum of three": {
    f: (a, b, c) => nn.einsum("ij,jk,kl->li", a!, b!, c!),
    inputs: () => [randomTensor([2, 3], "a"), randomTensor([3, 4], "b"), randomTensor([4, 2], "c")],
  },
  "einsum of one": one((x) => nn.einsum("ijk->kj", x), [2, 3, 4]),
  gather: {
    ...one((x) => nn.gather(x, tf.tensor2d([2, 0, 2, 1], [2, 2], "int32"), 1), [2, 3, 2]),
    makes: 1,
  },
  gatherND: {
    ...one((x) => nn.gatherND(x, tf.tensor2d([0, 1, 1, 0, 0, 1], [3, 2], "int32")), [2, 3, 2]),
    makes: 1,
  },
  cumprod: one((x) => nn.cumprod(x), [2, 5]),
  "cumprod, exclusive and reversed": one(
    (x) => nn.cumprod(x, { axis: 0, exclusive: true, reverse: true }),
    [4, 3],
  ),
  diag: one(nn.diag, [4]),
  bandPart: one((x) => nn.bandPart(x, 1, 0), [2, 4, 3]),
  divNoNan: {
    f: (a, b) => nn.divNoNan(a!, nn.relu(b!)),
    inputs: () => [randomTensor([2, 4], "a"), tf.tensor1d([-1, 2, 1.5, -2])],
    makes: 1,
  },
};

/** Every operation of swath/nn, by a name for tests. */
export const cases: Readonly<Record<string, Case>> = {
  ...layers,
  ...lossCases,
  ...rare,
  ...Object.fromEntries(
    convolutions.map(([name, x, kernel, options]) => [
      `conv2d, ${name}`,
      {
        f: (input, weight, bias) => nn.functional.conv2d(input!, weight!, { ...options, bias }),
        inputs: () => kernelInputs(x, kernel, kernel[3]!),
      } satisfies Case,
    ]),
  ),
  ...Object.fromEntries(
    transposed.map(([name, x, kernel, options]) => [
      `convTranspose2d, ${name}`,
      {
        f: (input, weight, bias) => nn.functional.convTranspose2d(input!, weight!, { ...options, bias }),
        inputs: () => kernelInputs(x, kernel, kernel[2]! * (options.groups ?? 1)),
      } satisfies Case,
    ]),
  ),
};

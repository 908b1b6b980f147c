import { describe, expect, it } from "vitest";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { leaked, onEveryEngine } from "../../support/engines.js";
import { apart, expectGradients, type GradientCheck, randomTensor } from "../../support/gradients.js";

interface Case {
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

const cases: Readonly<Record<string, Case>> = {
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

onEveryEngine("operations", () => {
  describe.each(Object.entries(cases))("%s", (_, { f, inputs, check, makes = 0 }) => {
    it("has the gradients of finite differences", () => {
      expectGradients(f, inputs(), check);
    });

    it("leaves no tensors behind", () => {
      const given = inputs();
      expect(leaked(() => f(...given))).toBe(makes);
    });
  });
});

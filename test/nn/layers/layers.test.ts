import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { leaked, onEveryEngine } from "../../support/engines.js";
import { randomTensor } from "../../support/gradients.js";

interface Case {
  readonly make: (key: ReturnType<typeof seed>) => nn.Module;
  readonly input: () => Tensor;
  readonly output: number[];
  readonly params: string[];
  readonly buffers?: string[];
}

const cases: Readonly<Record<string, Case>> = {
  conv2d: {
    make: (key) => nn.conv2d({ in: 3, out: 4, kernel: 3, stride: 2, padding: 1, key }),
    input: () => randomTensor([2, 8, 8, 3]),
    output: [2, 4, 4, 4],
    params: ["weight", "bias"],
  },
  "conv2d without bias": {
    make: (key) => nn.conv2d({ in: 4, out: 8, kernel: [1, 3], groups: 4, padding: "same", bias: false, key }),
    input: () => randomTensor([1, 5, 6, 4]),
    output: [1, 5, 6, 8],
    params: ["weight"],
  },
  convTranspose2d: {
    make: (key) => nn.convTranspose2d({ in: 3, out: 2, kernel: 4, stride: 2, padding: 1, key }),
    input: () => randomTensor([1, 5, 6, 3]),
    output: [1, 10, 12, 2],
    params: ["weight", "bias"],
  },
  linear: {
    make: (key) => nn.linear({ in: 3, out: 2, key }),
    input: () => randomTensor([2, 5, 3]),
    output: [2, 5, 2],
    params: ["weight", "bias"],
  },
  batchNorm: {
    make: () => nn.batchNorm({ channels: 3 }),
    input: () => randomTensor([2, 4, 4, 3]),
    output: [2, 4, 4, 3],
    params: ["weight", "bias"],
    buffers: ["running_mean", "running_var"],
  },
  "batchNorm without anything": {
    make: () => nn.batchNorm({ channels: 3, affine: false, track: false }),
    input: () => randomTensor([4, 3]),
    output: [4, 3],
    params: [],
  },
  layerNorm: {
    make: () => nn.layerNorm({ size: 6 }),
    input: () => randomTensor([2, 3, 6]),
    output: [2, 3, 6],
    params: ["weight", "bias"],
  },
  groupNorm: {
    make: () => nn.groupNorm({ groups: 3, channels: 6 }),
    input: () => randomTensor([2, 3, 4, 6]),
    output: [2, 3, 4, 6],
    params: ["weight", "bias"],
  },
  multiHeadAttention: {
    make: (key) => nn.multiHeadAttention({ dim: 8, heads: 2, key }),
    input: () => randomTensor([2, 5, 8]),
    output: [2, 5, 8],
    params: ["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"],
  },
  embedding: {
    make: (key) => nn.embedding({ count: 6, dim: 3, paddingIndex: 0, key }),
    input: () => tf.tensor2d([0, 5, 2, 2], [2, 2], "int32"),
    output: [2, 2, 3],
    params: ["weight"],
  },
  prelu: {
    make: () => nn.prelu({ channels: 3 }),
    input: () => randomTensor([2, 3]),
    output: [2, 3],
    params: ["weight"],
  },
  dropout: {
    make: (key) => nn.dropout(0.5, { key }),
    input: () => randomTensor([4, 3]),
    output: [4, 3],
    params: [],
    buffers: ["generator"],
  },
  sequential: {
    make: (key) => nn.sequential([nn.linear({ in: 3, out: 4, key }), nn.gelu, nn.layerNorm({ size: 4 })]),
    input: () => randomTensor([2, 3]),
    output: [2, 4],
    params: ["0.weight", "0.bias", "2.weight", "2.bias"],
  },
  "sequential by names": {
    make: (key) => nn.sequential({ conv: nn.conv2d({ in: 2, out: 3, kernel: 1, key }), act: nn.relu }),
    input: () => randomTensor([1, 2, 2, 2]),
    output: [1, 2, 2, 3],
    params: ["conv.weight", "conv.bias"],
  },
  residual: {
    make: (key) =>
      nn.residual(nn.linear({ in: 3, out: 4, key: key.fold(0) }), {
        shortcut: nn.linear({ in: 3, out: 4, bias: false, key: key.fold(1) }),
        after: nn.relu,
      }),
    input: () => randomTensor([2, 3]),
    output: [2, 4],
    params: ["body.weight", "body.bias", "shortcut.weight"],
  },
};

onEveryEngine("layers", () => {
  describe.each(Object.entries(cases))("%s", (_, { make, input, output, params, buffers = [] }) => {
    it("names its variables as PyTorch does", () => {
      const layer = make(seed(1));
      expect(Object.keys(layer.params)).toEqual(params);
      expect(Object.keys(layer.buffers)).toEqual(buffers);
      expect(layer.state.length).toBe(params.length + buffers.length);
      layer.dispose();
    });

    it("gives the promised shape, in training and in use, and leaves no tensors behind", () => {
      const layer = make(seed(1));
      const x = input();
      for (const run of [nn.training, nn.evaluating]) {
        run(() => layer(x));
        expect(run(() => layer(x)).shape).toEqual(output);
        const count = leaked(() => {
          const y = run(() => layer(x));
          return y === x ? undefined : y;
        });
        expect(count).toBe(0);
      }
      layer.dispose();
    });

    it("frees every variable when disposed", () => {
      expect(
        leaked(() => {
          make(seed(1)).dispose();
        }),
      ).toBe(0);
    });

    it("begins with the same values for the same key", () => {
      const [a, b] = [make(seed(5)), make(seed(5))];
      for (const name of params) expect(a.params[name]).toBeAllClose(b.params[name], { rtol: 0, atol: 0 });
    });

    it("gets a gradient for every parameter", () => {
      const layer = make(seed(1));
      if (params.length === 0) return;
      const x = input();
      const { grads } = nn.valueAndGrad(() => nn.sum(tf.square(layer(x))), layer.params);
      expect(Object.keys(grads)).toEqual(params);
      for (const name of params) expect(grads[name]!.shape).toEqual(layer.params[name]!.shape);
    });
  });

  it("a training step leaves nothing but the loss and the gradients", () => {
    const key = seed(3);
    const model = nn.sequential([
      nn.conv2d({ in: 2, out: 4, kernel: 3, padding: 1, key: key.fold(0) }),
      nn.batchNorm({ channels: 4 }),
      nn.relu,
      nn.groupNorm({ groups: 2, channels: 4 }),
      (x) => nn.maxPool(x, 2),
      nn.dropout(0.2, { key: key.fold(1) }),
      nn.flatten,
      nn.linear({ in: 16, out: 3, key: key.fold(2) }),
    ]);
    const optimizer = nn.adam().init(model.params);
    const x = randomTensor([3, 4, 4, 2]);
    const y = tf.tensor1d([0, 1, 2], "int32");
    const step = () => {
      const { loss, grads } = nn.valueAndGrad(() => nn.crossEntropy(model(x), y), model.params);
      optimizer.apply(grads);
      tf.dispose([loss, grads as Record<string, Tensor>]);
    };
    step();
    expect(leaked(step)).toBe(0);
  });
});

onEveryEngine("batchNorm as a layer", () => {
  it("updates running statistics in training only, and uses them in evaluation only", () => {
    const norm = nn.batchNorm({ channels: 1, momentum: 0.5 });
    const x = tf.tensor2d([[0], [2], [4]]);
    norm(x);
    expect(norm.buffers["running_mean"]).toBeAllClose([0]);
    nn.training(() => norm(x));
    expect(norm.buffers["running_mean"]).toBeAllClose([1]);
    // The unbiased variance of 0, 2, 4 is 4.
    expect(norm.buffers["running_var"]).toBeAllClose([0.5 + 2]);
    expect(norm(x)).toBeAllClose(
      [-1, 1, 3].map((v) => [v / Math.sqrt(2.5)]),
      { rtol: 1e-4 },
    );
  });

  it("uses batch statistics also in evaluation when none are kept", () => {
    const norm = nn.batchNorm({ channels: 1, track: false });
    expect(norm(tf.tensor2d([[1], [3]]))).toBeAllClose([[-1], [1]], { rtol: 1e-4 });
  });

  it("can be frozen inside a training step", () => {
    const norm = nn.batchNorm({ channels: 2 });
    const x = randomTensor([4, 2]);
    const { grads } = nn.valueAndGrad(() => nn.sum(norm(x)), norm.params, { training: false });
    expect(norm.buffers["running_mean"]).toBeAllClose([0, 0]);
    expect(grads["bias"]).toBeAllClose([4, 4]);
  });
});

describe("layers that are asked for what cannot be", () => {
  const key = seed(1);
  const x = () => tf.zeros([2, 8, 8, 3]);

  it.each([
    [
      "conv2d",
      () => nn.conv2d({ in: 4, out: 2, kernel: 3, key })(x()),
      /conv2d: input has 3 channels, the kernel expects 4; .*in: 3/,
    ],
    [
      "conv2d",
      () => nn.conv2d({ in: 3, out: 4, kernel: 3, groups: 2, key }),
      /conv2d: 3 and 4 channels do not divide/,
    ],
    [
      "conv2d",
      () => nn.conv2d({ in: 3, out: 4, kernel: 9, key })(x()),
      /conv2d: the kernel reaches over 9 pixels/,
    ],
    [
      "conv2d",
      () => nn.conv2d({ in: 3, out: 4, kernel: 3, key })(tf.zeros([8, 8, 3])),
      /conv2d: the input has 3 axes/,
    ],
    ["conv2d", () => nn.conv2d({ in: 3, out: 4, kernel: 3, stride: 0, key })(x()), /conv2d: stride is 0/],
    [
      "convTranspose2d",
      () => nn.convTranspose2d({ in: 3, out: 4, kernel: 2, outputPadding: 1, key })(x()),
      /outputPadding 1 is not below/,
    ],
    [
      "linear",
      () => nn.linear({ in: 4, out: 2, key })(x()),
      /linear: the last axis of the input has 3 numbers, the weight expects 4/,
    ],
    ["batchNorm", () => nn.batchNorm({ channels: 4 })(x()), /batchNorm: input has 3 channels, weight has 4/],
    [
      "batchNorm",
      () => nn.training(() => nn.batchNorm({ channels: 3 })(tf.zeros([1, 3]))),
      /batchNorm: there is one value a channel/,
    ],
    ["layerNorm", () => nn.layerNorm({ size: 4 })(x()), /layerNorm: the last axis has 3 numbers/],
    [
      "groupNorm",
      () => nn.groupNorm({ groups: 2, channels: 3 }),
      /groupNorm: 3 channels do not divide into 2 groups/,
    ],
    [
      "multiHeadAttention",
      () => nn.multiHeadAttention({ dim: 6, heads: 4, key }),
      /a width of 6 does not divide into 4 heads/,
    ],
    [
      "multiHeadAttention",
      () => nn.multiHeadAttention({ dim: 4, heads: 2, key })(tf.zeros([2, 5, 6])),
      /the query has shape \[2, 5, 6\]; give \[batch, tokens, 4\]/,
    ],
    [
      "embedding",
      () => nn.embedding({ count: 4, dim: 2, key })(tf.zeros([3])),
      /gather: the indices are float32/,
    ],
    ["dropout", () => nn.dropout(1, { key }), /dropout: the rate is 1/],
    [
      "maxPool",
      () => nn.maxPool(x(), 3, { padding: 2 }),
      /maxPool: padding 2 is more than half the window 3/,
    ],
    ["avgPool", () => nn.avgPool(x(), 9), /avgPool: the window \[9, 9\] is larger/],
    ["pixelShuffle", () => nn.pixelShuffle(x(), 2), /pixelShuffle: 3 channels do not divide by 2²/],
    ["pixelUnshuffle", () => nn.pixelUnshuffle(x(), 3), /pixelUnshuffle: 8 x 8 pixels do not divide by 3/],
    [
      "pad",
      () => nn.padImage(x(), 8, { mode: "reflect" }),
      /pad: cannot pad axis 1 \(8 elements\) by 8 in mode reflect; give 0 … 7/,
    ],
    [
      "residual",
      () => nn.residual(nn.linear({ in: 3, out: 2, key }))(tf.zeros([1, 3])),
      /residual: body and shortcut give different shapes/,
    ],
    [
      "crossEntropy",
      () => nn.crossEntropy(tf.zeros([2, 3]), tf.zeros([2])),
      /crossEntropy: logits and targets do not fit/,
    ],
    [
      "crossEntropy",
      () => nn.crossEntropy(tf.zeros([1, 3]), tf.tensor1d([0], "int32"), { weights: [1, 2] }),
      /2 class weights for 3 classes/,
    ],
    ["mse", () => nn.mse(tf.zeros([2, 1]), tf.zeros([2])), /mse: prediction and target differ in shape/],
    ["einsum", () => nn.einsum("ij,jk", tf.zeros([2, 2]), tf.zeros([2, 2])), /einsum: .*write it as/],
    ["einsum", () => nn.einsum("ii->i", tf.zeros([2, 2])), /einsum: a letter comes twice in "ii"/],
    [
      "einsum",
      () => nn.einsum("ij,jk->ik", tf.zeros([2, 3]), tf.zeros([2, 2])),
      /einsum: "j" is 3 in one tensor and 2 in another/,
    ],
    ["matMul", () => nn.matMul(tf.zeros([2, 3]), tf.zeros([2, 3])), /matMul: the inner sizes differ/],
    ["maximum", () => nn.maximum(tf.zeros([2]), tf.zeros([3])), /maximum: \[2\] and \[3\] do not broadcast/],
  ])("%s says what is wrong and what to do", (_, run, message) => {
    expect(run).toThrow(message);
  });
});

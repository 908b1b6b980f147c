import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { seed } from "../../lib/device/random/index.js";
import { type Tensor, tf, type Variable } from "../../lib/device/tf.js";
import * as nn from "../../lib/nn/index.js";
import { onEveryEngine } from "../support/engines.js";

interface Values {
  readonly shape: number[];
  readonly data: number[];
  readonly dtype?: "int32";
}

interface TorchCase {
  readonly inputs: Readonly<Record<string, Values>>;
  readonly output: Values;
  readonly dy: Values;
  readonly grads: Readonly<Record<string, Values>>;
  readonly extra?: Readonly<Record<string, Values>>;
}

interface Fixtures {
  readonly torch: string;
  readonly cases: Readonly<Record<string, TorchCase>>;
  readonly optimizers: {
    readonly start: Values;
    readonly gradients: readonly Values[];
    readonly steps: Readonly<Record<string, readonly Values[]>>;
  };
  readonly clip: {
    readonly grads: readonly Values[];
    readonly max: number;
    readonly norm: number;
    readonly clipped: readonly Values[];
  };
  readonly schedules: Readonly<Record<string, readonly number[]>>;
  readonly gains: Readonly<Record<"linear" | "sigmoid" | "tanh" | "relu", number>>;
}

const fixtures = JSON.parse(
  await readFile(new URL("fixtures/torch.json", import.meta.url), "utf8"),
) as Fixtures;

const tensor = ({ data, shape, dtype }: Values): Tensor => tf.tensor(data, shape, dtype ?? "float32");

/** Inputs by name, as the case in fixtures/make.py has them. */
type T = Readonly<Record<string, Tensor>>;
const int = (values: number[], shape = [values.length]) => tf.tensor(values, shape, "int32");

const F = nn.functional;
const running = () => ({
  runningMean: tf.variable(tf.tensor1d([0.5, -1, 2]), false) as Variable,
  runningVar: tf.variable(tf.tensor1d([1, 2, 0.5]), false) as Variable,
});
const ids = () => int([1, 0, 1, 4, 3, 1], [2, 3]);
const labels = () => int([0, 3, 2, 1, 3]);
const holes = () => int([0, 255, 2, 1, 255]);
const weights = [0.5, 1, 2, 1.5];
const causal = () => tf.cast(nn.bandPart(tf.ones([4, 4]), -1, 0), "bool");

/** The layer that the attention cases run, with PyTorch's numbers in its variables. */
let attend: nn.MultiHeadAttention;

/** Which variable of the attention layer stands for which input of its cases. */
const variableOf: Readonly<Record<string, string>> = {
  in_proj_weight: "in_proj_weight",
  in_proj_bias: "in_proj_bias",
  out_weight: "out_proj.weight",
  out_bias: "out_proj.bias",
};

function attentionOf(t: T): nn.MultiHeadAttention {
  const layer = nn.multiHeadAttention({ dim: 8, heads: 2, key: seed(0) });
  for (const [name, path] of Object.entries(variableOf))
    layer.params[path]!.assign(t[name]!.clone() as Variable);
  return layer;
}

const ours: Readonly<Record<string, (t: T) => Tensor>> = {
  conv2d: (t) => F.conv2d(t["x"]!, t["weight"]!, { bias: t["bias"] }),
  "conv2d strided": (t) => F.conv2d(t["x"]!, t["weight"]!, { bias: t["bias"], stride: 2, padding: 1 }),
  "conv2d same": (t) => F.conv2d(t["x"]!, t["weight"]!, { bias: t["bias"], padding: "same" }),
  "conv2d dilated": (t) => F.conv2d(t["x"]!, t["weight"]!, { bias: t["bias"], dilation: 2, padding: 2 }),
  "conv2d grouped": (t) => F.conv2d(t["x"]!, t["weight"]!, { bias: t["bias"], groups: 2, padding: 1 }),
  "conv2d depthwise": (t) =>
    F.conv2d(t["x"]!, t["weight"]!, { bias: t["bias"], groups: 3, padding: 1, stride: 2 }),
  "conv2d depthwise dilated": (t) =>
    F.conv2d(t["x"]!, t["weight"]!, { bias: t["bias"], groups: 3, padding: 2, dilation: 2 }),
  convTranspose2d: (t) => F.convTranspose2d(t["x"]!, t["weight"]!, { bias: t["bias"], stride: 2 }),
  "convTranspose2d padded": (t) =>
    F.convTranspose2d(t["x"]!, t["weight"]!, { bias: t["bias"], stride: 2, padding: 1, outputPadding: 1 }),
  "convTranspose2d dilated": (t) =>
    F.convTranspose2d(t["x"]!, t["weight"]!, { bias: t["bias"], dilation: 2, padding: 1 }),
  "convTranspose2d grouped": (t) =>
    F.convTranspose2d(t["x"]!, t["weight"]!, { bias: t["bias"], stride: 2, groups: 2 }),
  linear: (t) => F.linear(t["x"]!, t["weight"]!, t["bias"]),
  batchNorm: (t) =>
    F.batchNorm(t["x"]!, { weight: t["weight"], bias: t["bias"], training: true, ...running() }),
  "batchNorm of rows": (t) =>
    F.batchNorm(t["x"]!, { weight: t["weight"], bias: t["bias"], training: true, ...running() }),
  "batchNorm evaluated": (t) =>
    F.batchNorm(t["x"]!, { weight: t["weight"], bias: t["bias"], training: false, ...running() }),
  layerNorm: (t) => F.layerNorm(t["x"]!, { weight: t["weight"], bias: t["bias"] }),
  groupNorm: (t) => F.groupNorm(t["x"]!, { groups: 2, weight: t["weight"], bias: t["bias"] }),
  "groupNorm of raw data": (t) => F.groupNorm(t["x"]!, { groups: 2, twoPass: true }),
  multiHeadAttention: (t) => attend(t["x"]!),
  "multiHeadAttention across": (t) => attend(t["query"]!, { key: t["key"]!, value: t["value"]! }),
  "attention with a mask": (t) => nn.attention(t["q"]!, t["k"]!, t["v"]!, { mask: causal() }),
  embedding: (t) => F.embedding(t["weight"]!, ids()),
  "embedding with padding": (t) => F.embedding(t["weight"]!, ids(), 1),
  maxPool: (t) => nn.maxPool(t["x"]!, 3, { stride: 2, padding: 1 }),
  avgPool: (t) => nn.avgPool(t["x"]!, 3, { stride: 2, padding: 1 }),
  "avgPool without padding": (t) => nn.avgPool(t["x"]!, 3, { stride: 2, padding: 1, countPadding: false }),
  adaptiveAvgPool: (t) => nn.adaptiveAvgPool(t["x"]!, [3, 2]),
  adaptiveMaxPool: (t) => nn.adaptiveMaxPool(t["x"]!, [3, 2]),
  "adaptiveMaxPool of ties": (t) => nn.adaptiveMaxPool(t["x"]!, [3, 2]),
  resizeBilinear: (t) => nn.resizeBilinear(t["x"]!, [7, 9]),
  "resizeBilinear to smaller": (t) => nn.resizeBilinear(t["x"]!, [3, 2]),
  "resizeBilinear with corners": (t) => nn.resizeBilinear(t["x"]!, [7, 9], { alignCorners: true }),
  resizeNearest: (t) => nn.resizeNearest(t["x"]!, [7, 12]),
  "resizeNearest exact": (t) => nn.resizeNearest(t["x"]!, [7, 12], { exact: true }),
  pixelShuffle: (t) => nn.pixelShuffle(t["x"]!, 2),
  pixelUnshuffle: (t) => nn.pixelUnshuffle(t["x"]!, 2),
  "pad by reflection": (t) => nn.padImage(t["x"]!, [1, 2], { mode: "reflect" }),
  "pad with the edge": (t) => nn.padImage(t["x"]!, [1, 2], { mode: "edge" }),
  "pad with a constant": (t) => nn.padImage(t["x"]!, [1, 2], { value: 1.5 }),
  relu: (t) => nn.relu(t["x"]!),
  relu6: (t) => nn.relu6(t["x"]!),
  leakyRelu: (t) => nn.leakyRelu(t["x"]!, 0.2),
  elu: (t) => nn.elu(t["x"]!),
  selu: (t) => nn.selu(t["x"]!),
  gelu: (t) => nn.gelu(t["x"]!),
  "gelu by tanh": (t) => nn.gelu(t["x"]!, { approximate: "tanh" }),
  silu: (t) => nn.silu(t["x"]!),
  mish: (t) => nn.mish(t["x"]!),
  sigmoid: (t) => nn.sigmoid(t["x"]!),
  tanh: (t) => nn.tanh(t["x"]!),
  softplus: (t) => nn.softplus(t["x"]!),
  hardSwish: (t) => nn.hardSwish(t["x"]!),
  hardSigmoid: (t) => nn.hardSigmoid(t["x"]!),
  prelu: (t) => F.prelu(t["x"]!, t["weight"]!),
  softmax: (t) => nn.softmax(t["x"]!),
  "logSoftmax of the first axis": (t) => nn.logSoftmax(t["x"]!, 0),
  unit: (t) => nn.unit(t["x"]!),
  cosineSimilarity: (t) => nn.cosineSimilarity(t["a"]!, t["b"]!),
  "maximum with ties": (t) => nn.maximum(t["a"]!, t["b"]!),
  "cumprod with a zero": (t) => nn.cumprod(t["x"]!),
  einsum: (t) => nn.einsum("bij,bkj->bik", t["a"]!, t["b"]!),
  crossEntropy: (t) => nn.crossEntropy(t["x"]!, labels()),
  "crossEntropy summed": (t) => nn.crossEntropy(t["x"]!, labels(), { reduction: "sum" }),
  "crossEntropy one by one": (t) => nn.crossEntropy(t["x"]!, labels(), { reduction: "none" }),
  "crossEntropy with holes": (t) => nn.crossEntropy(t["x"]!, holes(), { ignoreIndex: 255 }),
  "crossEntropy smoothed": (t) => nn.crossEntropy(t["x"]!, labels(), { labelSmoothing: 0.1 }),
  "crossEntropy smoothed with holes": (t) =>
    nn.crossEntropy(t["x"]!, holes(), { ignoreIndex: 255, labelSmoothing: 0.1 }),
  "crossEntropy weighted": (t) => nn.crossEntropy(t["x"]!, labels(), { weights }),
  "crossEntropy weighted with holes": (t) => nn.crossEntropy(t["x"]!, holes(), { ignoreIndex: 255, weights }),
  "crossEntropy weighted and smoothed with holes": (t) =>
    nn.crossEntropy(t["x"]!, holes(), { ignoreIndex: 255, weights, labelSmoothing: 0.1 }),
  "crossEntropy with distributions": (t) =>
    nn.crossEntropy(t["x"]!, t["target"]!, { weights, labelSmoothing: 0.1 }),
  "crossEntropy of pixels": (t) =>
    nn.crossEntropy(t["x"]!, int([0, 1, 255, 2, 2, 0], [1, 2, 3]), { ignoreIndex: 255 }),
  bceWithLogits: (t) => nn.bceWithLogits(t["x"]!, t["target"]!),
  "bceWithLogits with a weight": (t) => nn.bceWithLogits(t["x"]!, t["target"]!, { positiveWeight: 3 }),
  mse: (t) => nn.mse(t["x"]!, t["target"]!),
  "mse summed": (t) => nn.mse(t["x"]!, t["target"]!, { reduction: "sum" }),
  "mse one by one": (t) => nn.mse(t["x"]!, t["target"]!, { reduction: "none" }),
  l1: (t) => nn.l1(t["x"]!, t["target"]!),
  smoothL1: (t) => nn.smoothL1(t["x"]!, t["target"]!, { beta: 0.5 }),
  klDivergence: (t) => nn.klDivergence(t["x"]!, t["target"]!),
  focal: (t) => nn.focal(t["x"]!, t["target"]!),
};

const rules: Readonly<Record<string, nn.OptimizerRule>> = {
  sgd: nn.sgd({ lr: 0.1 }),
  "sgd with momentum": nn.sgd({ lr: 0.1, momentum: 0.9 }),
  "sgd with everything": nn.sgd({ lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.05 }),
  adam: nn.adam({ lr: 0.01 }),
  "adam with a penalty": nn.adam({ lr: 0.01, betas: [0.8, 0.95], eps: 1e-4, weightDecay: 0.1 }),
  adamW: nn.adamW({ lr: 0.01, weightDecay: 0.1 }),
};

it("has a case of its own for every case of the fixtures, and the other way round", () => {
  expect(Object.keys(ours).sort()).toEqual(Object.keys(fixtures.cases).sort());
  expect(Object.keys(rules).sort()).toEqual(Object.keys(fixtures.optimizers.steps).sort());
});

onEveryEngine("PyTorch's numbers", () => {
  describe.each(Object.entries(fixtures.cases))("%s", (name, expected) => {
    const close = { rtol: 2e-4, atol: name === "groupNorm of raw data" ? 2e-4 : 2e-5 };

    it("has the same value", () => {
      const inputs = Object.fromEntries(Object.entries(expected.inputs).map(([k, v]) => [k, tensor(v)]));
      if (inputs["in_proj_weight"]) attend = attentionOf(inputs);
      expect(ours[name]!(inputs)).toBeAllClose(expected.output, close);
    });

    it("has the same gradients", () => {
      const inputs = Object.fromEntries(Object.entries(expected.inputs).map(([k, v]) => [k, tensor(v)]));
      const ofVariables = "in_proj_weight" in inputs;
      if (ofVariables) attend = attentionOf(inputs);
      const asked = Object.keys(expected.grads).filter((k) => !(ofVariables && k in variableOf));
      const loss = (...xs: Tensor[]) => {
        const given = { ...inputs, ...Object.fromEntries(asked.map((k, i) => [k, xs[i]!])) };
        return tf.sum(tf.mul(ours[name]!(given), tensor(expected.dy)));
      };
      const grads = tf.grads(loss)(asked.map((k) => inputs[k]!));
      asked.forEach((k, i) => {
        expect(grads[i], k).toBeAllClose(expected.grads[k], close);
      });
      if (!ofVariables) return;
      const byVariable = tf.variableGrads(() => loss(...asked.map((k) => inputs[k]!)) as never);
      for (const [k, path] of Object.entries(variableOf)) {
        expect(byVariable.grads[attend.params[path]!.name], k).toBeAllClose(expected.grads[k], close);
      }
    });
  });

  it.each([["batchNorm"], ["batchNorm of rows"]])(
    "%s leaves the same running statistics (the variance unbiased)",
    (name) => {
      const { inputs, extra } = fixtures.cases[name]!;
      const statistics = running();
      F.batchNorm(tensor(inputs["x"]!), { training: true, ...statistics });
      expect(statistics.runningMean).toBeAllClose(extra!["mean"], { rtol: 1e-5 });
      expect(statistics.runningVar).toBeAllClose(extra!["var"], { rtol: 1e-5 });
    },
  );

  it.each(Object.entries(rules))("%s takes the same steps", (name, rule) => {
    const { start, gradients, steps } = fixtures.optimizers;
    const p = tf.variable(tensor(start)) as Variable;
    const optimizer = rule.init({ p });
    gradients.forEach((gradient, i) => {
      optimizer.apply({ p: tensor(gradient) });
      expect(p, `step ${i + 1}`).toBeAllClose(steps[name]![i], { rtol: 1e-5, atol: 1e-6 });
    });
  });

  it("clips gradients to the same length", () => {
    const { grads, max, norm, clipped } = fixtures.clip;
    const result = nn.clipByNorm({ a: tensor(grads[0]!), b: tensor(grads[1]!) }, max);
    expect(result.norm).toBeAllClose(norm);
    expect(result.grads.a).toBeAllClose(clipped[0]);
    expect(result.grads.b).toBeAllClose(clipped[1]);
  });
});

describe("PyTorch's schedules", () => {
  const schedules: Readonly<Record<string, nn.Schedule>> = {
    step: nn.stepDecay(0.1, { every: 4, factor: 0.5 }),
    multiStep: nn.multiStep(0.1, { at: [3, 8] }),
    cosine: nn.cosine(0.1, { over: 10, end: 0.01 }),
    poly: nn.poly(0.1, { over: 10 }),
    warmUp: nn.warmUp(0.1, { over: 5, from: 0.2 }),
  };

  it.each(Object.entries(schedules))("%s gives the same rates", (name, schedule) => {
    const expected = fixtures.schedules[name]!;
    expect(expected.map((_, t) => schedule(t))).toBeAllClose(expected, { rtol: 1e-6, atol: 1e-9 });
  });

  it.each(Object.entries(fixtures.gains))("the gain of %s is the same", (name, gain) => {
    expect(nn.gain(name as "relu")).toBeCloseTo(gain, 7);
  });
});

describe("the fixtures", () => {
  const python = process.env["SWATH_TEST_PYTHON"];

  it.skipIf(!python)(
    "are what PyTorch computes today (SWATH_TEST_PYTHON names a Python with torch)",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "swath-torch-"));
      try {
        const file = join(folder, "torch.json");
        const script = new URL("fixtures/make.py", import.meta.url).pathname;
        await promisify(execFile)(python as string, [script, file]);
        const fresh = JSON.parse(await readFile(file, "utf8")) as Fixtures;
        expect(Object.keys(fresh.cases)).toEqual(Object.keys(fixtures.cases));
        for (const [name, { output, grads }] of Object.entries(fresh.cases)) {
          const committed = fixtures.cases[name]!;
          expect(committed.output, name).toBeAllClose(output, { rtol: 1e-4, atol: 1e-5 });
          for (const k of Object.keys(grads)) {
            expect(committed.grads[k], `${name}: ${k}`).toBeAllClose(grads[k], { rtol: 1e-3, atol: 1e-4 });
          }
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
});

import { beforeAll, expect, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { seed } from "../../lib/device/random/index.js";
import { attentionBlock, frequencyParser } from "../../lib/diffusion/index.js";
import * as nn from "../../lib/nn/index.js";
import { asTorch, nchw, nhwc, plain } from "./layout.js";

const key = seed(1);
const counting = (...shape: number[]) => ({
  shape,
  dtype: "float32" as const,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
});

beforeAll(async () => {
  await start();
});

it("images go to NHWC and come back", () => {
  const x = counting(2, 3, 4, 5);
  expect(nhwc(x).shape).toEqual([2, 4, 5, 3]);
  expect(nhwc(x).dataSync().slice(0, 3)).toEqual(Float32Array.of(0, 20, 40));
  expect(nchw(nhwc(x))).toBeAllClose(x, { atol: 0, rtol: 0 });
  expect(plain({ ...counting(2), dtype: "bool" }).dtype).toBe("int32");
});

it("tensors that lie as a model's variables come out as they were assigned", () => {
  const models = [
    nn.conv2d({ in: 2, out: 3, kernel: [3, 5], key }),
    nn.linear({ in: 2, out: 3, key }),
    attentionBlock({ channels: 4, groups: 2, key }),
    frequencyParser({ channels: 4, groups: 2, mode: "map", size: [2, 3], key }),
  ];
  const torch = [
    { weight: [3, 2, 3, 5], bias: [3] },
    { weight: [3, 2], bias: [3] },
    { "qkv.weight": [12, 4, 1], "proj_out.weight": [4, 4, 1] },
    { map: [4, 2, 3], "conv2d.weight": [4, 4, 3, 3] },
  ];
  models.forEach((model, i) => {
    const weights = Object.fromEntries(
      Object.entries(torch[i]!).map(([name, shape]) => [name, counting(...shape)]),
    );
    nn.assignWeights(model, weights, { strict: false });
    const back = asTorch(model, model.params);
    for (const [name, { shape, data }] of Object.entries(weights)) {
      expect(back[name], name).toEqual({ shape, data });
    }
  });
});

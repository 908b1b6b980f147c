import { describe, expect, it } from "vitest";
import { seed } from "../../../lib/device/random/index.js";
import * as nn from "../../../lib/nn/index.js";

const spec = { shape: [200, 300], fanIn: 200, fanOut: 300 };
const key = seed(1);

function facts(values: Float32Array) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return { mean, std, largest };
}

describe("initialisers", () => {
  it.each([
    ["kaimingUniform", nn.kaimingUniform(), Math.sqrt(2 / 200), Math.sqrt(6 / 200)],
    ["kaimingUniform by out", nn.kaimingUniform({ fan: "out" }), Math.sqrt(2 / 300), Math.sqrt(6 / 300)],
    ["kaimingNormal", nn.kaimingNormal({ nonlinearity: "tanh" }), 5 / 3 / Math.sqrt(200), 1],
    ["xavierUniform", nn.xavierUniform(), Math.sqrt(2 / 500), Math.sqrt(6 / 500)],
    ["xavierNormal", nn.xavierNormal(2), 2 * Math.sqrt(2 / 500), 2],
    ["normalInit", nn.normalInit(0.02), 0.02, 1],
    ["truncatedNormalInit", nn.truncatedNormalInit(0.02), 0.02 * 0.8796, 0.04],
    ["uniformInit", nn.uniformInit(-0.5, 0.5), 1 / Math.sqrt(12), 0.5],
  ])("%s has the spread that its formula says", (_, init, std, bound) => {
    const found = facts(init(key, spec));
    expect(Math.abs(found.mean)).toBeLessThan((4 * std) / Math.sqrt(60_000));
    expect(found.std / std).toBeCloseTo(1, 1.7);
    expect(found.largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
  });

  it("constantInit is constant", () => {
    expect(new Set(nn.constantInit(0.5)(key, spec))).toEqual(new Set([0.5]));
  });

  it("convolutions and linear layers begin as PyTorch's: uniform in ± 1 / sqrt(fan in)", () => {
    const conv = nn.conv2d({ in: 8, out: 64, kernel: 3, groups: 2, key });
    const bound = 1 / Math.sqrt(4 * 9);
    const weight = facts(conv.parts.weight.dataSync() as Float32Array);
    expect(weight.largest).toBeLessThanOrEqual(bound);
    expect(weight.largest).toBeGreaterThan(bound * 0.98);
    expect(weight.std / (bound / Math.sqrt(3))).toBeCloseTo(1, 1.5);
    expect(facts(conv.parts.bias!.dataSync() as Float32Array).largest).toBeLessThanOrEqual(bound);
    const fc = nn.linear({ in: 100, out: 50, key });
    expect(facts(fc.parts.weight.dataSync() as Float32Array).largest).toBeLessThanOrEqual(0.1);
  });

  it("a transposed convolution counts its fan as PyTorch does, by the output", () => {
    const up = nn.convTranspose2d({ in: 64, out: 4, kernel: 2, key });
    const { largest } = facts(up.parts.weight.dataSync() as Float32Array);
    expect(largest).toBeGreaterThan(0.9 / Math.sqrt(4 * 4));
    expect(largest).toBeLessThanOrEqual(1 / Math.sqrt(4 * 4));
  });

  it("attention begins as PyTorch's: Xavier inside, no bias", () => {
    const attend = nn.multiHeadAttention({ dim: 32, heads: 4, key });
    const bound = Math.sqrt(6 / (32 + 96));
    expect(facts(attend.parts.in_proj_weight.dataSync() as Float32Array).largest).toBeLessThanOrEqual(bound);
    expect(new Set(attend.parts.in_proj_bias!.dataSync())).toEqual(new Set([0]));
    expect(new Set(attend.params["out_proj.bias"]!.dataSync())).toEqual(new Set([0]));
  });

  it("an embedding is standard normal, with zeros in its padding row", () => {
    const table = nn.embedding({ count: 500, dim: 16, paddingIndex: 3, key }).parts.weight;
    const values = table.dataSync() as Float32Array;
    expect(new Set(values.subarray(48, 64))).toEqual(new Set([0]));
    expect(facts(values).std).toBeCloseTo(1, 1);
  });

  it("weight and bias, and two keys, draw different numbers; one key the same", () => {
    const made = (n: number) => nn.linear({ in: 4, out: 4, key: seed(n) });
    const [a, b, c] = [made(1), made(1), made(2)];
    expect(a.parts.weight).toBeAllClose(b.parts.weight, { rtol: 0, atol: 0 });
    expect(a.parts.weight).not.toBeAllClose(c.parts.weight);
    expect(Array.from(a.parts.weight.dataSync().subarray(0, 4))).not.toEqual(
      Array.from(a.parts.bias!.dataSync()),
    );
  });

  it("a wrong count of values is refused", () => {
    const short = () => new Float32Array(3);
    expect(() => nn.linear({ in: 4, out: 4, key, init: short })).toThrow(
      /init: the initialiser gave 3 values for \[4, 4\]/,
    );
  });
});

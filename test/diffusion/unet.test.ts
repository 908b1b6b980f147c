import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { seed } from "../../lib/device/random/index.js";
import { tf } from "../../lib/device/tf.js";
import * as diffusion from "../../lib/diffusion/index.js";
import * as nn from "../../lib/nn/index.js";
import type { Module } from "../../lib/nn/module.js";

const key = seed(1);

beforeAll(async () => {
  await start();
});

describe("the blocks of the U-Net", () => {
  it("halve and double inside a residual block as well", () => {
    const [x, emb] = [tf.ones([1, 4, 4, 4]), tf.ones([1, 6])];
    const spec = { in: 4, out: 4, emb: 6, groups: 2, key };
    expect(diffusion.resBlock({ ...spec, resample: "down" })(x, emb).shape).toEqual([1, 2, 2, 4]);
    expect(diffusion.resBlock({ ...spec, resample: "up" })(x, emb).shape).toEqual([1, 8, 8, 4]);
  });

  it("begin as their skip path, and attention as the identity", () => {
    const x = tf.randomNormal([1, 4, 4, 4], 0, 1, "float32", 3);
    expect(diffusion.resBlock({ in: 4, out: 4, emb: 6, groups: 2, key })(x, tf.ones([1, 6]))).toBeAllClose(x);
    expect(diffusion.attentionBlock({ channels: 4, groups: 2, key })(x)).toBeAllClose(x);
  });
});

describe("the time-conditioned U-Net", () => {
  const parameters = (net: Module | diffusion.Unet) =>
    Object.values(net.params).reduce((sum, { size }) => sum + size, 0);

  it("has as many parameters as guided diffusion's of the same widths", () => {
    expect(parameters(diffusion.unet({ inChannels: 3, key }))).toBe(15_724_931);
  });

  it("begins by predicting no noise at all", () => {
    const net = diffusion.unet({
      inChannels: 2,
      channels: 4,
      channelMult: [1, 2],
      resBlocks: 1,
      groups: 2,
      key,
    });
    expect(net(tf.ones([1, 4, 4, 2]), tf.tensor1d([3], "int32"))).toBeAllClose(tf.zeros([1, 4, 4, 2]));
  });

  it("changes its size inside residual blocks, or without weights, when told", () => {
    const spec = {
      inChannels: 2,
      channels: 4,
      channelMult: [1, 2],
      resBlocks: 1,
      groups: 2,
      attentionAt: [1, 2],
      key,
    };
    const t = tf.tensor1d([3], "int32");
    for (const how of [
      { resBlockResample: true },
      { convResample: false },
      { scaleShift: true },
      { headChannels: 2 },
    ]) {
      expect(diffusion.unet({ ...spec, ...how })(tf.ones([1, 4, 4, 2]), t).shape).toEqual([1, 4, 4, 2]);
    }
  });

  it("gives each weight a gradient", () => {
    const spec = {
      inChannels: 2,
      channels: 4,
      channelMult: [1, 2],
      resBlocks: 1,
      groups: 2,
      attentionAt: [2],
    };
    const net = diffusion.unet({ ...spec, zero: false, scaleShift: true, key });
    const [x, t] = [tf.randomNormal([2, 4, 4, 2], 0, 1, "float32", 1), tf.tensor1d([3, 7], "int32")];
    const { grads } = nn.valueAndGrad(() => diffusion.noiseLoss(x, net(x, t)), net.params);
    const still = Object.keys(net.params).filter(
      (name) => !grads[name]?.dataSync().some((value) => value !== 0),
    );
    // A bias in front of a group norm of a single channel would be one; with two channels a group none is.
    expect(still).toEqual([]);
  });

  it("says what image and how many time steps it wants", () => {
    const net = diffusion.unet({
      inChannels: 2,
      channels: 4,
      channelMult: [1, 2],
      resBlocks: 1,
      groups: 2,
      key,
    });
    const t = tf.tensor1d([3], "int32");
    expect(() => net(tf.ones([1, 5, 4, 2]), t)).toThrow(/divisible by 2/);
    expect(() => net(tf.ones([2, 4, 4, 2]), t)).toThrow(/1 time steps for 2 images; give one an image/);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../lib/device/engine.js";
import { seed } from "../../lib/device/random/index.js";
import { type Tensor, tf } from "../../lib/device/tf.js";
import * as diffusion from "../../lib/diffusion/index.js";
import * as nn from "../../lib/nn/index.js";
import type { Module } from "../../lib/nn/module.js";
import { casesOf, type GoldenTensor, nchw, nhwc, numbersOf, plain, within } from "./cases.js";
import { mdflParserName } from "./names.js";

const key = seed(1);

beforeAll(async () => {
  await start();
});

/** The last part of mdfl's short names in the words of guided diffusion. */
const mdflParts: Readonly<Record<string, string>> = {
  n1_g: "in_layers.0.weight",
  n1_b: "in_layers.0.bias",
  c1_w: "in_layers.2.weight",
  c1_b: "in_layers.2.bias",
  e_w: "emb_layers.1.weight",
  e_b: "emb_layers.1.bias",
  n2_g: "out_layers.0.weight",
  n2_b: "out_layers.0.bias",
  c2_w: "out_layers.3.weight",
  c2_b: "out_layers.3.bias",
  s_w: "skip_connection.weight",
  s_b: "skip_connection.bias",
  n_g: "norm.weight",
  n_b: "norm.bias",
  qkv_w: "qkv.weight",
  qkv_b: "qkv.bias",
  o_w: "proj_out.weight",
  o_b: "proj_out.bias",
  w: "weight",
  b: "bias",
};

const mdflUnetName =
  (blockOfUp: (k: number) => number) =>
  (name: string): string => {
    const fixed: Readonly<Record<string, string>> = {
      te0_w: "time_embed.0.weight",
      te0_b: "time_embed.0.bias",
      te1_w: "time_embed.2.weight",
      te1_b: "time_embed.2.bias",
      fin_g: "out.0.weight",
      fin_b: "out.0.bias",
      fin_w: "out.2.weight",
      fin_cb: "out.2.bias",
    };
    if (fixed[name]) return fixed[name];
    const down = /^in(\d+)_([wb])$/.exec(name);
    if (down) return `input_blocks.${down[1]}.0.${down[1] === "0" ? "" : "op."}${mdflParts[down[2]!]}`;
    const [, where, k, rest] = /^(in|cond|mid|out)(\d+)\.(.+)$/.exec(name)!;
    const up = /^up_([wb])$/.exec(rest!);
    if (up) return `output_blocks.${k}.${blockOfUp(Number(k))}.conv.${mdflParts[up[1]!]}`;
    const inner = mdflParts[rest!] ?? mdflParserName(rest!);
    if (where === "mid") return `middle_block.${k}.${inner}`;
    return `${{ in: "input_blocks", cond: "cond", out: "output_blocks" }[where!]}.${k}.0.${inner}`;
  };

describe("the blocks of the U-Net", () => {
  it.each(casesOf("feddiff/resblock"))("a residual block gives the official numbers ($file)", (golden) => {
    const { config, inputs, weights, outputs } = golden;
    const block = diffusion.resBlock({
      in: config.in,
      out: config.out,
      emb: config.emb,
      groups: config.groups,
      eps: config.gn_eps,
      scaleShift: config.use_scale_shift_norm,
      resample: config.down ? "down" : undefined,
      key,
    });
    nn.assignWeights(block, weights);
    const y = block(nhwc(inputs.x), plain(inputs.emb));
    expect(nchw(y)).toBeAllClose(outputs.y, within(golden, "y"));
  });

  it.each(casesOf("mdfl/resblock"))("a residual block gives the sheet's numbers ($file)", (golden) => {
    const { config, inputs, weights, outputs } = golden;
    const { in: from, out, emb, groups, gn_eps: eps } = config;
    const block = diffusion.resBlock({ in: from, out, emb, groups, eps, key });
    nn.assignWeights(block, weights, { rename: (name) => mdflParts[name]! });
    expect(nchw(block(nhwc(inputs.x), plain(inputs.emb)))).toBeAllClose(outputs.y, within(golden, "y"));
  });

  it.each(casesOf("feddiff/attention"))("attention gives the official numbers ($file)", (golden) => {
    const { config, inputs, weights, outputs } = golden;
    const { channels, num_heads: heads, use_new_attention_order: qkvFirst } = config;
    const block = diffusion.attentionBlock({ channels, heads, order: qkvFirst ? "qkv" : "heads", key });
    nn.assignWeights(block, weights);
    expect(nchw(block(nhwc(inputs.x)))).toBeAllClose(outputs.y, within(golden, "y"));
  });

  it.each(casesOf("feddiff/resample"))("the size changes by the official numbers ($file)", (golden) => {
    const { channels } = golden.config;
    const layers = nn.module(
      "both",
      { up: diffusion.upsample({ channels, key }), down: diffusion.downsample({ channels, key }) },
      (x: Tensor) => x,
    );
    nn.assignWeights(layers, golden.weights);
    const x = nhwc(golden.inputs.x);
    expect(nchw(layers.parts.up(x))).toBeAllClose(golden.outputs.up, within(golden, "up"));
    expect(nchw(layers.parts.down(x))).toBeAllClose(golden.outputs.down, within(golden, "down"));
  });

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

interface NetConfig {
  readonly in_channels: number;
  readonly out_channels: number;
  readonly model_channels: number;
  readonly channel_mult: readonly number[];
  readonly num_res_blocks: number;
  readonly attention_resolutions: readonly number[];
  readonly num_heads: number;
  readonly conv_resample: boolean;
  readonly use_scale_shift_norm: boolean;
  readonly resblock_updown: boolean;
  readonly use_new_attention_order: boolean;
}

const feddiffNet = (config: NetConfig) =>
  diffusion.unet({
    inChannels: config.in_channels,
    outChannels: config.out_channels,
    channels: config.model_channels,
    channelMult: config.channel_mult,
    resBlocks: config.num_res_blocks,
    attentionAt: config.attention_resolutions,
    heads: config.num_heads,
    convResample: config.conv_resample,
    scaleShift: config.use_scale_shift_norm,
    resBlockResample: config.resblock_updown,
    attentionOrder: config.use_new_attention_order ? "qkv" : "heads",
    condition: ({ channels, modules, key: own }) =>
      Array.from({ length: modules }, (_, i) => diffusion.frequencyParser({ channels, key: own.fold(i) })),
    key,
  });

describe("the time-conditioned U-Net", () => {
  it.each(casesOf("feddiff/unet"))("gives the official prediction, loss and gradients ($file)", (golden) => {
    const { config, inputs, weights, outputs } = golden;
    const net = feddiffNet(config);
    nn.assignWeights(net, weights);
    const schedule = diffusion.linearSchedule({
      steps: config.T,
      from: config.beta_start,
      to: config.beta_end,
    });
    const noise = nhwc(inputs.noise);
    const t = numbersOf(inputs.t);
    const xt = diffusion.addNoise(schedule, nhwc(inputs.x0), t, noise);
    const { out, middle } = net.features(xt, tf.tensor1d(t, "int32"));
    expect(nchw(xt)).toBeAllClose(outputs.x_t, within(golden, "x_t"));
    expect(nchw(out)).toBeAllClose(outputs.noise_pred, within(golden, "noise_pred"));
    expect(nchw(middle)).toBeAllClose(outputs.mid_feature, within(golden, "mid_feature"));
    const { loss, grads } = nn.valueAndGrad(
      () => diffusion.noiseLoss(noise, net(xt, tf.tensor1d(t, "int32")), { kind: "l1" }),
      net.params,
    );
    expect(loss.dataSync()[0]).toBeAllClose(outputs.l1_loss, within(golden, "l1_loss"));
    for (const [name, want] of Object.entries(outputs.grads as Record<string, GoldenTensor>)) {
      // Only biases are listed, which lie the same everywhere.
      expect(grads[name], name).toBeAllClose(want, within(golden, `grads/${name}`));
    }
  });

  it.each(casesOf("feddiff/unet-forward"))("gives the official prediction at full size ($file)", (golden) => {
    const { config, inputs, weights, outputs } = golden;
    const net = feddiffNet(config);
    nn.assignWeights(net, weights);
    const { out, middle } = net.features(nhwc(inputs.x), tf.tensor1d(numbersOf(inputs.t), "int32"));
    for (const [name, value] of [
      ["noise_pred", nchw(out)] as const,
      ["mid_feature", nchw(middle)] as const,
    ]) {
      const got = value.dataSync() as Float32Array;
      const want = outputs[name];
      expect(got.length).toBe(want.shape_numel);
      expect(got.slice(0, 32), name).toBeAllClose(want.first_32.data, within(golden, name));
      expect(got.slice(-8), name).toBeAllClose(want.last_8.data, within(golden, name));
      const mean = got.reduce((a, b) => a + b, 0) / got.length;
      expect(mean, name).toBeAllClose(want.mean, within(golden, name));
    }
  });

  it.each(casesOf("mdfl/unet"))("gives the sheet's prediction ($file)", (golden) => {
    const { config, inputs, weights, outputs } = golden;
    const net = diffusion.unet({
      inChannels: config.in_channels,
      channels: config.model_channels,
      channelMult: config.channel_mult,
      resBlocks: config.num_res_blocks,
      attentionAt: [],
      heads: config.heads,
      groups: config.groups_res_attn,
      eps: config.gn_eps,
      embedding: config.time_embed_dim,
      condition: ({ channels, key: own }) => [
        diffusion.frequencyParser({ channels, groups: config.groups_parser, eps: config.gn_eps, key: own }),
      ],
      key,
    });
    nn.assignWeights(net, weights, { rename: mdflUnetName(() => 1) });
    const { out, middle } = net.features(nhwc(inputs.x), plain(inputs.t));
    expect(nchw(out)).toBeAllClose(outputs.eps_hat, within(golden, "eps_hat"));
    expect(nchw(middle)).toBeAllClose(outputs.middle_feature, within(golden, "middle_feature"));
  });

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

/** Every ready network against PyTorch through loaded weights: forward, loss in training mode, gradients, buffers. */
import { beforeAll, describe, expect, it } from "vitest";
import { start } from "../../../lib/device/engine.js";
import { seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import { unet } from "../../../lib/diffusion/index.js";
import * as nn from "../../../lib/nn/index.js";
import type { AnyModule } from "../../../lib/nn/module.js";
import { fixture } from "./fixture.js";

const key = seed(1);

beforeAll(async () => {
  await start();
});

const smallUnet = {
  inChannels: 2,
  channels: 4,
  channelMult: [1, 2],
  resBlocks: 1,
  attentionAt: [2],
  heads: 2,
  groups: 2,
  key,
} as const;

const networks: Readonly<Record<string, () => AnyModule>> = {
  "resnet-basic": () => nn.resnet({ block: "basic", layers: [1, 1], widths: [4, 8], classes: 3, key }),
  "resnet-bottleneck": () =>
    nn.resnet({
      block: "bottleneck",
      layers: [1, 2],
      widths: [2, 4],
      classes: 3,
      stem: "cifar",
      inChannels: 2,
      key,
    }),
  "resnet-zeropad": () =>
    nn.resnet({
      block: "basic",
      layers: [1, 1, 1],
      widths: [4, 6, 8],
      classes: 3,
      stem: "cifar",
      shortcut: "zeroPad",
      key,
    }),
  "vgg-average": () => nn.vgg({ plan: [4, "pool", 6, 8, "pool"], classes: 3, head: "average", key }),
  "vgg-imagenet": () => nn.vgg({ plan: [4, "pool"], classes: 3, hidden: 5, dropout: 0, key }),
  "vit-class": () => nn.vit({ size: 8, patch: 4, dim: 8, depth: 2, heads: 2, hidden: 12, classes: 3, key }),
  "vit-mean": () => nn.vit({ size: 8, patch: 2, dim: 8, depth: 1, heads: 4, classes: 3, pool: "mean", key }),
  "hr-module": () => nn.hrModule({ widths: [2, 4, 6], blocks: 1, key }),
  hyperspectral: () => nn.hyperspectralAutoencoder({ bands: 10, widths: [6, 3], key }),
  unet: () => unet(smallUnet),
  "unet-options": () =>
    unet({ ...smallUnet, scaleShift: true, resBlockResample: true, attentionOrder: "qkv" }),
};

/** A module of any arguments with the fixture's: a list for the exchange module, else one after the other. */
const outputs = (model: AnyModule, inputs: readonly Tensor[]): Tensor[] => {
  const result: Tensor | Tensor[] = model.kind === "hrModule" ? model(inputs) : model(...inputs);
  return Array.isArray(result) ? result : [result];
};

describe.each(Object.keys(networks))("the network %s", (name) => {
  it("gives what PyTorch gives with the same weights", async () => {
    const { weights, inputs, evaluated } = await fixture(name);
    const model = networks[name]!();
    nn.assignWeights(model, weights);
    const got = outputs(model, inputs);
    expect(got.length).toBe(evaluated.length);
    got.forEach((y, i) => {
      expect(y).toBeAllClose(evaluated[i], { rtol: 1e-4, atol: 1e-5 });
    });
  });

  it("has PyTorch's loss, gradients and running statistics in training", async () => {
    const { weights, inputs, loss: wanted, grads: wantedGrads, after } = await fixture(name);
    const model = networks[name]!();
    nn.assignWeights(model, weights);
    const { loss, grads } = nn.valueAndGrad(
      () =>
        outputs(model, inputs).reduce<Tensor>((sum, y) => tf.add(sum, tf.mean(tf.square(y))), tf.scalar(0)),
      model.params,
    );
    expect(loss.dataSync()[0]).toBeAllClose(wanted, { rtol: 1e-4 });
    expect(Object.keys(grads).sort()).toEqual(Object.keys(wantedGrads).sort());
    // Gradients lie as their parameters do: a second network holds PyTorch's in our layout.
    const want = networks[name]!();
    nn.assignWeights(want, { ...wantedGrads, ...after });
    for (const [parameter, grad] of Object.entries(grads)) {
      expect(grad, parameter).toBeAllClose(want.params[parameter], { rtol: 2e-3, atol: 2e-5 });
    }
    for (const [buffer, value] of Object.entries(model.buffers)) {
      expect(value, buffer).toBeAllClose(want.buffers[buffer], { rtol: 1e-4, atol: 1e-5 });
    }
  });
});

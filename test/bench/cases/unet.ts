import { unet as network, noiseLoss } from "../../../lib/diffusion/index.js";
import type { AnyModule } from "../../../lib/nn/module.js";
import { type BenchCase, labels, normals, rounding, trained } from "./case.js";

export const unet: BenchCase = {
  name: "unet",
  title: "DDPM U-Net with 15.7 M parameters, 32x32, batch 16, Adam",
  config: {
    channels: 3,
    width: 64,
    mult: [1, 2, 4],
    resBlocks: 2,
    attention: [4],
    heads: 4,
    optimizer: { kind: "adam", lr: 1e-4 },
  },
  ...rounding,
  build(key) {
    // Nothing begins at zero, so that every weight takes part in the compared losses.
    const model = network({ inChannels: 3, heads: 4, zero: false, key: key.fold("model") });
    const inputs = {
      x: normals(key.fold("x"), 16, 32, 32, 3),
      t: labels(key.fold("t"), 1000, 16),
      noise: normals(key.fold("noise"), 16, 32, 32, 3),
    };
    return trained(model as AnyModule, unet.config.optimizer!, inputs, ({ x, t, noise }) =>
      noiseLoss(noise!, model(x!, t!)),
    );
  },
};

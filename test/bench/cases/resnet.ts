import * as nn from "../../../lib/nn/index.js";
import type { ResNet, ResNetOptions } from "../../../lib/nn/models/index.js";
import { type BenchCase, classified, labels, normals, rounding } from "./case.js";
import { el2n } from "./el2n.js";

const wide = { layers: [2, 2, 2, 2], widths: [64, 128, 256, 512] };

export const resnet18: BenchCase = {
  name: "resnet18",
  title: "ResNet-18, 64x64, batch 64, SGD",
  config: {
    ...wide,
    classes: 10,
    stem: "imagenet",
    shortcut: "projection",
    // At 0.01 the third loss moves by 3e-4 between PyTorch's own layouts: batch norm over 2x2 maps amplifies rounding.
    optimizer: { kind: "sgd", lr: 0.002 },
  },
  ...rounding,
  build(key) {
    const model = nn.resnet18({ classes: 10, key: key.fold("model") });
    const inputs = { x: normals(key.fold("x"), 64, 64, 64, 3), y: labels(key.fold("y"), 10, 64) };
    return classified(model, resnet18.config.optimizer!, inputs);
  },
};

export const resnet20: BenchCase = {
  name: "resnet20",
  title: "ResNet-20, 32x32, batch 128, SGD with momentum",
  config: {
    layers: [3, 3, 3],
    widths: [16, 32, 64],
    classes: 10,
    stem: "cifar",
    shortcut: "zeroPad",
    optimizer: { kind: "sgd", lr: 0.1, momentum: 0.9 },
  },
  ...rounding,
  build(key) {
    const model = nn.resnet20({ classes: 10, key: key.fold("model") });
    const inputs = { x: normals(key.fold("x"), 128, 32, 32, 3), y: labels(key.fold("y"), 10, 128) };
    return classified(model, resnet20.config.optimizer!, inputs);
  },
};

const small = (options: ResNetOptions): ResNet => nn.resnet18({ stem: "cifar", ...options });

export const scores: BenchCase = {
  name: "scores",
  title: "ResNet-18 scores (EL2N) of 256 images 32x32, forward",
  config: { ...wide, classes: 10, stem: "cifar", shortcut: "projection" },
  ...rounding,
  build(key) {
    const model = small({ classes: 10, key: key.fold("model") });
    return {
      model,
      inputs: { x: normals(key.fold("x"), 256, 32, 32, 3), y: labels(key.fold("y"), 10, 256) },
      step: ({ x, y }) => el2n(model(x!), y!),
    };
  },
};

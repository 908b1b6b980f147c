import * as nn from "../../../lib/nn/index.js";
import { type BenchCase, classified, labels, normals } from "./case.js";

export const vgg19: BenchCase = {
  name: "vgg19",
  title: "VGG-19 with batch norm, 64x64, batch 32, SGD with momentum",
  config: { classes: 10, optimizer: { kind: "sgd", lr: 0.001, momentum: 0.9 } },
  tolerance: 1e-3,
  why: "sixteen batch norms, the last over 4x4 maps, amplify rounding: PyTorch's own two layouts drift apart as fast",
  build(key) {
    const model = nn.vgg19({ classes: 10, head: "average", key: key.fold("model") });
    const inputs = { x: normals(key.fold("x"), 32, 64, 64, 3), y: labels(key.fold("y"), 10, 32) };
    return classified(model, vgg19.config.optimizer!, inputs);
  },
};

import * as nn from "../../../lib/nn/index.js";
import { type BenchCase, classified, labels, normals, rounding } from "./case.js";

/** Small enough for the slowest engine. */
export const small: BenchCase = {
  name: "small",
  title: "a residual network of 3 blocks, 16x16, batch 8, SGD with momentum",
  config: { optimizer: { kind: "sgd", lr: 0.01, momentum: 0.9 } },
  ...rounding,
  build(key) {
    const model = nn.resnet({
      block: "basic",
      layers: [1, 1, 1],
      widths: [8, 16, 32],
      stem: "cifar",
      classes: 10,
      key: key.fold("model"),
    });
    const inputs = { x: normals(key.fold("x"), 8, 16, 16, 3), y: labels(key.fold("y"), 10, 8) };
    return classified(model, small.config.optimizer!, inputs);
  },
};

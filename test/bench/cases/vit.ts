import * as nn from "../../../lib/nn/index.js";
import { type BenchCase, classified, labels, normals, rounding } from "./case.js";

export const vit: BenchCase = {
  name: "vit",
  title: "vision transformer, 64 tokens of width 64, 5 blocks, batch 64, Adam",
  config: {
    size: 32,
    patch: 4,
    dim: 64,
    depth: 5,
    heads: 4,
    hidden: 128,
    classes: 10,
    optimizer: { kind: "adam", lr: 1e-3 },
  },
  ...rounding,
  build(key) {
    const model = nn.vit({
      size: 32,
      patch: 4,
      dim: 64,
      depth: 5,
      heads: 4,
      hidden: 128,
      classes: 10,
      pool: "mean",
      key: key.fold("model"),
    });
    const inputs = { x: normals(key.fold("x"), 64, 32, 32, 3), y: labels(key.fold("y"), 10, 64) };
    return classified(model, vit.config.optimizer!, inputs);
  },
};

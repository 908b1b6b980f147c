import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { type BenchCase, classified, labels, normals, rounding } from "./case.js";

export const separable: BenchCase = {
  name: "separable",
  title: "depthwise and pointwise convolution, 32x32x64, batch 64, SGD",
  config: { channels: 64, out: 64, classes: 10, optimizer: { kind: "sgd", lr: 0.01 } },
  ...rounding,
  build(key) {
    const init = nn.kaimingNormal({ fan: "out" });
    const plain = { in: 64, out: 64, bias: false, init };
    const depthwise = nn.conv2d({ ...plain, kernel: 3, padding: 1, groups: 64, key: key.fold("depthwise") });
    const pointwise = nn.conv2d({ ...plain, kernel: 1, key: key.fold("pointwise") });
    const [bn1, bn2] = [nn.batchNorm({ channels: 64 }), nn.batchNorm({ channels: 64 })];
    const fc = nn.linear({ in: 64, out: 10, key: key.fold("fc") });
    const model = nn.module("separable", { depthwise, bn1, pointwise, bn2, fc }, (x: Tensor) =>
      tf.tidy(() => {
        const features = nn.relu(bn2(pointwise(nn.relu(bn1(depthwise(x))))));
        return fc(nn.mean(features, { axis: [1, 2] }));
      }),
    );
    const inputs = { x: normals(key.fold("x"), 64, 32, 32, 64), y: labels(key.fold("y"), 10, 64) };
    return classified(model, separable.config.optimizer!, inputs);
  },
};

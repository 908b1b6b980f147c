import { type Tensor, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { type BenchCase, labels, normals, rounding, trained } from "./case.js";

const widths = [32, 64, 128];
const classes = 11;

export const hrnet: BenchCase = {
  name: "hrnet",
  title:
    "HRNet exchange module, 128x128, three branches of 32, 64 and 128 channels, batch 4, SGD with momentum",
  config: { widths, blocks: 4, classes, optimizer: { kind: "sgd", lr: 0.01, momentum: 0.9 } },
  ...rounding,
  build(key) {
    const exchange = nn.hrModule({ widths, blocks: 4, key: key.fold("exchange") });
    const head = nn.conv2d({ in: 224, out: classes, kernel: 1, key: key.fold("head") });
    const model = nn.module("segmenter", { exchange, head }, (...xs: Tensor[]) =>
      tf.tidy(() => {
        const [first, ...others] = exchange(xs) as [Tensor, ...Tensor[]];
        const size = [first.shape[1]!, first.shape[2]!] as const;
        return head(tf.concat([first, ...others.map((y) => nn.resizeBilinear(y, size))], 3));
      }),
    );
    const inputs = {
      x0: normals(key.fold("x0"), 4, 128, 128, 32),
      x1: normals(key.fold("x1"), 4, 64, 64, 64),
      x2: normals(key.fold("x2"), 4, 32, 32, 128),
      y: labels(key.fold("y"), classes, 4, 128, 128),
    };
    return trained(model, hrnet.config.optimizer!, inputs, ({ x0, x1, x2, y }) =>
      nn.crossEntropy(model(x0!, x1!, x2!), y!),
    );
  },
};

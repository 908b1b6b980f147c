import { type Tensor2D, tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { type BenchCase, rounding, uniforms } from "./case.js";

// Uniform numbers above 0: the mean of the result, which is compared, must not be a small difference of large sums.
const product = (size: number): BenchCase => ({
  name: `matmul-${size}`,
  title: `matrix product ${size} x ${size}, forward`,
  config: {},
  ...rounding,
  build: (key) => ({
    inputs: { a: uniforms(key.fold("a"), size, size), b: uniforms(key.fold("b"), size, size) },
    step: ({ a, b }) => tf.mean(tf.matMul(a as Tensor2D, b as Tensor2D)),
  }),
});

export const matmul1024 = product(1024);
export const matmul2048 = product(2048);

export const conv: BenchCase = {
  name: "conv",
  title: "convolution 3x3, 64 to 64, 56x56, batch 32, forward",
  config: { channels: 64 },
  ...rounding,
  build(key) {
    const model = nn.conv2d({
      in: 64,
      out: 64,
      kernel: 3,
      padding: 1,
      bias: false,
      key: key.fold("model"),
      init: nn.uniformInit(0, 0.1),
    });
    return {
      model,
      inputs: { x: uniforms(key.fold("x"), 32, 56, 56, 64) },
      step: ({ x }) => tf.mean(model(x!)),
    };
  },
};

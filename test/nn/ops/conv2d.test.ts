import { describe, expect, it } from "vitest";
import { type Conv2dOptions, conv2d, conv2dComposed } from "../../../lib/nn/ops/conv2d.js";
import { leaked, onEveryEngine } from "../../support/engines.js";
import { expectGradients, randomTensor } from "../../support/gradients.js";

const cases: readonly [name: string, x: number[], kernel: number[], options: Conv2dOptions][] = [
  ["plain", [2, 5, 6, 3], [3, 3, 3, 4], {}],
  ["padded by 1", [2, 5, 6, 3], [3, 3, 3, 4], { padding: 1 }],
  ["padded by 2 and 0", [1, 5, 6, 2], [3, 1, 2, 4], { padding: [2, 0] }],
  ["same", [1, 5, 6, 2], [3, 3, 2, 4], { padding: "same" }],
  ["same with stride 2", [1, 7, 6, 2], [3, 3, 2, 4], { padding: "same", stride: 2 }],
  ["stride 2, padding 1", [2, 8, 8, 3], [3, 3, 3, 4], { stride: 2, padding: 1 }],
  ["1 x 1, stride 2", [2, 8, 8, 3], [1, 1, 3, 4], { stride: 2 }],
  ["dilated by 2", [1, 9, 9, 3], [3, 3, 3, 2], { dilation: 2, padding: 2 }],
  ["dilated by 3 and 2, stride 2", [1, 11, 12, 2], [3, 3, 2, 2], { dilation: [3, 2], stride: 2, padding: 1 }],
  ["two groups", [2, 6, 6, 4], [3, 3, 2, 6], { groups: 2, padding: 1 }],
  ["two groups, dilated", [1, 8, 8, 4], [3, 3, 2, 4], { groups: 2, padding: 2, dilation: 2 }],
  ["depthwise", [2, 6, 6, 4], [3, 3, 1, 4], { groups: 4, padding: 1 }],
  ["depthwise, two outputs a channel", [1, 6, 6, 3], [3, 3, 1, 6], { groups: 3, padding: 1, stride: 2 }],
  ["depthwise, dilated", [1, 8, 8, 3], [3, 3, 1, 3], { groups: 3, padding: 2, dilation: 2 }],
];

onEveryEngine("conv2d", () => {
  describe.each(cases)("%s", (_, xShape, kernelShape, options) => {
    const inputs = () => [
      randomTensor(xShape, "x"),
      randomTensor(kernelShape, "kernel", 0.5),
      randomTensor([kernelShape[3] as number], "bias"),
    ];

    it("has the gradients of finite differences", () => {
      expectGradients((x, kernel, bias) => conv2d(x!, kernel!, { ...options, bias }), inputs());
    });

    it("agrees with the composed form", () => {
      const [x, kernel, bias] = inputs();
      const fused = conv2d(x!, kernel!, { ...options, bias });
      expect(fused).toBeAllClose(conv2dComposed(x!, kernel!, { ...options, bias }), {
        rtol: 1e-4,
        atol: 1e-5,
      });
    });

    it("leaves no tensors behind", () => {
      const [x, kernel, bias] = inputs();
      expect(leaked(() => conv2d(x!, kernel!, { ...options, bias }))).toBe(0);
    });
  });
});

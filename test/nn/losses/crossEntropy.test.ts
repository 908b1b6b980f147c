import { expect, it } from "vitest";
import { tf } from "../../../lib/device/tf.js";
import * as nn from "../../../lib/nn/index.js";
import { onEveryEngine } from "../../support/engines.js";

onEveryEngine("crossEntropy", (engine) => {
  const logits = () =>
    tf.tensor2d([
      [2, 0, 0],
      [0, 2, 0],
    ]);
  const wrong = () => tf.tensor1d([0, 7], "int32");

  // A label without a class would otherwise count as a loss of zero.
  it.each([
    ["plain", {}],
    ["smoothed", { labelSmoothing: 0.1 }],
    ["weighted", { weights: [1, 2, 3] }],
    ["weighted and smoothed", { weights: [1, 2, 3], labelSmoothing: 0.1 }],
  ])("%s: never takes a label that names no class", (_, options) => {
    const loss = () => nn.crossEntropy(logits(), wrong(), options).dataSync()[0];
    const asError = engine === "native" && !("labelSmoothing" in options);
    if (asError) expect(loss).toThrow(/label/);
    else expect(loss()).toBeNaN();
  });

  it("counts only what is not ignored, in the mean and in the gradient", () => {
    const labels = tf.tensor1d([0, 255], "int32");
    const options = { ignoreIndex: 255 };
    const alone = nn.crossEntropy(tf.slice(logits(), 0, 1), tf.tensor1d([0], "int32"));
    expect(nn.crossEntropy(logits(), labels, options)).toBeAllClose(alone);
    const dx = tf.grad((x) => nn.crossEntropy(x, labels, options))(logits());
    expect(tf.slice(dx, 1, 1)).toBeAllClose([[0, 0, 0]]);
  });

  it("takes logits of any rank", () => {
    const x = tf.ones([2, 3, 4, 5]);
    const y = tf.zeros([2, 3, 4], "int32");
    expect(nn.crossEntropy(x, y)).toBeAllClose(Math.log(5));
    expect(nn.crossEntropy(x, y, { reduction: "none" }).shape).toEqual([2, 3, 4]);
  });
});

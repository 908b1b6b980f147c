import { describe, expect, it } from "vitest";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import {
  classWeights,
  distillation,
  focalLoss,
  mutualInfo,
  totalLoss,
} from "../../../lib/papers/mivit/index.js";
import { onEveryEngine } from "../../support/engines.js";
import { expectGradients, randomTensor } from "../../support/gradients.js";
import { key } from "./fixtures.js";

onEveryEngine("MIVit's losses", () => {
  it("focal: its gradient agrees with finite differences, with weights and other gammas", () => {
    const labels = () => tf.tensor1d([0, 2, 1, 2], "int32");
    const weights = () => tf.tensor1d([1, 2.5, 1.5]);
    expectGradients((x) => focalLoss(x, labels()), [randomTensor([4, 3])]);
    expectGradients(
      (x) => focalLoss(x, labels(), { weights: weights(), gamma: 1.5 }),
      [randomTensor([4, 3])],
    );
  });

  it("focal: the weight stands in the exponent and the mean is over the batch", () => {
    const loss = focalLoss(tf.tensor2d([[0, 0]]), tf.tensor1d([1], "int32"), {
      weights: tf.tensor1d([1, 3]),
    });
    const weighted = 3 * Math.LN2;
    expect(loss).toBeAllClose((1 - Math.exp(-weighted)) ** 2 * weighted);
  });

  it("distillation: its gradient flows to the pupil and to the teacher", () => {
    expectGradients(distillation, [randomTensor([3, 4], "p"), randomTensor([3, 4], "s")]);
  });

  it("mutual information: gradients of KL and of both cross entropies agree with finite differences", () => {
    const mi = mutualInfo({ in: 2, channels: 3, spatial: 4, key });
    const a = randomTensor([2, 4, 4, 2], "a");
    const b = randomTensor([2, 4, 4, 2], "b");
    // The gradients are small beside the values, whose rounding only wide differences outgrow.
    const wide = { step: 0.1, tolerance: 5e-3 };
    expectGradients((x, y) => mi(x, y).klAGivenB, [a, b], wide);
    // The targets do not learn, so each cross entropy is differentiated by its logits alone.
    expectGradients((y) => mi(a, y).ceBToA, [b], wide);
    expectGradients((x) => mi(x, b).ceAToB, [a], wide);
  });

  it("mutual information: nothing flows into the targets of the cross entropies", () => {
    const mi = mutualInfo({ in: 2, channels: 3, spatial: 4, key });
    const b = randomTensor([2, 4, 4, 2], "b");
    const grad = tf.grad((x: Tensor) => mi(x, b).ceBToA)(randomTensor([2, 4, 4, 2], "a"));
    expect(grad).toBeAllClose(tf.zeros([2, 4, 4, 2]), { rtol: 0, atol: 0 });
  });

  it("mutual information: is 4 ln 4 where all latents are 0", () => {
    const mi = mutualInfo({ in: 2, spatial: 4, key });
    for (const value of Object.values(mi.params)) value.assign(tf.zerosLike(value));
    const { value, latentA } = mi(randomTensor([2, 4, 4, 2]), randomTensor([2, 4, 4, 2]));
    expect(latentA).toBeAllClose(tf.zeros([2, 4]));
    expect(value).toBeAllClose(4 * Math.log(4));
  });
});

describe("class weights", () => {
  it("are (mean - n) / n and never below 1", () => {
    const labels = [...Array(8).fill(0), 1, ...Array(3).fill(2)];
    expect(classWeights(labels, 3)).toBeAllClose([1, 3, 1]);
  });

  it("refuse a label that names no class", () => {
    expect(() => classWeights([0, 3], 3)).toThrow(/label 3 of 3 classes/);
  });
});

describe("the total loss", () => {
  it("takes the sheet's factors unless told", () => {
    const one = () => tf.scalar(1);
    const terms = {
      focal: one(),
      reconstruction: one(),
      information: one(),
      auxiliary: [one(), one(), one()],
      distillation: [one(), one(), one()],
    };
    expect(totalLoss(terms)).toBeAllClose(1 + 5 + 0.1 + 0.9 + 3);
    expect(totalLoss(terms, { information: 0.01 })).toBeAllClose(1 + 5 + 0.01 + 0.9 + 3);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binary, ChangeScores, confusion, segmentation } from "../../../lib/metrics/index.js";
import { expectRefusal } from "../support.js";

describe("IoU", () => {
  // Class 0 perfect, class 1 half, class 2 predicted but never true, class 3 nowhere.
  const matrix = confusion([0, 0, 1, 2], [0, 0, 1, 1], { classes: 4 });

  it("of absent classes is NaN, or 0 where guarded", () => {
    const { iou, iouGuarded } = segmentation(matrix);
    expect(iou).toBeAllClose([1, 0.5, 0, Number.NaN]);
    expect(iouGuarded).toBeAllClose([1, 0.5, 0, 0]);
  });

  it("has three means, which differ with absent classes", () => {
    const { miou, miouAll, miouPresent, fwIou } = segmentation(matrix);
    expect([miou, miouAll, miouPresent, fwIou]).toBeAllClose([0.5, 0.375, 0.75, 0.75]);
  });

  it("can be averaged over some classes", () => {
    const some = segmentation(matrix, { over: [1] });
    expect([some.miou, some.fwIou, some.meanAccuracy, some.pixelAccuracy]).toBeAllClose([
      0.5, 0.5, 0.5, 0.75,
    ]);
    expectRefusal(() => segmentation(matrix, { over: [4] }), "segmentation", /class of over 0 is 4/);
  });

  it("and Dice are one curve: D = 2I / (1 + I)", () => {
    const labels = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1 });
    fc.assert(
      fc.property(labels, (list) => {
        const scores = segmentation(
          confusion(
            list.map(([p]) => p),
            list.map(([, t]) => t),
            { classes: 4 },
          ),
        );
        expect(scores.dice).toBeAllClose(
          scores.iou.map((iou) => (2 * iou) / (1 + iou)),
          { atol: 1e-12 },
        );
        expect(scores.miouAll).toBeLessThanOrEqual(scores.miou + 1e-12);
      }),
    );
  });
});

describe("binary change", () => {
  it("counts a probability at the threshold as change", () => {
    expect(binary([0.5, 0.49], [1, 1])).toMatchObject({ tp: 1, fn: 1 });
    expect(binary([0.5, 0.8], [0, 1], { threshold: 0.7 })).toMatchObject({ tp: 1, tn: 1, f1: 1 });
  });

  it("counts 0/0 as 0: nothing called, nothing there", () => {
    expect(binary([0, 0], [0, 0])).toMatchObject({ precision: 0, recall: 0, f1: 0, iou: 0, oa: 1 });
  });

  it("equals the class 1 of a confusion matrix", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 1 }), (list) => {
        const [prediction, truth] = [list.map(([p]) => p), list.map(([, t]) => t)];
        const { iouGuarded, pixelAccuracy } = segmentation(confusion(prediction, truth, { classes: 2 }));
        const { iou, oa } = binary(prediction, truth);
        expect([iou, oa]).toBeAllClose([iouGuarded[1]!, pixelAccuracy]);
      }),
    );
  });

  it("over batches tells the counts of all from the mean of each", () => {
    const change = new ChangeScores();
    change.add([1, 1, 0, 0], [1, 0, 0, 0]);
    change.add([0, 0], [0, 0]);
    expect(change.total()).toMatchObject({ tp: 1, fp: 1, tn: 4, precision: 0.5, recall: 1 });
    expect(change.meanOfBatches()).toMatchObject({ precision: 0.25, recall: 0.5 });
    expectRefusal(() => new ChangeScores().meanOfBatches(), "changeScores", /no batch/);
  });

  it("refuses truths that are no mask and predictions that are no number", () => {
    expectRefusal(() => binary([0, 1], [0, 255]), "binary", /truth 1 is 255, not 0 or 1/);
    expectRefusal(() => binary([Number.NaN], [0]), "binary", /prediction 0 is NaN/);
    expectRefusal(() => binary([1], []), "binary", /1 predictions, 0 truths/);
  });
});

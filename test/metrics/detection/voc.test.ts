import { describe, expect, it } from "vitest";
import { VocEvaluator, vocAp, YoloEvaluator } from "../../../lib/metrics/index.js";
import { expectRefusal } from "../support.js";

const OBJECT = [0, 0, 10, 10];
const one = (boxes: readonly number[], scores: readonly number[]) => ({
  boxes,
  scores,
  classes: scores.map(() => 0),
});

describe("VOC's average precision", () => {
  it("is the area under the non-increasing curve, or its mean at eleven recalls", () => {
    // Hits at ranks 1, 3 of two objects, a miss between them.
    const [precision, recall] = [
      [1, 1 / 2, 2 / 3],
      [1 / 2, 1 / 2, 1],
    ];
    expect(vocAp(precision, recall)).toBeAllClose(0.5 * 1 + 0.5 * (2 / 3));
    expect(vocAp(precision, recall, "11-point")).toBeAllClose((6 * 1 + 5 * (2 / 3)) / 11);
    expect(vocAp([], [])).toBe(0);
    expectRefusal(() => vocAp([1], []), "vocAp", /1 precisions, 0 recalls/);
  });

  it("reads a recall of three tenths at the recall 0.3", () => {
    // 0.1 * 3 is above 0.3 in doubles: a table made by adding tenths would miss it.
    expect(vocAp([1], [3 / 10], "11-point")).toBeAllClose(4 / 11);
  });

  it("counts a second finder as wrong, and one of a difficult object not at all", () => {
    const twice = one([...OBJECT, 1, 0, 11, 10], [0.8, 0.9]);
    const voc = new VocEvaluator({ classes: 1 });
    voc.add(twice, { boxes: OBJECT, classes: [0] });
    expect(voc.result().curves[0]!.precision).toBeAllClose([1, 0.5]);

    const mild = new VocEvaluator({ classes: 1 });
    mild.add(twice, { boxes: OBJECT, classes: [0], difficult: [1] });
    mild.add(one(OBJECT, [0.1]), { boxes: OBJECT, classes: [0] });
    expect(mild.result()).toMatchObject({ map: 1, objects: Float64Array.of(1) });
  });

  it("sends a detection to the object that it overlaps most, even when that is taken", () => {
    // Both detections overlap the left object most; the second does not fall back on the right one, unlike COCO's.
    const voc = new VocEvaluator({ classes: 1, iou: 0.3 });
    voc.add(one([0, 0, 10, 10, 1, 0, 11, 10], [0.9, 0.8]), {
      boxes: [0, 0, 10, 10, 5, 0, 15, 10],
      classes: [0, 0],
    });
    expect(voc.result().map).toBe(0.5);
  });

  it("takes a box of VOC's files with its last pixel", () => {
    // 0..9 is 10 wide: five rows of ten are shared, half-open only four of nine.
    const found = one([0, 0, 9, 4], [0.9]);
    const truth = { boxes: [0, 0, 9, 9], classes: [0] };
    expect(new VocEvaluator({ classes: 1, inclusive: true }).add(found, truth).result().map).toBe(1);
    expect(new VocEvaluator({ classes: 1 }).add(found, truth).result().map).toBe(0);
    expectRefusal(() => new VocEvaluator({ classes: 1, inclusive: true, format: "xywh" }), "voc", /xywh/);
  });

  it("leaves classes without objects out of the mean", () => {
    const voc = new VocEvaluator({ classes: 2 });
    voc.add(
      { boxes: [...OBJECT, ...OBJECT], scores: [0.5, 0.6], classes: [0, 1] },
      { boxes: OBJECT, classes: [0] },
    );
    expect(voc.result()).toMatchObject({ map: 1, apPerClass: Float64Array.of(1, Number.NaN) });
    expectRefusal(
      () => voc.add(one([], []), { boxes: OBJECT, classes: [0], difficult: [] }),
      "voc",
      /1 true boxes, 0 marks/,
    );
  });
});

describe("YOLO's evaluation", () => {
  it("gives an object to the first detection of the list, not to the best", () => {
    const yolo = new YoloEvaluator({ classes: 1, iouThresholds: [0.5] });
    const right = yolo.add(one([0, 0, 10, 8, 0, 0, 10, 10], [0.2, 0.9]), { boxes: OBJECT, classes: [0] });
    expect(right.map((row) => row[0])).toEqual([1, 0]);
  });

  it("matches within a class only", () => {
    const yolo = new YoloEvaluator({ classes: 2 });
    yolo.add({ boxes: OBJECT, scores: [0.9], classes: [1] }, { boxes: OBJECT, classes: [0] });
    expect(yolo.result()).toMatchObject({ classes: Int32Array.of(0), map: 0, meanRecall: 0 });
  });

  it("has a class with objects and no detection at 0", () => {
    const yolo = new YoloEvaluator({ classes: 2 });
    yolo.add(one(OBJECT, [0.9]), { boxes: [...OBJECT, ...OBJECT], classes: [0, 1] });
    const { ap50, map50 } = yolo.result();
    expect(ap50).toBeAllClose([0.995, 0]);
    expect(map50).toBeAllClose(0.4975);
  });

  it("refuses to say anything of no object", () => {
    expectRefusal(() => new YoloEvaluator({ classes: 1 }).result(), "yolo", /no image with an object/);
    expectRefusal(() => new YoloEvaluator({ classes: 1, iouThresholds: [] }), "yolo", /0 IoU thresholds/);
  });
});

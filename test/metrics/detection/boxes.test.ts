import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxIou, boxPairs, convertBoxes, nms, selectDetections } from "../../../lib/metrics/index.js";
import { expectRefusal } from "../support.js";

/** Boxes x, y, w, h on a small grid, so that ties and touching sides are common. */
const box = fc.tuple(fc.nat(12), fc.nat(12), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }));
const boxes = fc.array(box, { minLength: 1, maxLength: 12 });

describe("box forms", () => {
  it("lead into each other and back", () => {
    expect(convertBoxes([10, 20, 30, 60], "xyxy", "cxcywh")).toBeAllClose([20, 40, 20, 40]);
    const forms = ["xyxy", "xywh", "cxcywh"] as const;
    fc.assert(
      fc.property(boxes, fc.constantFrom(...forms), fc.constantFrom(...forms), (list, from, to) => {
        const flat = list.flat();
        expect(convertBoxes(convertBoxes(flat, from, to), to, from)).toBeAllClose(flat, { atol: 1e-12 });
      }),
    );
  });

  it("refuses what is no list of fours", () => {
    expectRefusal(() => convertBoxes([1, 2, 3], "xyxy", "xywh"), "convertBoxes", /do not make rows of 4/);
  });
});

describe("IoU of boxes", () => {
  it("is symmetric, between 0 and 1, 1 with itself, and moves with the picture", () => {
    fc.assert(
      fc.property(boxes, box, (list, one) => {
        const flat = list.flat();
        const there = boxIou(flat, one, { format: "xywh" });
        expect(there).toBeAllClose(boxIou(one, flat, { format: "xywh" }));
        expect(there.every((iou) => iou >= 0 && iou <= 1)).toBe(true);
        expect(boxIou(one, one, { format: "xywh" })[0]).toBe(1);
        const moved = (values: readonly number[]) => values.map((v, i) => (i % 4 < 2 ? v + 7 : v));
        expect(boxIou(moved(flat), moved(one), { format: "xywh" })).toEqual(there);
      }),
    );
  });

  it("of boxes that touch or have no area is 0", () => {
    expect(Array.from(boxIou([0, 0, 10, 10], [10, 0, 20, 10, 5, 5, 5, 5]))).toEqual([0, 0]);
    expect(Array.from(boxIou([5, 5, 5, 5], [5, 5, 5, 5]))).toEqual([0]);
  });

  it("with a crowd counts against the box alone", () => {
    expect(boxIou([0, 0, 10, 10], [0, 0, 100, 5], { crowd: [1] })[0]).toBe(0.5);
    expectRefusal(
      () => boxIou([0, 0, 1, 1], [0, 0, 1, 1], { crowd: [] }),
      "boxIou",
      /1 column boxes, 0 crowd marks/,
    );
  });

  it("refuses NaN", () => {
    expectRefusal(() => boxIou([0, 0, Number.NaN, 1], []), "boxIou", /is NaN/);
  });
});

describe("the IoU family of pairs", () => {
  it("is ordered: CIoU <= DIoU <= IoU and GIoU <= IoU", () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const corners = (one: readonly number[]) => convertBoxes(one, "xywh", "xyxy");
        const { iou, giou, diou, ciou } = boxPairs(corners(a), corners(b));
        expect(ciou[0]!).toBeLessThanOrEqual(diou[0]!);
        expect(diou[0]!).toBeLessThanOrEqual(iou[0]!);
        expect(giou[0]!).toBeLessThanOrEqual(iou[0]! + 1e-6);
        expect(iou).toBeAllClose(boxIou(a, b, { format: "xywh" }), { atol: 1e-6 });
      }),
    );
  });

  it("refuses lists of different lengths", () => {
    expectRefusal(() => boxPairs([0, 0, 1, 1], []), "boxPairs", /4 numbers of predicted boxes, 0/);
  });
});

describe("non-maximum suppression", () => {
  const pair = [0, 0, 10, 10, 0, 0, 10, 5];

  it("keeps a box that overlaps by exactly the limit", () => {
    expect(Array.from(nms(pair, [0.9, 0.8], { iou: 0.5 }))).toEqual([0, 1]);
    expect(Array.from(nms(pair, [0.9, 0.8], { iou: 0.49 }))).toEqual([0]);
  });

  it("takes the earlier of two equal scores", () => {
    expect(Array.from(nms([...pair, ...pair], [0.5, 0.5, 0.5, 0.5], { iou: 0.3 }))).toEqual([0]);
  });

  it("keeps boxes that do not drop each other, and drops none that nothing kept overlaps", () => {
    const scored = fc.array(fc.tuple(box, fc.nat(5), fc.nat(1)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(scored, fc.boolean(), (list, byClass) => {
        const flat = list.flatMap(([one]) => one);
        const scores = list.map(([, score]) => score);
        const classes = list.map(([, , label]) => label);
        const kept = nms(flat, scores, { iou: 0.3, format: "xywh", ...(byClass ? { classes } : {}) });
        const table = boxIou(flat, flat, { format: "xywh" });
        const rivals = (i: number, j: number) =>
          (!byClass || classes[i] === classes[j]) && table[i * list.length + j]! > 0.3;
        list.forEach((_, i) => {
          const dropped = !kept.includes(i);
          const by = Array.from(kept).filter(
            (j) => j !== i && rivals(i, j) && (scores[j]! > scores[i]! || (scores[j] === scores[i] && j < i)),
          );
          expect(by.length > 0).toBe(dropped);
        });
        expect(nms(flat, scores, { iou: 0.3, format: "xywh", max: 2 })).toEqual(
          nms(flat, scores, { iou: 0.3, format: "xywh" }).slice(0, 2),
        );
      }),
    );
  });

  it("of no box keeps none, and refuses lists that do not fit", () => {
    expect(nms([], [])).toHaveLength(0);
    expectRefusal(() => nms(pair, [0.9]), "nms", /2 boxes, 1 scores/);
    expectRefusal(() => nms(pair, [0.9, Number.NaN]), "nms", /score 1 is NaN/);
  });
});

describe("selecting detections", () => {
  it("asks for more than the confidence, not as much", () => {
    expect(selectDetections([0, 0, 1, 1], [0.25, 0.2], { classes: 2 }).scores).toHaveLength(0);
  });

  it("keeps classes apart by distance only where told: boxes farther out than that meet", () => {
    // Class 1 moved by 10 pixels lands on the box of class 0.
    const [boxes, probabilities] = [
      [10, 10, 20, 20, 0, 0, 10, 10],
      [0.9, 0, 0, 0.8],
    ];
    expect(selectDetections(boxes, probabilities, { classes: 2 }).scores).toHaveLength(2);
    expect(selectDetections(boxes, probabilities, { classes: 2, classOffset: 10 }).scores).toHaveLength(1);
    expect(
      Array.from(selectDetections(boxes, probabilities, { classes: 2, classOffset: 7680 }).boxes),
    ).toEqual(boxes);
  });

  it("refuses tables that do not fit", () => {
    expectRefusal(
      () => selectDetections([0, 0, 1, 1], [1], { classes: 2 }),
      "selectDetections",
      /1 boxes, 1 prob/,
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CocoEvaluator,
  type CocoScores,
  type CocoTruth,
  type DetectedBoxes,
} from "../../../lib/metrics/index.js";
import { expectRefusal } from "../support.js";

const NONE: DetectedBoxes = { boxes: [], scores: [], classes: [] };
const NOTHING: CocoTruth = { boxes: [], classes: [] };

function evaluate(images: readonly (readonly [DetectedBoxes, CocoTruth])[], classes = 1): CocoScores {
  const coco = new CocoEvaluator({ classes });
  for (const [found, truth] of images) coco.add(found, truth);
  return coco.result();
}

const figures = (s: CocoScores) => [
  ...[s.ap, s.ap50, s.ap75, s.apSmall, s.apMedium, s.apLarge],
  ...[s.ar1, s.ar10, s.ar100, s.arSmall, s.arMedium, s.arLarge],
];

describe("COCO's figures", () => {
  const one = { boxes: [0, 0, 50, 50], classes: [0] };

  it("are 1 when everything is found exactly, and -1 where there is no object", () => {
    const found = { boxes: [0, 0, 50, 50], scores: [0.3], classes: [0] };
    expect(figures(evaluate([[found, one]]))).toBeAllClose([1, 1, 1, -1, 1, -1, 1, 1, 1, -1, 1, -1]);
  });

  it("are 0 when nothing is found, and -1 when nothing was there", () => {
    expect(evaluate([[NONE, one]])).toMatchObject({ ap: 0, ar100: 0, apMedium: 0, apSmall: -1 });
    expect(new Set(figures(evaluate([[NONE, NOTHING]])))).toEqual(new Set([-1]));
    const noise = { boxes: [0, 0, 50, 50], scores: [0.9], classes: [0] };
    expect(evaluate([[noise, NOTHING]]).ap).toBe(-1);
  });

  it("leave classes without objects out of the means", () => {
    const found = { boxes: [0, 0, 50, 50, 0, 0, 9, 9], scores: [0.9, 0.8], classes: [1, 2] };
    const scores = evaluate([[found, { boxes: [0, 0, 50, 50], classes: [1] }]], 3);
    expect(Array.from(scores.apPerClass, Math.round)).toEqual([-1, 1, -1]);
    expect(scores.ap).toBeAllClose(1);
    expect(scores.precision(0, 0)).toHaveLength(0);
    expect(scores.recall(1, 0, "medium")).toBe(1);
    expectRefusal(() => scores.recall(3, 0), "coco", /no class 3/);
  });

  it("do not count what lies in a crowd, however much of it", () => {
    const truth = { boxes: [0, 0, 50, 50, 100, 100, 200, 200], classes: [0, 0], crowd: [0, 1] };
    const found = {
      boxes: [110, 110, 40, 40, 200, 200, 40, 40, 0, 0, 50, 50],
      scores: [0.9, 0.8, 0.7],
      classes: [0, 0, 0],
    };
    expect(evaluate([[found, truth]]).ap).toBeAllClose(1);
    expect(evaluate([[found, { ...truth, crowd: [0, 0] }]]).ap).toBeLessThan(0.5);
  });

  it("go by the annotated area, not by the box", () => {
    const found = { boxes: [0, 0, 50, 50], scores: [0.3], classes: [0] };
    expect(evaluate([[found, { ...one, areas: [1000] }]])).toMatchObject({ apMedium: -1, arSmall: 1 });
  });

  it("take a limit of sizes into both ranges", () => {
    const found = { boxes: [0, 0, 32, 32], scores: [0.3], classes: [0] };
    const scores = evaluate([[found, { boxes: [0, 0, 32, 32], classes: [0] }]]);
    expect([scores.apSmall, scores.apMedium, scores.apLarge]).toBeAllClose([1, 1, -1]);
  });

  it("count the caps a class and image: the second object is not among the first detection", () => {
    const truth = { boxes: [0, 0, 50, 50, 100, 0, 50, 50], classes: [0, 0] };
    const scores = evaluate([[{ boxes: truth.boxes, scores: [0.9, 0.8], classes: [0, 0] }, truth]]);
    expect([scores.ar1, scores.ar10]).toEqual([0.5, 1]);
  });

  it("find an object at an overlap of exactly the threshold", () => {
    const found = { boxes: [0, 0, 50, 25], scores: [0.3], classes: [0] };
    const scores = evaluate([[found, one]]);
    expect(scores.recall(0, 0)).toBe(1);
    expect(scores.recall(0, 1)).toBe(0);
  });

  it("give a detection between two objects to the later one", () => {
    const coco = new CocoEvaluator({ classes: 1, iouThresholds: [0.3] });
    coco.add(
      { boxes: [5, 0, 10, 10, 0, 0, 10, 10], scores: [0.9, 0.8], classes: [0, 0] },
      { boxes: [0, 0, 10, 10, 10, 0, 10, 10], classes: [0, 0] },
    );
    expect(coco.result().ap).toBeAllClose(1);
  });

  it("forgive the last digits at a threshold of 1", () => {
    const coco = new CocoEvaluator({ classes: 1, iouThresholds: [1] });
    coco.add({ boxes: [0, 0, 50, 50 - 1e-10], scores: [0.9], classes: [0] }, one);
    expect(coco.result().ar100).toBe(1);
  });

  it("do not depend on how boxes are written", () => {
    const truth = [10, 10, 40, 44];
    const both = (["xywh", "xyxy"] as const).map((format) => {
      const boxes = format === "xywh" ? truth : [10, 10, 50, 54];
      return new CocoEvaluator({ classes: 1, format })
        .add({ boxes, scores: [1], classes: [0] }, { boxes, classes: [0] })
        .result().ap;
    });
    expect(both[0]).toBe(both[1]);
  });

  it("may be asked for between images", () => {
    const found = { boxes: [0, 0, 50, 50], scores: [0.3], classes: [0] };
    const coco = new CocoEvaluator({ classes: 1 }).add(found, one);
    expect(coco.result().ar100).toBe(1);
    expect(coco.add(NONE, one).result().ar100).toBe(0.5);
  });

  it("lie between 0 and 1 or are -1, and do not change under a monotone map of the scores or with image order", () => {
    const box = fc.tuple(
      fc.nat(40),
      fc.nat(40),
      fc.integer({ min: 5, max: 120 }),
      fc.integer({ min: 5, max: 120 }),
    );
    const image = fc.record({
      truth: fc.array(fc.tuple(box, fc.nat(1), fc.nat(1)), { maxLength: 5 }),
      found: fc.array(fc.tuple(box, fc.nat(1)), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 4 }), (list) => {
        // Scores without ties: among equal ones the order of images decides, as in pycocotools.
        let next = 0;
        const images = list.map(({ truth, found }): [DetectedBoxes, CocoTruth] => [
          {
            boxes: found.flatMap(([b]) => b),
            scores: found.map(() => ((next++ * 37) % 101) / 101),
            classes: found.map(([, label]) => label),
          },
          {
            boxes: truth.flatMap(([b]) => b),
            classes: truth.map(([, label]) => label),
            crowd: truth.map(([, , crowd]) => crowd),
          },
        ]);
        const all = figures(evaluate(images, 2));
        expect(all.every((figure) => figure === -1 || (figure >= 0 && figure <= 1 + 1e-12))).toBe(true);
        expect(figures(evaluate(images.toReversed(), 2))).toBeAllClose(all, { atol: 1e-12 });
        const mapped = images.map(([found, truth]): [DetectedBoxes, CocoTruth] => [
          { ...found, scores: Array.from(found.scores, (s) => s ** 3 - 5) },
          truth,
        ]);
        expect(figures(evaluate(mapped, 2))).toEqual(all);
      }),
      { numRuns: 60 },
    );
  });
});

describe("COCO's evaluator refuses", () => {
  const coco = () => new CocoEvaluator({ classes: 2 });

  it("images whose lists do not fit, and counts nothing of them", () => {
    const evaluator = coco();
    const found = { boxes: [0, 0, 5, 5], scores: [1], classes: [0] };
    const bad: readonly (readonly [DetectedBoxes, CocoTruth, RegExp])[] = [
      [{ ...found, scores: [] }, NOTHING, /1 detected boxes, 0 scores/],
      [{ ...found, scores: [Number.NaN] }, NOTHING, /score 0 is NaN/],
      [{ ...found, classes: [2] }, NOTHING, /class of detected box 0 is 2/],
      [{ ...found, boxes: [0, 0, 5] }, NOTHING, /do not make rows of 4/],
      [found, { boxes: [0, 0, Number.NaN, 5], classes: [0] }, /is NaN/],
      [found, { boxes: [0, 0, 5, 5], classes: [0, 1] }, /1 true boxes, 2 classes/],
      [found, { boxes: [0, 0, 5, 5], classes: [0], crowd: [2] }, /crowd mark 0 is 2/],
      [found, { boxes: [0, 0, 5, 5], classes: [0], areas: [] }, /1 true boxes, 0 areas/],
    ];
    for (const [detected, truth, problem] of bad) {
      expectRefusal(() => evaluator.add(detected, truth), "coco", problem);
    }
    expect(evaluator.result().ap).toBe(-1);
  });

  it("caps that fall and more thresholds than it has bits", () => {
    expectRefusal(() => new CocoEvaluator({ classes: 1, maxDetections: [10, 1, 100] }), "coco", /10, 1, 100/);
    const iouThresholds = new Array<number>(31).fill(0.5);
    expectRefusal(() => new CocoEvaluator({ classes: 1, iouThresholds }), "coco", /31 IoU thresholds/);
  });
});

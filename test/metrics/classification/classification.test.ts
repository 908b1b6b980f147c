import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ConfusionMatrix,
  classification,
  cohenKappa,
  confusion,
  precisionRecall,
  topK,
} from "../../../lib/metrics/index.js";
import { expectRefusal } from "../support.js";

/** Pairs of labels of five classes, some of which may never occur. */
const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 });
const split = (list: readonly (readonly [number, number])[]) =>
  [list.map(([p]) => p), list.map(([, t]) => t)] as const;

describe("a confusion matrix", () => {
  it("has the truth in its rows", () => {
    expect(Array.from(confusion([1, 1, 0], [0, 1, 0], { classes: 2 }).counts)).toEqual([1, 1, 0, 1]);
  });

  it("leaves out what the truth ignores, whatever was predicted there", () => {
    const matrix = confusion([0, 99, 1], [0, 255, 1], { classes: 2, ignore: 255 });
    expect(Array.from(matrix.counts)).toEqual([1, 0, 0, 1]);
    expect(matrix.total).toBe(2);
  });

  it("is the same in one batch, in many, and merged", () => {
    fc.assert(
      fc.property(pairs, fc.nat(60), (list, cut) => {
        const [prediction, truth] = split(list);
        const whole = confusion(prediction, truth, { classes: 5 });
        const first = confusion(prediction.slice(0, cut), truth.slice(0, cut), { classes: 5 });
        const rest = confusion(prediction.slice(cut), truth.slice(cut), { classes: 5 });
        expect(first.merge(rest).counts).toEqual(whole.counts);
      }),
    );
  });

  it("stays as it was when a batch is refused", () => {
    const matrix = new ConfusionMatrix({ classes: 2 }).add([0, 1], [0, 1]);
    expectRefusal(() => matrix.add([1, 1, 2], [0, 1, 1]), "confusion", /prediction 2 is 2/);
    expectRefusal(() => matrix.add([1, 1], [0, -1]), "confusion", /truth 1 is -1/);
    expect(Array.from(matrix.counts)).toEqual([1, 0, 0, 1]);
  });

  it("refuses lengths that differ, halves, NaN and no class at all", () => {
    expectRefusal(() => confusion([0], [0, 1], { classes: 2 }), "confusion", /1 predictions, 2 truths/);
    expectRefusal(() => confusion([0.5], [0], { classes: 2 }), "confusion", /prediction 0 is 0.5/);
    expectRefusal(() => confusion([0], [Number.NaN], { classes: 2 }), "confusion", /truth 0 is NaN/);
    expectRefusal(() => confusion([], [], { classes: 0 }), "confusion", /classes is 0/);
    expectRefusal(
      () => confusion([], [], { classes: 2 }).merge({ classes: 3, counts: new Float64Array(9) }),
      "confusion",
      /3 classes cannot be added to 2/,
    );
    expectRefusal(
      () => classification({ classes: 3, counts: new Float64Array(4) }),
      "classification",
      /4 counts for 3 classes/,
    );
  });
});

describe("OA, AA and kappa", () => {
  it("count a class that is never predicted with accuracy 0", () => {
    const { perClass, aa } = classification(confusion([0, 0, 0], [0, 0, 1], { classes: 2 }));
    expect(Array.from(perClass)).toEqual([1, 0]);
    expect(aa).toBe(0.5);
  });

  it("leave a class without truth out of AA, or count it as 0 when told", () => {
    const matrix = confusion([0, 1, 2], [0, 1, 1], { classes: 4 });
    expect(classification(matrix).aa).toBe(0.75);
    expect(classification(matrix, { absent: "zero" }).aa).toBe(0.375);
    expect(classification(matrix).perClass[3]).toBeNaN();
  });

  it("have no kappa for one single class, and nothing to say of no element", () => {
    expect(classification(confusion([0, 0], [0, 0], { classes: 2 }))).toMatchObject({
      oa: 1,
      kappa: Number.NaN,
    });
    expect(classification(confusion([], [], { classes: 2 })).oa).toBeNaN();
  });

  it("do not depend on the order of samples or on the names of classes, and stay in their bounds", () => {
    fc.assert(
      fc.property(pairs, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (list, names) => {
        const [prediction, truth] = split(list);
        const scores = classification(confusion(prediction, truth, { classes: 5 }));
        const renamed = split(list.toReversed().map(([p, t]) => [names[p]!, names[t]!] as const));
        const again = classification(confusion(renamed[0], renamed[1], { classes: 5 }));
        for (const of of ["oa", "aa", "kappa"] as const) {
          expect(again[of]).toBeAllClose(scores[of], { atol: 1e-12 });
        }
        expect(scores.oa >= 0 && scores.oa <= 1 && scores.aa >= 0 && scores.aa <= 1).toBe(true);
        if (!Number.isNaN(scores.kappa)) expect(Math.abs(scores.kappa)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it("agree with the kappa of two raters, which is symmetric", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [a, b] = split(list);
        const { kappa } = classification(confusion(a, b, { classes: 5 }));
        expect(cohenKappa(a, b, { classes: 5 })).toBeAllClose(kappa, { atol: 1e-12 });
        for (const weights of ["linear", "quadratic"] as const) {
          const options = { classes: 5, weights };
          expect(cohenKappa(a, b, options)).toBeAllClose(cohenKappa(b, a, options), { atol: 1e-12 });
        }
      }),
    );
  });
});

describe("precision and recall", () => {
  it("of one label an element have OA as their micro mean", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [prediction, truth] = split(list);
        const matrix = confusion(prediction, truth, { classes: 5 });
        const { micro, weighted } = precisionRecall(matrix);
        const { oa } = classification(matrix);
        expect([micro.precision, micro.recall, micro.f1, weighted.recall]).toBeAllClose([oa, oa, oa, oa]);
      }),
    );
  });

  it("keep classes that occur nowhere only when told", () => {
    const matrix = confusion([0, 1], [0, 1], { classes: 4 });
    expect(precisionRecall(matrix).macro.f1).toBe(1);
    expect(precisionRecall(matrix, { absent: "keep" }).macro.f1).toBe(0.5);
  });
});

describe("top-k accuracy", () => {
  it("puts the lower of two tied classes first", () => {
    expect(topK([1, 1, 0], [0], { classes: 3 })).toBe(1);
    expect(topK([1, 1, 0], [1], { classes: 3 })).toBe(0);
    expect(topK([1, 1, 0], [1], { classes: 3, k: 2 })).toBe(1);
  });

  it("never falls with k and ends at 1", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), fc.nat(3)), { minLength: 1 }),
        (rows) => {
          const scores = rows.flatMap(([row]) => row);
          const truth = rows.map(([, label]) => label);
          const each = [1, 2, 3, 4].map((k) => topK(scores, truth, { classes: 4, k }));
          expect(each).toEqual(each.toSorted((a, b) => a - b));
          expect(each[3]).toBe(1);
        },
      ),
    );
  });

  it("refuses NaN, labels out of range and tables that do not fit", () => {
    expectRefusal(() => topK([0, Number.NaN], [0], { classes: 2 }), "topK", /class 1 in row 0 is NaN/);
    expectRefusal(() => topK([0, 1], [2], { classes: 2 }), "topK", /truth 0 is 2/);
    expectRefusal(() => topK([0, 1, 2], [0], { classes: 2 }), "topK", /do not make rows of 2/);
    expectRefusal(() => topK([0, 1], [0, 1], { classes: 2 }), "topK", /1 rows of scores, 2 truths/);
  });
});

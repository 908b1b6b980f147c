import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  brier,
  calibration,
  cka,
  logLoss,
  pearson,
  ranks,
  spearman,
  topLabel,
} from "../../../lib/metrics/index.js";
import { expectRefusal } from "../support.js";

const whole = fc.integer({ min: -5, max: 5 });
const varies = (list: readonly number[]) => list.some((value) => value !== list[0]);

describe("CKA", () => {
  const table = fc.array(fc.tuple(whole, whole, whole), { minLength: 4, maxLength: 10 });

  it("is 1 for a rotation, a scaling and a shift, and symmetric within its bounds", () => {
    fc.assert(
      fc.property(table, fc.double({ min: 0, max: 6, noNaN: true }), (rows, angle) => {
        fc.pre([0, 1, 2].some((k) => varies(rows.map((row) => row[k]!))));
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const x = rows.flat();
        const turned = rows.flatMap(([a, b, d]) => [3 * (c * a - s * b) + 1, 3 * (s * a + c * b) - 2, 3 * d]);
        expect(cka(x, turned, { samples: rows.length })).toBeAllClose(1, { atol: 1e-9 });
        const squares = rows.map(([a, b, d]) => a * a + b - d);
        fc.pre(varies(squares));
        const there = cka(x, squares, { samples: rows.length });
        expect(there).toBeAllClose(cka(squares, x, { samples: rows.length }), { atol: 1e-12 });
        expect(there >= 0 && there <= 1 + 1e-12).toBe(true);
      }),
    );
  });

  it("is the squared correlation of two single features", () => {
    const [a, b] = [
      [1, 2, 4, 7],
      [2, 1, 5, 3],
    ];
    expect(cka(a, b, { samples: 4 })).toBeAllClose(pearson(a, b) ** 2, { atol: 1e-12 });
  });

  it("refuses representations that do not vary and tables that do not fit", () => {
    expectRefusal(() => cka([1, 1], [1, 2], { samples: 2 }), "cka", /same for every sample/);
    expectRefusal(() => cka([1, 2, 3], [1, 2], { samples: 2 }), "cka", /3 numbers for 2 samples/);
    expectRefusal(() => cka([1, Number.NaN], [1, 2], { samples: 2 }), "cka", /is NaN/);
  });
});

describe("correlation", () => {
  const lists = fc
    .array(fc.tuple(whole, whole), { minLength: 3 })
    .filter((list) => varies(list.map(([a]) => a)) && varies(list.map(([, b]) => b)))
    .map((list) => [list.map(([a]) => a), list.map(([, b]) => b)] as const);

  it("is 1 with itself, symmetric, bounded, and blind to shift and scale", () => {
    fc.assert(
      fc.property(lists, ([a, b]) => {
        expect(pearson(a, a)).toBeAllClose(1, { atol: 1e-12 });
        expect(pearson(a, b)).toBeAllClose(pearson(b, a), { atol: 1e-12 });
        expect(Math.abs(pearson(a, b))).toBeLessThanOrEqual(1);
        expect(
          pearson(
            a.map((v) => 3 * v - 1),
            b,
          ),
        ).toBeAllClose(pearson(a, b), { atol: 1e-12 });
      }),
    );
  });

  it("of ranks is blind to every monotone map", () => {
    fc.assert(
      fc.property(lists, ([a, b]) => {
        expect(
          spearman(
            a.map((v) => Math.exp(v)),
            b,
          ),
        ).toBe(spearman(a, b));
      }),
    );
  });

  it("shares ranks among equals, infinite ones too", () => {
    expect(Array.from(ranks([3, Number.POSITIVE_INFINITY, 3, 1]))).toEqual([2.5, 4, 2.5, 1]);
    expect(Array.from(ranks([Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY]))).toEqual([2.5, 1, 2.5]);
  });

  it("refuses constant lists, NaN and single pairs", () => {
    expectRefusal(() => pearson([1, 1], [1, 2]), "pearson", /constant/);
    expectRefusal(() => spearman([1, Number.NaN], [1, 2]), "spearman", /is NaN/);
    expectRefusal(() => pearson([1], [1]), "pearson", /1 pairs/);
    expectRefusal(() => spearman([1], [1, 2]), "spearman", /1 numbers in the first list, 2/);
  });
});

describe("calibration", () => {
  it("puts a confidence on a limit into the bin below, and 0 into the first", () => {
    const { bins } = calibration([0, 0.5, 1], [0, 1, 1], { bins: 2 });
    expect(bins.map(({ count }) => count)).toEqual([2, 1]);
  });

  // A third of the way through four confidences lies the second, 0.6; interpolated naively it came out just below.
  it("keeps a confidence that is itself a quantile in the bin below that limit", () => {
    const { bins } = calibration([1, 0.9, 0.4, 0.6], [1, 1, 0, 1], { bins: 3, strategy: "quantile" });
    expect(bins.map(({ count }) => count)).toEqual([2, 0, 2]);
  });

  it("has errors between 0 and 1, ECE below MCE, and 0 for certainties that are right", () => {
    const samples = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1)), {
      minLength: 1,
    });
    fc.assert(
      fc.property(samples, fc.constantFrom("uniform", "quantile"), (list, strategy) => {
        const right = list.map(([, r]) => r);
        const { ece, mce, bins } = calibration(
          list.map(([p]) => p),
          right,
          { bins: 7, strategy },
        );
        expect(ece >= 0 && ece <= mce + 1e-12 && mce <= 1 + 1e-12).toBe(true);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
        expect(calibration(right, right).ece).toBe(0);
        expect([brier(right, right), logLoss(right, right)]).toBeAllClose([0, 0]);
      }),
    );
  });

  it("takes the lower of two equally probable classes", () => {
    const { label, right, confidence } = topLabel([0.5, 0.5, 0.2, 0.8], [1, 1], { classes: 2 });
    expect([[...label], [...right], [...confidence]]).toEqual([
      [0, 1],
      [0, 1],
      [0.5, 0.8],
    ]);
  });

  it("keeps a wrong certainty finite", () => {
    expect(logLoss([0], [1])).toBeAllClose(-Math.log(Number.EPSILON));
    expect(logLoss([1, 0], [1], { classes: 2 })).toBeAllClose(-Math.log(Number.EPSILON));
  });

  it("refuses what is no probability or no outcome", () => {
    expectRefusal(() => calibration([1.2], [1]), "calibration", /probability 0 is 1.2/);
    expectRefusal(() => calibration([], []), "calibration", /no confidence/);
    expectRefusal(() => brier([Number.NaN], [1]), "brier", /probability 0 is NaN/);
    expectRefusal(() => logLoss([0.5], [2]), "logLoss", /outcome 0 is 2/);
    expectRefusal(() => logLoss([0.5, 0.5], [2], { classes: 2 }), "logLoss", /truth 0 is 2/);
    expectRefusal(() => topLabel([0.5, 0.5], [0, 1], { classes: 2 }), "topLabel", /1 rows of prob/);
  });
});

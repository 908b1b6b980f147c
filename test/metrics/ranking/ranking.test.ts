import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  anomaly,
  anomalyByThresholds,
  auc,
  averagePrecision,
  multiLabel,
  precisionRecallCurve,
  RankingScores,
  roc,
} from "../../../lib/metrics/index.js";
import { expectRefusal } from "../support.js";

/** Small whole scores, so that ties are everywhere, and both classes. */
const ranked = fc
  .array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.nat(1)), { minLength: 2, maxLength: 40 })
  .map((list) => ({ scores: list.map(([s]) => s), truth: list.map(([, t]) => t) }))
  .filter(({ truth }) => truth.includes(0) && truth.includes(1));

/** Every pair, counted one by one. */
function pairwise(scores: readonly number[], truth: readonly number[]): number {
  const of = (label: number) => scores.filter((_, i) => truth[i] === label);
  const pairs = of(1).flatMap((p) => of(0).map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
  return pairs.reduce((sum: number, pair) => sum + pair, 0) / pairs.length;
}

const area = (x: Float64Array, y: Float64Array) =>
  x.reduce((sum, value, i) => (i === 0 ? 0 : sum + ((value - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2), 0);

describe("AUC", () => {
  it("is the share of pairs in the right order, a tie counting one half", () => {
    fc.assert(
      fc.property(ranked, ({ scores, truth }) => {
        expect(auc(scores, truth)).toBeAllClose(pairwise(scores, truth), { atol: 1e-13, rtol: 0 });
      }),
    );
  });

  it("does not change under a monotone map of the scores, and turns over with their sign", () => {
    fc.assert(
      fc.property(ranked, ({ scores, truth }) => {
        const value = auc(scores, truth);
        expect(
          auc(
            scores.map((s) => Math.exp(s) * 7 - 3),
            truth,
          ),
        ).toBe(value);
        expect(
          auc(
            scores.map((s) => -s),
            truth,
          ),
        ).toBeAllClose(1 - value, { atol: 1e-13 });
      }),
    );
  });

  it("takes -0 for 0 and orders infinite scores", () => {
    expect(auc([-0, 0], [1, 0])).toBe(0.5);
    expect(auc([0, -0], [1, 0])).toBe(0.5);
    expect(auc([Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY], [1, 0, 0])).toBe(1);
  });

  it("is quick on constant scores, where every pair is a tie", () => {
    const n = 200_000;
    expect(
      auc(
        new Float64Array(n),
        Uint8Array.from({ length: n }, (_, i) => i % 2),
      ),
    ).toBe(0.5);
  });

  it("refuses one class only, NaN, truths other than 0 and 1, and lengths that differ", () => {
    expectRefusal(() => auc([1, 2], [1, 1]), "auc", /2 ones and 0 zeros/);
    expectRefusal(() => auc([1, Number.NaN], [1, 0]), "auc", /score 1 is NaN/);
    expectRefusal(() => auc([1, 2], [1, 2]), "auc", /truth 1 is 2/);
    expectRefusal(() => auc([1, 2], [1]), "auc", /2 scores, 1 truths/);
    expectRefusal(() => roc([], []), "roc", /0 ones and 0 zeros/);
  });
});

describe("a ROC curve", () => {
  it("rises from (0, 0) to (1, 1) and encloses the exact area, corners dropped or not", () => {
    fc.assert(
      fc.property(ranked, fc.boolean(), ({ scores, truth }, dropIntermediate) => {
        const curve = roc(scores, truth, { dropIntermediate });
        expect([curve.falseAlarms[0], curve.detections[0]]).toEqual([0, 0]);
        expect([curve.falseAlarms.at(-1), curve.detections.at(-1)]).toEqual([1, 1]);
        expect(curve.falseAlarms).toEqual(curve.falseAlarms.toSorted());
        expect(curve.detections).toEqual(curve.detections.toSorted());
        expect(area(curve.falseAlarms, curve.detections)).toBeAllClose(curve.auc, { atol: 1e-12 });
      }),
    );
  });
});

describe("average precision", () => {
  it("is the mean precision at the hits when there are no ties", () => {
    // Hits at ranks 1, 3, 4.
    expect(averagePrecision([0.9, 0.8, 0.7, 0.6, 0.5], [1, 0, 1, 1, 0])).toBeAllClose(
      (1 + 2 / 3 + 3 / 4) / 3,
    );
  });

  it("is the share of positives when all scores are tied", () => {
    expect(averagePrecision([1, 1, 1, 1], [1, 0, 0, 0])).toBe(0.25);
  });

  it("does not depend on the order of samples, nor on a monotone map", () => {
    fc.assert(
      fc.property(ranked, ({ scores, truth }) => {
        const ap = averagePrecision(scores, truth);
        expect(averagePrecision(scores.toReversed(), truth.toReversed())).toBe(ap);
        expect(
          averagePrecision(
            scores.map((s) => s ** 3),
            truth,
          ),
        ).toBe(ap);
        expect(ap > 0 && ap <= 1).toBe(true);
        expect(precisionRecallCurve(scores, truth).ap).toBe(ap);
      }),
    );
  });

  it("of nothing to find is refused", () => {
    expectRefusal(() => averagePrecision([1], [0]), "averagePrecision", /has no 1/);
    expectRefusal(() => precisionRecallCurve([1], [0]), "precisionRecallCurve", /has no 1/);
  });
});

describe("scores added batch by batch", () => {
  it("give what they give at once, also between batches", () => {
    fc.assert(
      fc.property(ranked, fc.nat(40), ({ scores, truth }, cut) => {
        const ranking = new RankingScores().add(scores.slice(0, cut), truth.slice(0, cut));
        if (ranking.positives > 0 && ranking.negatives > 0) {
          expect(ranking.auc()).toBe(auc(scores.slice(0, cut), truth.slice(0, cut)));
        }
        ranking.add(scores.slice(cut), truth.slice(cut));
        expect(ranking.roc()).toEqual(roc(scores, truth));
        expect(ranking.precisionRecallCurve()).toEqual(precisionRecallCurve(scores, truth));
      }),
    );
  });

  it("grow beyond what was reserved, and a refused batch adds nothing", () => {
    const ranking = new RankingScores();
    for (let i = 0; i < 5; i++) ranking.add(new Float64Array(1000).fill(i), new Uint8Array(1000).fill(i % 2));
    expectRefusal(() => ranking.add([1, Number.NaN], [1, 0]), "rankingScores", /score 1 is NaN/);
    expect([ranking.positives, ranking.negatives]).toEqual([2000, 3000]);
    // Odd scores 1, 3 against even 0, 2, 4: of six pairs of values three are right.
    expect(ranking.auc()).toBe(0.5);
  });
});

describe("multi-label average precision", () => {
  const options = { labels: 2 };

  it("leaves labels without positives out of the macro mean, or counts 0 when told", () => {
    const [scores, truth] = [
      [0.9, 0.1, 0.2, 0.3],
      [1, 0, 0, 0],
    ];
    expect(multiLabel(scores, truth, options)).toMatchObject({ macro: 1, weighted: 1 });
    expect(multiLabel(scores, truth, { ...options, empty: "zero" }).macro).toBe(0.5);
    expect(multiLabel(scores, truth, options).perLabel[1]).toBeNaN();
  });

  it("refuses tables that do not fit and truths without any positive", () => {
    expectRefusal(() => multiLabel([1, 2, 3], [1, 0, 0], options), "multiLabel", /do not make rows of 2/);
    expectRefusal(() => multiLabel([1, 2], [0, 0], options), "multiLabel", /has no 1/);
  });
});

describe("the 3D-ROC family", () => {
  const varied = ranked.filter(({ scores }) => Math.min(...scores) < Math.max(...scores));

  it("is made of its three areas as the formulas say", () => {
    const s = anomaly([9, 5, 3, 1], [1, 1, 0, 0]);
    expect([s.aucDF, s.aucDTau, s.aucFTau]).toBeAllClose([1, 0.75, 0.125]);
    expect([s.aucTD, s.aucBS, s.aucTDBS, s.aucSNPR, s.aucOA, s.aucODP]).toBeAllClose([
      1.75, 0.875, 0.625, 6, 1.625, 1.625,
    ]);
    expect(s.snprDb).toBeAllClose(10 * Math.log10(6));
  });

  it("by thresholds comes near the closed form, but for background that shares the highest score", () => {
    fc.assert(
      fc.property(varied, ({ scores, truth }) => {
        const exact = anomaly(scores, truth);
        const table = anomalyByThresholds(scores, truth, { thresholds: 20_001 });
        expect([table.aucDTau, table.aucFTau]).toBeAllClose([exact.aucDTau, exact.aucFTau], { atol: 1e-4 });
        const top = Math.max(...scores);
        const shared = scores.some((score, i) => score === top && truth[i] === 0);
        if (shared) expect(table.aucDF).toBeLessThan(exact.aucDF + 1e-12);
        else expect(table.aucDF).toBeAllClose(exact.aucDF, { atol: 1e-9 });
      }),
      { numRuns: 50 },
    );
  });

  it("has its last threshold at 1, also where 49 steps of 1/49 do not reach it", () => {
    expect((1 / 49) * 49).toBeLessThan(1);
    const { tau, detections } = anomalyByThresholds([0, 1], [0, 1], { thresholds: 50 });
    expect([tau.at(-1), detections.at(-1)]).toEqual([1, 1]);
  });

  it("does not change when scores are shifted and stretched", () => {
    fc.assert(
      fc.property(varied, ({ scores, truth }) => {
        const stretched = anomaly(
          scores.map((s) => 4 * s + 16),
          truth,
        );
        expect(stretched).toEqual(anomaly(scores, truth));
      }),
    );
  });

  it("refuses maps that do not vary or are not finite", () => {
    expectRefusal(() => anomaly([1, 1], [0, 1]), "anomaly", /all scores are 1/);
    expectRefusal(() => anomaly([1, Number.POSITIVE_INFINITY], [0, 1]), "anomaly", /score 1 is Infinity/);
    expectRefusal(
      () => anomalyByThresholds([1, 2], [0, 1], { thresholds: 1 }),
      "anomalyByThresholds",
      /thresholds is 1/,
    );
  });
});

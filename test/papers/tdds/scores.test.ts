import { describe, expect, it } from "vitest";
import { normal, seed } from "../../../lib/device/random/index.js";
import {
  ascending,
  aum,
  ccs,
  dynUnc,
  el2n,
  entropy,
  forgetting,
  keepLargest,
  keepSmallest,
  moderate,
  scoreWeights,
  TddsScorer,
  tddsScore,
  trajectory,
  unshuffled,
} from "../../../lib/papers/tdds/index.js";

const [samples, classes, epochs] = [30, 4, 9];
const labels = Int32Array.from({ length: samples }, (_, i) => i % classes);
const orders = Array.from({ length: epochs }, (_, t) =>
  [...Array(samples).keys()].sort((a, b) => ((a * 7 + t * 3) % samples) - ((b * 7 + t * 3) % samples)),
);
const logits = Array.from({ length: epochs }, (_, t) => normal(seed(t), samples * classes, { std: 2 }));
const recorded = trajectory(logits, orders, classes);

/** p[t][n][c] written out. */
const p = (t: number, n: number, c: number) => recorded.probabilities[(t * samples + n) * classes + c]!;
const each = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

describe("a trajectory", () => {
  it("puts the rows of a shuffled epoch back", () => {
    for (let t = 0; t < epochs; t++) {
      for (let row = 0; row < samples; row++) {
        const exps = each(classes, (c) => Math.exp(logits[t]![row * classes + c]!));
        const sum = exps.reduce((a, b) => a + b, 0);
        expect(each(classes, (c) => p(t, orders[t]![row]!, c))).toBeAllClose(
          exps.map((e) => e / sum),
          { rtol: 1e-5 },
        );
      }
    }
  });

  it("refuses rows that are not one a sample", () => {
    expect(() => unshuffled([1, 2, 3], [0, 1], 2)).toThrow(/3/);
  });
});

describe("TDDS", () => {
  it("is the sheet's formula, written out", () => {
    const [J, d] = [4, 0.9];
    const D = each(epochs - 1, (t) =>
      each(samples, (n) =>
        each(classes, (c) =>
          Math.abs(p(t + 1, n, c) * (Math.log(p(t + 1, n, c) + 1e-8) - Math.log(p(t, n, c) + 1e-8))),
        ).reduce((a, b) => a + b, 0),
      ),
    );
    const wanted = each(samples, (n) => {
      let score = 0;
      for (let end = J; end <= epochs; end++) {
        const window = D.slice(end - J, end - 1).map((row) => row[n]!);
        const mean = window.reduce((a, b) => a + b, 0) / window.length;
        const V = Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0));
        score = d * V + (1 - d) * score;
      }
      return score;
    });
    const { score } = tddsScore(recorded, { window: J, decay: d });
    // The order and the ratios are what is used: a common factor would not matter.
    expect(score).toBeAllClose(wanted, { rtol: 1e-4, atol: 1e-6 });
  });

  it("is the same epoch by epoch as over a whole trajectory", () => {
    const scorer = new TddsScorer(samples, classes, { window: 3 });
    for (let t = 0; t < epochs; t++) {
      scorer.add(recorded.probabilities.subarray(t * samples * classes, (t + 1) * samples * classes));
    }
    expect(scorer.result().score).toEqual(tddsScore(recorded, { window: 3 }).score);
  });

  it("is 0 for a window of two epochs, and refuses one of one", () => {
    expect(Array.from(tddsScore(recorded, { window: 2 }).score)).toEqual(Array(samples).fill(0));
    expect(() => tddsScore(recorded, { window: 1 })).toThrow(/window of 1 epochs; give 2 or more/);
  });
});

describe("the baselines, written out", () => {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it("EL2N: the length of the error vector", () => {
    const score = el2n(recorded, labels);
    const lengths = each(samples, (n) =>
      each(epochs, (t) => Math.hypot(...each(classes, (c) => p(t, n, c) - Number(c === labels[n])))),
    );
    const [a, b] = [lengths[3]!.reduce((x, y) => x + y, 0), lengths[17]!.reduce((x, y) => x + y, 0)];
    expect(score[3]! / score[17]!).toBeAllClose(a / b, { rtol: 1e-4 });
  });

  it("AUM: how far the own class is ahead of the best other", () => {
    const margins = each(samples, (n) =>
      mean(
        each(epochs, (t) => {
          const others = each(classes, (c) => (c === labels[n] ? Number.NEGATIVE_INFINITY : p(t, n, c)));
          return p(t, n, labels[n]!) - Math.max(...others);
        }),
      ),
    );
    const score = aum(recorded, labels);
    expect(Array.from(ascending(score))).toEqual(Array.from(ascending(margins)));
    expect(score[3]! / score[17]!).toBeAllClose(margins[3]! / margins[17]!, { rtol: 1e-4 });
  });

  it("forgetting: how often a known sample becomes unknown; never known counts most", () => {
    const { events } = forgetting(recorded, labels);
    const knownAt = (t: number, n: number) =>
      Math.max(...each(classes, (c) => p(t, n, c))) === p(t, n, labels[n]!);
    for (let n = 0; n < samples; n++) {
      const known = each(epochs, (t) => knownAt(t, n));
      const forgotten = known.slice(1).filter((now, i) => known[i] && !now).length;
      if (known.some(Boolean)) expect(events[n]).toBe(forgotten);
      else expect(events[n]).toBe(Math.max(...events));
    }
  });

  it("entropy: of the last epoch", () => {
    const wanted = each(
      samples,
      (n) =>
        -each(classes, (c) => p(epochs - 1, n, c) * Math.log(p(epochs - 1, n, c))).reduce((a, b) => a + b),
    );
    expect(entropy(recorded)).toBeAllClose(wanted, { rtol: 1e-4 });
  });

  it("Dyn-Unc: how much the own class's probability varies in windows", () => {
    const own = each(epochs, (t) => Float64Array.from(each(samples, (n) => p(t, n, labels[n]!))));
    const steady = own.map((row) => row.map((value, n) => (n === 5 ? 0.5 : value)));
    const score = dynUnc(steady, { window: 4 });
    expect(score[5]).toBeAllClose(0, { atol: 1e-12 });
    expect(Math.min(...score.filter((_, n) => n !== 5))).toBeGreaterThan(0);
  });

  it("moderate: keeps what is neither near to nor far from its class's median", () => {
    const features = Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 100]);
    const { kept } = moderate(features, new Int32Array(10), { classes: 1, rate: 0.4 });
    expect(kept.length).toBe(4);
    expect(kept).not.toContain(9);
    expect(Array.from(kept).every((n) => Math.abs(n - 4.5) > 1)).toBe(true);
  });

  it("CCS: leaves out the smallest margins and keeps the share that was asked for", () => {
    const margins = Float64Array.from({ length: 200 }, (_, i) => i / 200);
    const { kept } = ccs(margins, { ratio: 0.2, beta: 0.3, key: seed(1) });
    expect(kept.length).toBe(40);
    expect(new Set(kept).size).toBe(40);
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(60);
    // From all strata, not from the hardest that are left.
    expect(Array.from(kept).filter((n) => n >= 130).length).toBeGreaterThan(10);
  });
});

describe("what is kept", () => {
  it("is N - floor(rate N), of either end, whatever the ties", () => {
    const scores = Float64Array.from({ length: 100 }, (_, i) => Math.floor(i / 10));
    // 0.29 x 100 is 28.999… in binary numbers (sheet, 7).
    expect(keepLargest(ascending(scores), 0.29).length).toBe(72);
    expect(Array.from(keepSmallest(ascending(scores), 0.9))).toEqual([...Array(10).keys()]);
    expect(Array.from(keepLargest(ascending(scores), 0.9))).toEqual(each(10, (i) => 90 + i));
    expect(() => keepLargest(ascending(scores), 1)).toThrow(/give the share that goes/);
  });

  it("has weights over the whole set, from 0 to 1", () => {
    const weights = scoreWeights([3, 1, 2, 5]);
    expect(weights).toBeAllClose([0.5, 0, 0.25, 1]);
  });
});

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  differenceInterval,
  meanInterval,
  permutationTest,
  signFlip,
  summary,
} from "../../lib/experiment/index.js";
import { studentBelow, studentQuantile } from "../../lib/experiment/statistics/student.js";
import { pythonWith } from "../support/python.js";

const values = (minLength: number, maxLength = 12) =>
  fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength, maxLength });

describe("a summary", () => {
  it("has the sample deviation, and the median of odd and even numbers", () => {
    expect(summary([3, 1, 2])).toEqual({ n: 3, mean: 2, deviation: 1, median: 2, min: 1, max: 3 });
    expect(summary([1, 2, 3, 10]).median).toBe(2.5);
    expect(summary([5]).deviation).toBeNaN();
  });

  it("refuses nothing and what is no number", () => {
    expect(() => summary([])).toThrow("there are no values");
    expect(() => summary([1, Number.NaN])).toThrow("value 1 is NaN");
  });
});

describe("the interval of a mean", () => {
  it("is none for one value, t for two to five, an exact bootstrap for six, a drawn one for more", () => {
    const of = (n: number) => meanInterval(Array.from({ length: n }, (_, i) => i))?.method;
    expect([1, 2, 5, 6, 7, 40].map(of)).toEqual([
      undefined,
      "t",
      "t",
      "exact bootstrap",
      "bootstrap",
      "bootstrap",
    ]);
  });

  it("holds the mean, moves with the values, and is the same each time", () => {
    fc.assert(
      fc.property(values(2), fc.integer({ min: -50, max: 50 }), (sample, shift) => {
        const interval = meanInterval(sample) as NonNullable<ReturnType<typeof meanInterval>>;
        const { mean } = summary(sample);
        expect(interval.low).toBeLessThanOrEqual(mean + 1e-9);
        expect(interval.high).toBeGreaterThanOrEqual(mean - 1e-9);
        const moved = meanInterval(sample.map((value) => value + shift)) as typeof interval;
        expect([moved.low - shift, moved.high - shift]).toBeAllClose([interval.low, interval.high], {
          atol: 1e-8,
        });
        expect(meanInterval(sample)).toEqual(interval);
      }),
      { numRuns: 60 },
    );
  });

  it("of a bootstrap stays within the values", () => {
    fc.assert(
      fc.property(values(6), (sample) => {
        const { low, high } = meanInterval(sample) as { low: number; high: number };
        expect(low).toBeGreaterThanOrEqual(Math.min(...sample) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...sample) + 1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it("covers the true mean about 19 times of 20", () => {
    // Four values of a uniform law on [-1, 1], 2000 times, by a fixed linear congruence.
    let state = 1;
    const draw = () => {
      state = (state * 48271) % 2147483647;
      return (2 * state) / 2147483647 - 1;
    };
    let covered = 0;
    for (let i = 0; i < 2000; i++) {
      const { low, high } = meanInterval([draw(), draw(), draw(), draw()]) as { low: number; high: number };
      if (low <= 0 && high >= 0) covered++;
    }
    expect(covered / 2000).toBeAllClose(0.95, { atol: 0.02 });
  });
});

describe("Student's t", () => {
  it("has the quantiles of the tables", () => {
    const got = [1, 2, 4, 10, 30, 1000].map((freedom) => studentQuantile(0.975, freedom));
    expect(got).toBeAllClose([12.7062, 4.30265, 2.77645, 2.22814, 2.04227, 1.96234], { rtol: 1e-5 });
  });

  it("gives back the share that a quantile was asked for", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (p, freedom) => {
          expect(studentBelow(studentQuantile(p, freedom), freedom)).toBeAllClose(p, { atol: 1e-10 });
        },
      ),
    );
  });
});

describe("the sign-flip test", () => {
  it("is exact: two of the eight patterns of three equal signs", () => {
    expect(signFlip([1, 2, 3])).toBe(0.25);
    expect(signFlip([1, -1])).toBe(1);
    expect(signFlip(Array.from({ length: 16 }, () => 0.1))).toBe(2 / 2 ** 16);
  });

  it("does not mind order, sign or scale", () => {
    fc.assert(
      fc.property(values(1, 8), (sample) => {
        const p = signFlip(sample);
        expect(signFlip([...sample].reverse())).toBe(p);
        expect(signFlip(sample.map((value) => -value))).toBe(p);
        expect(signFlip(sample.map((value) => 4 * value))).toBe(p);
        expect(p).toBeGreaterThanOrEqual(2 / 2 ** sample.length - 1e-12);
        expect(p).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it("draws where there are many, and comes near the exact value", () => {
    const sample = Array.from({ length: 16 }, (_, i) => Math.sin(i * 7) + 0.3);
    expect(signFlip([...sample, 0])).toBeAllClose(signFlip(sample), { atol: 0.01 });
  });
});

describe("the permutation test", () => {
  it("is exact: 2 of 20 partings", () => {
    expect(permutationTest([4, 5, 6], [1, 2, 3])).toBe(0.1);
    expect(permutationTest([1], [1])).toBe(1);
  });

  it("draws where there are many, and comes near the exact value", () => {
    const a = Array.from({ length: 9 }, (_, i) => Math.sin(i) + 0.4);
    const b = Array.from({ length: 8 }, (_, i) => Math.cos(3 * i));
    const exact = permutationTest(a, b); // 24,310 partings
    const more = permutationTest([...a, 0.4], [...b, 0]); // 92,378 of the same law
    expect(more).toBeAllClose(exact, { atol: 0.06 });
  });
});

const python = pythonWith("scipy", "numpy");

describe("against SciPy", () => {
  const samples = [
    [0.1, 0.3],
    [1, 2, 4],
    [0.91, 0.93, 0.9, 0.95, 0.92],
    [0.2, -0.1, 0.4, 0.3, 0.1, 0.25],
    [3, 1, 4, 1, 5, 9, 2, 6],
  ];
  const script = `
import itertools, json, sys
import numpy as np
from scipy import stats
out = []
for sample in json.load(sys.stdin):
    x = np.array(sample)
    row = {"t": stats.t.interval(0.95, len(x) - 1, x.mean(), stats.sem(x)), "sd": x.std(ddof=1), "median": np.median(x)}
    row["flip"] = stats.permutation_test((x,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
    half = len(x) // 2
    a, b = x[:half], x[half:]
    if len(a) > 1:
        row["parting"] = stats.permutation_test((a, b), lambda a, b: abs(np.mean(a) - np.mean(b)), permutation_type="independent",
                                                n_resamples=np.inf, alternative="greater").pvalue
        row["welch"] = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    if len(x) == 6:
        means = np.array([np.mean(p) for p in itertools.product(x, repeat=6)])
        row["boot"] = np.percentile(means, [2.5, 97.5]).tolist()
    if len(x) > 6:
        row["boot"] = stats.bootstrap((x,), np.mean, method="percentile", n_resamples=200000, random_state=0).confidence_interval
    out.append(row)
json.dump(out, sys.stdout)
`;

  it.skipIf(!python)("(where Python has it) intervals and p-values agree", () => {
    const answer = execFileSync(python as string, ["-c", script], {
      input: JSON.stringify(samples),
      encoding: "utf8",
    });
    const rows = JSON.parse(answer) as {
      t: number[];
      sd: number;
      median: number;
      flip: number;
      parting?: number;
      welch?: number[];
      boot?: number[];
    }[];
    for (const [i, sample] of samples.entries()) {
      const { t, sd, median, flip, parting, welch, boot } = rows[i] as (typeof rows)[number];
      const { deviation, median: ours } = summary(sample);
      expect([deviation, ours]).toBeAllClose([sd, median], { rtol: 1e-12 });
      const interval = meanInterval(sample) as { low: number; high: number; method: string };
      if (sample.length < 6) expect([interval.low, interval.high]).toBeAllClose(t, { rtol: 1e-10 });
      if (boot) {
        const drawn = interval.method === "bootstrap";
        expect([interval.low, interval.high]).toBeAllClose(boot, drawn ? { rtol: 0.03 } : { rtol: 1e-10 });
      }
      expect(signFlip(sample)).toBeAllClose(flip, { rtol: 1e-12 });
      const half = sample.length >> 1;
      if (parting !== undefined && welch) {
        expect(permutationTest(sample.slice(0, half), sample.slice(half))).toBeAllClose(parting, {
          rtol: 1e-12,
        });
        const got = differenceInterval(sample.slice(0, half), sample.slice(half)).interval;
        expect([got?.low, got?.high]).toBeAllClose(welch, { rtol: 1e-9 });
      }
    }
  });
});

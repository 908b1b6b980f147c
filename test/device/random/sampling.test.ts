import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choice, permutation, seed } from "../../../lib/device/random/index.js";

const seeds = fc.maxSafeInteger().map(seed);
const sorted = (values: Int32Array) => [...values].sort((a, b) => a - b);
const chiSquare = (counts: readonly number[], expected: (i: number) => number) =>
  counts.reduce((sum, count, i) => sum + (count - expected(i)) ** 2 / expected(i), 0);

describe("a permutation", () => {
  it("holds each of the numbers once", () => {
    fc.assert(
      fc.property(seeds, fc.nat(300), (key, n) => {
        expect(sorted(permutation(key, n))).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it("gives every order of four equally often", () => {
    const trials = 24_000;
    const counts = new Map<string, number>();
    for (const key of seed(1).split(trials)) {
      const order = permutation(key, 4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // 23 degrees of freedom: 49.7 is passed once in a thousand seeds.
    expect(chiSquare([...counts.values()], () => trials / 24)).toBeLessThan(49.7);
  });

  it("puts each number in each place equally often, also beyond the first buffer of words", () => {
    const n = 5000;
    const sum = new Float64Array(n);
    for (const key of seed(2).split(200)) {
      for (const [place, value] of permutation(key, n).entries()) sum[place]! += value;
    }
    const spread = Math.sqrt((n * n - 1) / 12 / 200);
    for (const total of sum) expect(Math.abs(total / 200 - (n - 1) / 2)).toBeLessThan(5 * spread);
  });
});

describe("a choice without replacement", () => {
  it("is the beginning of the permutation, whether few or many are taken", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (key, n, part) => {
          const k = Math.floor(n * part);
          expect(choice(key, n, k)).toEqual(permutation(key, n).slice(0, k));
        },
      ),
    );
  });

  it("takes a few of very many without listing them", () => {
    const taken = choice(seed(1), 2 ** 31 - 1, 1000);
    expect(new Set(taken).size).toBe(1000);
    expect(Math.min(...taken)).toBeGreaterThanOrEqual(0);
  });

  it("with weights draws each next one in proportion to the weights of those left", () => {
    const weights = [5, 3, 0, 2];
    const trials = 20_000;
    const counts = new Map<string, number>();
    for (const key of seed(3).split(trials)) {
      const pair = choice(key, 4, 2, { weights }).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    const cells = [...counts.keys()];
    expect(cells).toHaveLength(6);
    const expected = cells.map((cell) => {
      const [a, b] = cell.split(",").map((i) => weights[Number(i)]!) as [number, number];
      return (((trials * a) / 10) * b) / (10 - a);
    });
    // 5 degrees of freedom: 20.5 is passed once in a thousand seeds.
    expect(chiSquare([...counts.values()], (i) => expected[i]!)).toBeLessThan(20.5);
  });
});

describe("a choice with replacement", () => {
  it("takes each as often as its weight says, and never one of weight zero", () => {
    const weights = [0, 1, 2, 0, 7, 0];
    const taken = choice(seed(4), 6, 50_000, { replace: true, weights });
    const counts = weights.map((_, i) => taken.reduce((sum, value) => sum + (value === i ? 1 : 0), 0));
    for (const [i, weight] of weights.entries()) {
      if (weight === 0) expect(counts[i]).toBe(0);
      else expect(counts[i]! / 50_000).toBeCloseTo(weight / 10, 2);
    }
  });

  it("without weights takes all alike, more than there are", () => {
    const counts = new Array<number>(7).fill(0);
    for (const i of choice(seed(5), 7, 70_000, { replace: true })) counts[i]!++;
    expect(chiSquare(counts, () => 10_000)).toBeLessThan(22.5);
  });
});

describe("wrong use of choice", () => {
  it.each([
    [
      "more than there are",
      () => choice(seed(1), 3, 4),
      /cannot take 4 of 3; give a smaller k, or replace: true/,
    ],
    ["something of nothing", () => choice(seed(1), 0, 1, { replace: true }), /cannot take 1 of 0/],
    [
      "too few weights",
      () => choice(seed(1), 3, 1, { weights: [1, 2] }),
      /the 2 weights do not weigh 3 things/,
    ],
    ["a negative weight", () => choice(seed(1), 2, 1, { weights: [1, -1] }), /none negative/],
    ["no weight at all", () => choice(seed(1), 2, 1, { weights: [0, 0] }), /not all zero/],
    [
      "a weight that is no number",
      () => choice(seed(1), 2, 1, { weights: [1, Number.NaN] }),
      /finite weights/,
    ],
    [
      "more than have a weight",
      () => choice(seed(1), 3, 2, { weights: [1, 0, 0] }),
      /cannot take 2 of 1 things/,
    ],
    ["part of a thing", () => choice(seed(1), 2.5, 1), /cannot draw 2\.5/],
    [
      "beyond int32",
      () => permutation(seed(1), 2 ** 40),
      /cannot draw 1099511627776 numbers; give whole numbers from 0/,
    ],
  ])("says so for %s", (_, act, message) => {
    expect(act).toThrow(message);
    expect(act).toThrow(/^choice: /);
  });
});

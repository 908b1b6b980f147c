import { describe, expect, it } from "vitest";
import { balancedSampler, classWeights, sampleWeights, weightedSampler } from "../../../lib/data/index.js";
import { seed } from "../../../lib/device/index.js";

describe("class weights", () => {
  it("by inverse frequency are samples / (classes · samples of the class)", () => {
    // 10 samples: 6, 3 and 1 of three classes.
    const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2];
    expect(classWeights(labels)).toBeAllClose([10 / 18, 10 / 9, 10 / 3]);
    expect(classWeights(labels, { classes: 4 })).toBeAllClose([10 / 18, 10 / 9, 10 / 3, 0]);
    expect(classWeights([...labels, 255, 255], { ignore: [255] })).toBeAllClose([10 / 18, 10 / 9, 10 / 3]);
  });

  it("by effective number are (1 - β) / (1 - βⁿ), in sum the number of classes", () => {
    // β = 0.9: effective numbers of 2 and 1 samples are 1.9 and 1; weights 1/1.9 and 1 scaled to sum to 2.
    expect(classWeights([0, 0, 1], { method: "effective", beta: 0.9 })).toBeAllClose([
      2 / 1.9 / (1 / 1.9 + 1),
      2 / (1 / 1.9 + 1),
    ]);
    expect(classWeights([0, 0, 1], { method: "effective", beta: 0 })).toBeAllClose([1, 1]);
  });

  it("refuse labels and numbers that mean nothing", () => {
    expect(() => classWeights([0, -1])).toThrow(/label -1/);
    expect(() => classWeights([0, 5], { classes: 2 })).toThrow(/label 5 is none of 2 classes/);
    expect(() => classWeights([0], { beta: 1 })).toThrow(/beta is 1/);
    expect(() => sampleWeights([0, 3], [1, 1])).toThrow(/label 3 has no weight/);
  });

  it("go to the samples", () => {
    expect(sampleWeights([1, 0, 1], [0.5, 2])).toEqual(Float32Array.of(2, 0.5, 2));
  });
});

describe("samplers", () => {
  const count = (order: Int32Array, size: number) => {
    const times = new Array<number>(size).fill(0);
    for (const index of order) times[index]!++;
    return times;
  };

  it("draw in proportion to weights, the same for the same key", () => {
    const sampler = weightedSampler([0, 1, 3], { count: 40_000 });
    const times = count(sampler(seed(1)), 3);
    expect(times[0]).toBe(0);
    // Binomial with p = 3/4: a standard deviation is 87.
    expect(Math.abs(times[2]! - 30_000)).toBeLessThan(450);
    expect(sampler(seed(1))).toEqual(sampler(seed(1)));
    expect(sampler(seed(2))).not.toEqual(sampler(seed(1)));
  });

  it("balance classes exactly, and repeat a rare one's samples evenly", () => {
    const labels = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2];
    const order = balancedSampler(labels, { count: 30 })(seed(3));
    const times = count(order, labels.length);
    expect(times.slice(0, 10)).toEqual(new Array(10).fill(1));
    expect(times.slice(10)).toEqual([5, 5, 10]);
    // In random order, not class by class.
    expect(Array.from(order, (i) => labels[i]).join("")).not.toMatch(/^(0{10}|1{10}|2{10}){3}$/);
    const odd = balancedSampler(labels, { count: 8 })(seed(4));
    const classes = count(
      Int32Array.from(odd, (i) => labels[i]!),
      3,
    );
    expect([...classes].sort()).toEqual([2, 3, 3]);
    expect(count(balancedSampler([7, 0, 1], { count: 4, ignore: [7] })(seed(1)), 3)).toEqual([0, 2, 2]);
  });
});

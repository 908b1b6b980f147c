import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  dirichletClients,
  encodeSplit,
  groupSplit,
  kFold,
  parseSplit,
  perClassSplit,
  publishedSplit,
  readSplit,
  type Split,
  spatialBlocks,
  stratifiedSplit,
  writeSplit,
} from "../../../lib/data/split/index.js";
import { seed } from "../../../lib/device/random/key.js";

const labelList = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 120 });
const anySeed = fc.integer({ min: 0, max: 2 ** 31 });

function all(split: Split): number[] {
  return Object.values(split.parts).flatMap((indices) => [...indices]);
}

function countOf(labels: ArrayLike<number>, indices: Int32Array, label: number): number {
  return indices.filter((i) => labels[i] === label).length;
}

/** Ascending, within the count, and no sample twice. */
function expectSound(split: Split): void {
  for (const indices of Object.values(split.parts)) {
    expect(Array.from(indices)).toEqual(Array.from(indices).sort((a, b) => a - b));
  }
  const everyone = all(split);
  expect(new Set(everyone).size).toBe(everyone.length);
  for (const i of everyone) expect(i >= 0 && i < split.count).toBe(true);
}

describe("a stratified split", () => {
  it("gives every class its fractions to within one, and uses every sample once", () => {
    fc.assert(
      fc.property(labelList, anySeed, fc.double({ min: 0, max: 1, noNaN: true }), (labels, n, train) => {
        const split = stratifiedSplit(labels, { key: seed(n), parts: { train, test: 1 - train } });
        expectSound(split);
        expect(all(split)).toHaveLength(labels.length);
        for (const label of new Set(labels)) {
          const size = labels.filter((one) => one === label).length;
          expect(Math.abs(countOf(labels, split.parts["train"]!, label) - train * size)).toBeLessThanOrEqual(
            1,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it("takes 29 of 100 for 0.29, although 0.29 × 100 is a hair below 29", () => {
    const labels = new Array(100).fill(0);
    const split = stratifiedSplit(labels, { key: seed(1), parts: { train: 0.29 } });
    expect(split.parts["train"]).toHaveLength(29);
  });

  it("leaves unlabelled samples out", () => {
    const split = stratifiedSplit([0, 1, 0, 1, 2], { key: seed(1), parts: { train: 1 }, ignore: [0] });
    expect([...split.parts["train"]!]).toEqual([1, 3, 4]);
  });

  it("is the same for the same seed and another for another", () => {
    const labels = Array.from({ length: 200 }, (_, i) => i % 4);
    const make = (n: number) => stratifiedSplit(labels, { key: seed(n), parts: { train: 0.5, test: 0.5 } });
    expect(encodeSplit(make(1))).toBe(encodeSplit(make(1)));
    expect([...make(1).parts["train"]!]).not.toEqual([...make(2).parts["train"]!]);
  });

  it("keeps a class's samples where another class grows", () => {
    const few = Array.from({ length: 40 }, (_, i) => i % 2);
    const more = [...few, ...new Array(30).fill(1)];
    const zeros = (labels: number[]) =>
      [...stratifiedSplit(labels, { key: seed(3), parts: { train: 0.5 } }).parts["train"]!].filter(
        (i) => labels[i] === 0,
      );
    expect(zeros(more)).toEqual(zeros(few));
  });

  it("refuses fractions that are none", () => {
    const make = (parts: Record<string, number>) => stratifiedSplit([0], { key: seed(1), parts });
    expect(() => make({ train: 0.8, test: 0.3 })).toThrow(/sum to at most 1/);
    expect(() => make({ train: -0.1 })).toThrow(/at least 0/);
    expect(() => make({})).toThrow(/no shares of a whole/);
  });
});

describe("a split of fixed counts a class", () => {
  it("has exactly the counts of the published one", () => {
    const sizes = [4034, 2903, 479, 9123, 10_501, 3174];
    const trained = { 1: 129, 2: 125, 3: 105, 4: 154, 5: 184, 6: 122 };
    const labels = new Uint8Array(32_000);
    let at = 0;
    sizes.forEach((size, c) => {
      labels.fill(c + 1, at, at + size);
      at += size;
    });
    const split = perClassSplit(labels, { key: seed(1), train: trained, ignore: [0] });
    expect(split.parts["train"]).toHaveLength(819);
    expect(split.parts["test"]).toHaveLength(29_395);
    for (const [label, count] of Object.entries(trained)) {
      expect(countOf(labels, split.parts["train"]!, Number(label))).toBe(count);
    }
  });

  it("takes validation and test samples from the rest, never twice", () => {
    fc.assert(
      fc.property(
        anySeed,
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 30 }),
        (n, train, test) => {
          const labels = Array.from({ length: 90 }, (_, i) => i % 3);
          const split = perClassSplit(labels, { key: seed(n), train, validation: 5, test });
          expectSound(split);
          expect(split.parts["train"]).toHaveLength(3 * train);
          expect(split.parts["validation"]).toHaveLength(15);
          expect(split.parts["test"]).toHaveLength(3 * Math.min(test, 25 - train));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("refuses more than there are, naming the class", () => {
    expect(() => perClassSplit([1, 1, 2], { key: seed(1), train: 2 })).toThrow(
      /class 2 has 1 samples, 2 are wanted/,
    );
    expect(() => perClassSplit([1, 2], { key: seed(1), train: { 1: 1 } })).toThrow(/class 2 .* undefined/);
  });
});

describe("k folds", () => {
  it("test every sample exactly once, with classes spread evenly", () => {
    fc.assert(
      fc.property(labelList, anySeed, fc.integer({ min: 2, max: 6 }), (labels, n, folds) => {
        fc.pre(labels.length >= folds);
        const splits = kFold(labels, { key: seed(n), folds });
        const tested = splits.flatMap(({ parts }) => [...parts["test"]!]).sort((a, b) => a - b);
        expect(tested).toEqual(labels.map((_, i) => i));
        for (const split of splits) {
          expectSound(split);
          expect(all(split)).toHaveLength(labels.length);
          for (const label of new Set(labels)) {
            const size = labels.filter((one) => one === label).length;
            const here = countOf(labels, split.parts["test"]!, label);
            expect(Math.abs(here - size / folds)).toBeLessThan(1);
          }
        }
        const lengths = splits.map(({ parts }) => parts["test"]!.length);
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 40 },
    );
  });

  it("are refused where there are more folds than samples", () => {
    expect(() => kFold([0, 0], { key: seed(1), folds: 3 })).toThrow(/3 folds of 2 samples/);
  });
});

describe("spatial blocks", () => {
  it("keep pixels of different parts more than the gap apart", () => {
    fc.assert(
      fc.property(
        anySeed,
        fc.integer({ min: 3, max: 9 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 8, max: 26 }),
        fc.integer({ min: 8, max: 26 }),
        (n, block, gap, height, width) => {
          const parts = { train: 0.4, validation: 0.2, test: 0.4 };
          const split = spatialBlocks({ height, width }, { key: seed(n), block, gap, parts });
          expectSound(split);
          const owner = new Map<number, string>();
          for (const [name, indices] of Object.entries(split.parts))
            for (const i of indices) owner.set(i, name);
          for (const [i, name] of owner) {
            for (let dr = -gap; dr <= gap; dr++) {
              for (let dc = -gap; dc <= gap; dc++) {
                const row = Math.floor(i / width) + dr;
                const column = (i % width) + dc;
                if (row < 0 || column < 0 || row >= height || column >= width) continue;
                const other = owner.get(row * width + column);
                expect(other === undefined || other === name).toBe(true);
              }
            }
          }
          if (gap === 0) expect(owner.size).toBe(height * width);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("drop nothing of the first part and unlabelled pixels of all", () => {
    const labels = Uint8Array.from({ length: 400 }, (_, i) => i % 3);
    const options = { key: seed(2), block: 5, parts: { train: 0.5, test: 0.5 } };
    const scene = { height: 20, width: 20 };
    const wide = spatialBlocks(scene, { ...options, gap: 3 });
    expect([...wide.parts["train"]!]).toEqual([...spatialBlocks(scene, options).parts["train"]!]);
    expect(wide.parts["test"]!.length).toBeLessThan(200);
    for (const i of all(spatialBlocks(scene, { ...options, labels, ignore: [0] })))
      expect(labels[i]).not.toBe(0);
  });

  it("refuse labels of another size", () => {
    const options = { key: seed(1), block: 5, parts: { train: 1 }, labels: [1, 2] };
    expect(() => spatialBlocks({ height: 4, width: 4 }, options)).toThrow(/2 labels for 4×4 pixels/);
  });
});

describe("a split of groups", () => {
  it("keeps every group whole, class by class", () => {
    fc.assert(
      fc.property(anySeed, fc.integer({ min: 1, max: 6 }), (n, size) => {
        const groups = Array.from({ length: 20 * size }, (_, i) => Math.floor(i / size));
        const labels = groups.map((group) => group % 2);
        const split = groupSplit(groups, { key: seed(n), parts: { train: 0.7, test: 0.3 }, labels });
        expectSound(split);
        const inTrain = new Set(Array.from(split.parts["train"]!, (i) => groups[i]));
        for (const i of split.parts["test"]!) expect(inTrain.has(groups[i])).toBe(false);
        expect([...inTrain].filter((group) => group! % 2 === 0)).toHaveLength(7);
        expect(all(split)).toHaveLength(groups.length);
      }),
      { numRuns: 30 },
    );
  });

  it("refuses groups of several classes", () => {
    const options = { key: seed(1), parts: { train: 1 }, labels: [0, 1] };
    expect(() => groupSplit([5, 5], options)).toThrow(/group 5 has samples of several classes/);
  });
});

describe("clients", () => {
  it("share all samples, each one's alone", () => {
    fc.assert(
      fc.property(labelList, anySeed, fc.integer({ min: 1, max: 6 }), (labels, n, clients) => {
        for (const alpha of [1e-3, 0.3, 100]) {
          const split = dirichletClients(labels, { key: seed(n), clients, alpha });
          expectSound(split);
          expect(all(split)).toHaveLength(labels.length);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("have the same classes with a large alpha and few of them with a small one", () => {
    const labels = Uint8Array.from({ length: 6000 }, (_, i) => i % 6);
    // Mean over classes of the largest client's share.
    const concentration = (alpha: number) => {
      const { parts } = dirichletClients(labels, { key: seed(1), clients: 4, alpha });
      let sum = 0;
      for (let label = 0; label < 6; label++) {
        sum += Math.max(...Object.values(parts).map((indices) => countOf(labels, indices, label))) / 1000;
      }
      return sum / 6;
    };
    expect(concentration(1000)).toBeAllClose(0.25, { atol: 0.03 });
    expect(concentration(0.05)).toBeGreaterThan(0.8);
  });

  it("have shares with the variance of a Dirichlet distribution", () => {
    // Var of a share: (1/k)(1 - 1/k) / (k α + 1), here with k = 4, α = 0.5: 0.0625.
    const shares: number[] = [];
    const labels = new Uint8Array(1000);
    for (let n = 0; n < 300; n++) {
      const { parts } = dirichletClients(labels, { key: seed(n), clients: 4, alpha: 0.5 });
      shares.push(...Object.values(parts).map((indices) => indices.length / 1000));
    }
    const variance = shares.reduce((sum, share) => sum + (share - 0.25) ** 2, 0) / shares.length;
    expect(variance).toBeAllClose(0.0625, { rtol: 0.15 });
  });
});

describe("a saved split", () => {
  let folder = "";
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("comes back as it was", async () => {
    folder = await mkdtemp(join(tmpdir(), "swath-split-"));
    const labels = Array.from({ length: 50 }, (_, i) => i % 5);
    const split = stratifiedSplit(labels, { key: seed(4), parts: { train: 0.6, test: 0.4 } });
    await writeSplit(join(folder, "split.json"), split);
    expect(await readSplit(join(folder, "split.json"))).toEqual(split);
  });

  it("is refused when it does not hold together", async () => {
    const good = JSON.parse(encodeSplit(publishedSplit(4, { train: [0], test: [2, 3] })));
    const broken = (change: object) => JSON.stringify({ ...good, ...change });
    expect(() => parseSplit("{")).toThrow(/parseSplit: the text is no JSON/);
    expect(() => parseSplit(broken({ parts: { train: [0, 1], test: [1] } }))).toThrow(
      /sample 1 is in "train" and in/,
    );
    expect(() => parseSplit(broken({ parts: { train: [4] } }))).toThrow(/has 4 after -1, of 4 samples/);
    expect(() => parseSplit(broken({ parts: { train: [1, 0] } }))).toThrow(/has 0 after 1/);
    expect(() => parseSplit(broken({ parts: { train: ["0"] } }))).toThrow(/no list of indices/);
    expect(() => parseSplit(broken({ parts: { train: [-1] } }))).toThrow(/no list of indices/);
    expect(() => parseSplit(broken({ count: -1 }))).toThrow(/the count is -1/);
    expect(() => parseSplit(broken({ seed: 3 }))).toThrow(/method or seed is missing/);
    await writeFile(join(folder, "no.json"), "[]");
    await expect(readSplit(join(folder, "no.json"))).rejects.toThrow(/parts or settings are missing/);
  });

  it("may be somebody else's", () => {
    expect([...publishedSplit(5, { test: [4, 1] }).parts["test"]!]).toEqual([1, 4]);
    expect(() => publishedSplit(5, { train: [1, 1] })).toThrow(/has 1 after 1/);
  });
});

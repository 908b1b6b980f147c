import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patches } from "../../../lib/data/raster/patches.js";
import { Raster } from "../../../lib/data/raster/raster.js";
import { resample } from "../../../lib/data/raster/resample.js";
import { simulateObjects, simulateScenes } from "../../../lib/data/simulate/index.js";
import {
  findDuplicates,
  hashDistance,
  patchOverlap,
  perceptualHash,
  publishedSplit,
  spatialBlocks,
  stratifiedSplit,
} from "../../../lib/data/split/index.js";
import { normal } from "../../../lib/device/random/draw.js";
import { seed } from "../../../lib/device/random/key.js";

describe("overlap of patches", () => {
  it("is what counting every pixel of every patch gives", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 3, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        (height, width, size, n) => {
          const split = stratifiedSplit(new Array(height * width).fill(0), {
            key: seed(n),
            parts: { train: 0.1, test: 0.2 },
          });
          const before = Math.floor(size / 2);
          const inPatch = (i: number) => {
            const out: number[] = [];
            for (let r = Math.floor(i / width) - before; r < Math.floor(i / width) - before + size; r++) {
              for (let c = (i % width) - before; c < (i % width) - before + size; c++) {
                if (r >= 0 && c >= 0 && r < height && c < width) out.push(r * width + c);
              }
            }
            return out;
          };
          const train = [...split.parts["train"]!];
          const covered = new Set(train.flatMap(inPatch));
          const tested = [...split.parts["test"]!].map(inPatch);
          const report = patchOverlap(split, { height, width, size });
          expect(report.count).toBe(tested.length);
          expect(report.overlapping).toBe(tested.filter((patch) => patch.some((p) => covered.has(p))).length);
          expect(report.holding).toBe(tested.filter((patch) => patch.some((p) => train.includes(p))).length);
          const shares = tested.map((patch) => patch.filter((p) => covered.has(p)).length / patch.length);
          const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
          expect(report.covered).toBeAllClose(mean);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("means the pixels that patches() cuts", () => {
    // A patch of 4 reaches two pixels up and one down: pixel 6 of a row is out of reach of pixel 2's, pixel 5 is not.
    const row = new Raster(
      Uint8Array.from({ length: 10 }, (_, i) => i),
      { height: 1, width: 10 },
    );
    const columns = (at: number) =>
      new Set(patches(row, [[0, at]], { size: 4, mode: "constant", value: 99 }).data);
    const shares = (a: number, b: number) => [...columns(a)].some((one) => one !== 99 && columns(b).has(one));
    for (const b of [5, 6]) {
      const split = publishedSplit(10, { train: [2], test: [b] });
      expect(patchOverlap(split, { height: 1, width: 10, size: 4 }).overlapping === 1).toBe(shares(2, b));
    }
  });

  it("is nearly everywhere with random pixels and nowhere with blocks and a gap of one patch", () => {
    const scene = { height: 60, width: 60 };
    const random = stratifiedSplit(new Array(3600).fill(0), {
      key: seed(1),
      parts: { train: 0.05, test: 0.95 },
    });
    const report = patchOverlap(random, { ...scene, size: 7 });
    expect(report.overlapping / report.count).toBeGreaterThan(0.95);
    expect(report.text).toMatch(/share pixels with train patches \(\d+ hold a train pixel\)/);
    const parts = { train: 0.5, test: 0.5 };
    const blocks = (gap: number) => spatialBlocks(scene, { key: seed(1), block: 20, gap, parts });
    expect(patchOverlap(blocks(6), { ...scene, size: 7 }).overlapping).toBe(0);
    expect(patchOverlap(blocks(5), { ...scene, size: 7 }).overlapping).toBeGreaterThan(0);
    expect(patchOverlap(blocks(6), { ...scene, size: 7 }).text).toMatch(/^None of \d+ test patches of 7×7/);
  });

  it("wants parts that are there and the split's own scene", () => {
    const split = publishedSplit(4, { train: [0], test: [1] });
    expect(() => patchOverlap(split, { height: 2, width: 2, size: 1, test: "validation" })).toThrow(
      /no part "validation"; take two of train, test/,
    );
    expect(() => patchOverlap(split, { height: 3, width: 2, size: 1 })).toThrow(/4 samples, 3×2 pixels/);
  });
});

describe("images that are in both parts", () => {
  const { train } = simulateObjects({ key: seed(6), train: 120, validation: 0, test: 0 });
  const learnt = train.images.slice(0, 100);
  const others = train.images.slice(100);
  const changed = (image: Raster, change: (value: number, i: number) => number) =>
    image.with(Uint8Array.from(image.data as Uint8Array, (v, i) => Math.min(255, Math.max(0, change(v, i)))));

  it("are found when they are the same, byte for byte", () => {
    const copy = learnt[17]!.with(learnt[17]!.data.slice());
    const { identical, near } = findDuplicates(learnt, [...others, copy]);
    expect(identical).toEqual([{ train: 17, test: 20, distance: 0 }]);
    expect(near.filter(({ test }) => test === 20)).toEqual([]);
  });

  it("are found when one is brighter, noisier or of another size", () => {
    const grain = normal(seed(1), 32 * 32 * 3, { std: 4 });
    const versions = [3, 40, 77].flatMap((i) => [
      changed(learnt[i]!, (value) => 0.8 * value + 10),
      changed(learnt[i]!, (value, j) => value + grain[j]!),
      resample(learnt[i]!, { height: 64, width: 64, method: "bilinear" }),
    ]);
    const { near } = findDuplicates(learnt, versions);
    expect(near.map(({ train: of }) => of)).toEqual([3, 3, 3, 40, 40, 40, 77, 77, 77]);
  });

  it("are not imagined: other images are far away", () => {
    const report = findDuplicates(learnt, others);
    expect(report.identical).toEqual([]);
    expect(report.near.length).toBeLessThanOrEqual(1);
    expect(report.text).toMatch(/^0 of 20 test images are identical to a training image, [01] of 20/);
  });

  it("are told apart from images of one colour, whose hash says nothing", () => {
    const grey = (value: number) => new Raster(new Uint8Array(64).fill(value), { height: 8, width: 8 });
    const report = findDuplicates([grey(1), grey(2)], [grey(3), grey(2)]);
    expect(report.identical).toEqual([{ train: 1, test: 1, distance: 0 }]);
    expect(report.near).toEqual([]);
    expect(report.flat).toEqual({ train: [0, 1], test: [0, 1] });
    expect(report.text).toMatch(/2 of 2 test images are of one colour or of stripes/);
  });

  it("are not imagined among stripes, which a hash cannot tell apart", () => {
    const stripes = (wave: number) =>
      new Raster(
        Float32Array.from({ length: 1024 }, (_, i) => Math.sin((i % 32) * wave)),
        { height: 32, width: 32 },
      );
    const report = findDuplicates([stripes(0.2), stripes(0.5)], [stripes(0.9), stripes(0.5)]);
    expect(report.near).toEqual([]);
    expect(report.identical).toEqual([{ train: 1, test: 1, distance: 0 }]);
    expect(report.flat.test).toEqual([0, 1]);
  });

  it("are not the same when only their bytes are: type and shape count", () => {
    const tall = new Raster(
      Uint8Array.from({ length: 64 }, (_, i) => (i * i) % 251),
      { height: 16, width: 4 },
    );
    const wide = new Raster(tall.data, { height: 4, width: 16 });
    expect(findDuplicates([tall], [wide]).identical).toEqual([]);
  });

  it("are none between parts of other scenes", () => {
    const scenes = simulateScenes({ key: seed(6), train: 14, test: 14, grid: 2 });
    expect(findDuplicates(scenes.train.images, scenes.test.images).identical).toEqual([]);
  });

  it("refuse a threshold beyond the hash", () => {
    expect(() => findDuplicates([], [], { threshold: 64 })).toThrow(/threshold is 64; give 0 to 63 bits/);
  });
});

describe("a perceptual hash", () => {
  it("sets about half of its 63 bits", () => {
    const noise = new Raster(normal(seed(2), 40 * 40), { height: 40, width: 40 });
    expect(hashDistance(perceptualHash(noise), [0, 0])).toBe(31);
  });

  it("counts every bit that differs, and none twice", () => {
    expect(hashDistance([0xffffffff, 0], [0, 0xffffffff])).toBe(64);
    expect(hashDistance([0x80000000, 1], [0, 0])).toBe(2);
  });

  it("is not decided by rounding where an image changes along one axis only", () => {
    // It was: a ramp and the same ramp brighter differed in 8 bits, those of coefficients that should be zero.
    const ramp = new Raster(
      Float32Array.from({ length: 64 * 64 }, (_, i) => (i % 64) ** 2),
      { height: 64, width: 64 },
    );
    const brighter = ramp.with(Float32Array.from(ramp.data, (value) => 2 * value + 5));
    expect(hashDistance(perceptualHash(ramp), perceptualHash(brighter))).toBe(0);
    expect(perceptualHash(ramp)).not.toEqual([0, 0]);
  });

  it("is another for the mirrored image", () => {
    const ramp = new Raster(
      Float32Array.from({ length: 1024 }, (_, i) => Math.sin((i % 32) / 5 + i / 300) + (i % 32) / 20),
      { height: 32, width: 32 },
    );
    const mirrored = ramp.with(ramp.data.slice().reverse());
    expect(hashDistance(perceptualHash(ramp), perceptualHash(mirrored))).toBeGreaterThan(6);
  });
});

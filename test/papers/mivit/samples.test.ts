import { describe, expect, it } from "vitest";
import { Raster } from "../../../lib/data/raster/raster.js";
import { simulateHsiLidar } from "../../../lib/data/simulate/index.js";
import { tf } from "../../../lib/device/tf.js";
import {
  bothSensors,
  chosen,
  patchesOf,
  patchTensor,
  samplesOf,
  scaledBands,
  writePatch,
} from "../../../lib/papers/mivit/index.js";
import { key, numbered } from "./fixtures.js";

const patch = (scene: Raster, row: number, column: number, size: number) => {
  const out = new Float32Array(size * size * scene.bands);
  writePatch(
    { ...scene.facts, bands: scene.bands, data: scene.data as Float32Array },
    row,
    column,
    size,
    out,
    0,
  );
  return out;
};

describe("patches", () => {
  it("have their pixel at index size / 2", () => {
    const scene = numbered(30, 40);
    for (const size of [8, 16, 24]) {
      expect(patch(scene, 15, 20, size)[(size / 2) * size + size / 2]).toBe(1520);
      expect(patch(scene, 15, 20, size)[0]).toBe(100 * (15 - size / 2) + 20 - size / 2);
    }
  });

  it("mirror with the edge pixel repeated", () => {
    expect(Array.from(patch(numbered(4, 4), 0, 0, 4).subarray(0, 4))).toEqual([101, 100, 100, 101]);
    expect(Array.from(patch(numbered(4, 4), 3, 3, 4).subarray(12))).toEqual([301, 302, 303, 303]);
  });

  it("mirror again where the image is smaller than half a patch", () => {
    const row = patch(numbered(1, 3), 0, 0, 8).subarray(0, 8);
    expect(Array.from(row)).toEqual([2, 2, 1, 0, 0, 1, 2, 2]);
  });

  it("of three sizes are the middle of the largest, at the border too", () => {
    const labels = new Raster(Uint8Array.of(...Array(30 * 30).fill(1)), { height: 30, width: 30 });
    const samples = samplesOf([{ hsi: numbered(30, 30, 2), lidar: numbered(30, 30), labels }]);
    const indices = [0, 29, 450, 899];
    const { hsi } = bothSensors(patchTensor(samples, indices, "hsi"), patchTensor(samples, indices, "lidar"));
    [8, 16, 24].forEach((size, i) => {
      const own = tf.tensor(patchesOf(samples, indices, "hsi", size), [4, size, size, 2]);
      expect(hsi[i]).toBeAllClose(own, { rtol: 0, atol: 0 });
    });
  });

  it("of an odd size are refused", () => {
    expect(() => patch(numbered(8, 8), 2, 2, 7)).toThrow(/give an even size/);
  });
});

describe("samples", () => {
  it("are the labelled pixels in row-major order, classes from 0", () => {
    const labels = new Raster(Uint8Array.of(0, 2, 1, 0), { height: 2, width: 2 });
    const samples = samplesOf([{ hsi: numbered(2, 2, 3), lidar: numbered(2, 2), labels }]);
    expect(Array.from(samples.labels)).toEqual([1, 0]);
    expect(Array.from(samples.places)).toEqual([0, 0, 1, 0, 1, 0]);
    expect([samples.bands, samples.layers]).toEqual([3, 1]);
  });

  it("of training and of test come from scenes that share nothing", () => {
    const { train, test } = simulateHsiLidar({ key, size: 24 });
    expect(train[0]!.labels.data).not.toEqual(test[0]!.labels.data);
    expect(train[0]!.hsi.data).not.toEqual(test[0]!.hsi.data);
  });

  it("keep their scene when some are chosen", () => {
    const all = samplesOf(simulateHsiLidar({ key, size: 16, train: 2 }).train);
    const some = chosen(all, [300, 2]);
    expect(Array.from(some.places)).toEqual([1, 2, 12, 0, 0, 2]);
    expect(patchesOf(some, [0], "hsi", 8)).toEqual(patchesOf(all, [300], "hsi", 8));
  });

  it("of scenes that do not fit are refused", () => {
    const labels = new Raster(new Uint8Array(4), { height: 2, width: 2 });
    expect(() => samplesOf([{ hsi: numbered(2, 3), lidar: numbered(2, 2), labels }])).toThrow(/do not fit/);
    expect(() => samplesOf([])).toThrow(/no scene/);
  });
});

describe("band-wise scaling", () => {
  it("brings each band to [0, 1], and a constant one to 0", () => {
    const scene = new Raster(Float32Array.of(2, 5, 4, 5, 3, 5), { height: 1, width: 3, bands: 2 });
    expect(Array.from(scaledBands(scene).data)).toEqual([0, 0, 1, 0, 0.5, 0]);
  });

  it("refuses what was not measured", () => {
    const scene = new Raster(Float32Array.of(1, Number.NaN), { height: 1, width: 2 });
    expect(() => scaledBands(scene)).toThrow(/band 0 holds NaN/);
  });
});

import fc from "fast-check";
import {
  applyMask,
  blend,
  covariance,
  crop,
  eigenSymmetric,
  normalise,
  pad,
  patches,
  pca,
  percentiles,
  pickBands,
  Raster,
  rasterToTensor,
  resample,
  stackBands,
  statistics,
  tensorToRaster,
  tileWindows,
  toRaster,
  validMask,
} from "swath/data";
import { describe, expect, it } from "vitest";
import { toRowMajor } from "../../../lib/data/raster/ndarray.js";
import { tf } from "../../../lib/device/tf.js";
import { missingPeers, python } from "../support/python.js";

const ramp = (height: number, width: number, bands = 1) =>
  new Raster(
    Float64Array.from({ length: height * width * bands }, (_, i) => i),
    { height, width, bands },
  );
/** A scene without pattern, the same each time. */
function noise(height: number, width: number, bands: number): Raster {
  let state = 7;
  const data = Float64Array.from({ length: height * width * bands }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
  for (let i = 0; i < data.length; i++) data[i] = data[i]! + (i % bands) * Math.sin(i / 50);
  return new Raster(data, { height, width, bands });
}

describe("Raster", () => {
  it("refuses facts that do not fit its numbers", () => {
    const data = new Float32Array(12);
    expect(() => new Raster(data, { height: 3, width: 5 })).toThrow(
      /3×5×1 needs 15 numbers, the array has 12/,
    );
    expect(() => new Raster(data, { height: 0, width: 5 })).toThrow(/height is 0/);
    expect(() => new Raster(data, { height: 3, width: 4, bandNames: ["a", "b"] })).toThrow(
      /bandNames has 2 entries for 1 bands/,
    );
    expect(() => new Raster(data, { height: 3, width: 4, layers: { map: ramp(2, 2) } })).toThrow(
      /layer "map" is 2×2/,
    );
    expect(
      () => new Raster(new BigInt64Array(1) as unknown as Float32Array, { height: 1, width: 1 }),
    ).toThrow(/cannot hold a BigInt64Array/);
    expect(() => ramp(2, 2).at(2, 0)).toThrow(/row 2 of 2/);
    expect(() => ramp(2, 2).mask("map")).toThrow(/no layer "map"/);
  });

  it("takes 64-bit integers where float64 holds them, and refuses them where it does not", () => {
    expect(toRaster({ shape: [1, 2], data: new BigInt64Array([3n, -4n]) }).data).toEqual(
      new Float64Array([3, -4]),
    );
    expect(() => toRaster({ shape: [1], data: new BigInt64Array([2n ** 60n]) })).toThrow(/no exact float64/);
    expect(() => toRaster({ shape: [2, 2, 2, 2], data: new Float32Array(16) })).toThrow(/4 axes/);
  });
});

describe("column-major numbers", () => {
  it("come into row-major order at any rank, against a plain loop", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }), (shape) => {
        const count = shape.reduce((a, b) => a * b, 1);
        const data = Float64Array.from({ length: count }, (_, i) => i);
        const out = toRowMajor(data, shape);
        for (let to = 0; to < count; to++) {
          let rest = to;
          const index = [...shape].reverse().map((extent) => {
            const at = rest % extent;
            rest = Math.floor(rest / extent);
            return at;
          });
          index.reverse();
          const from = index.reduceRight((sum, at, axis) => sum * shape[axis]! + at, 0);
          if (out[to] !== from) return false;
        }
        return true;
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it("are right across the edges of the blocks that the transpose works in", () => {
    for (const shape of [
      [33, 65],
      [70, 3, 41],
      [1, 100, 64],
    ]) {
      const count = shape.reduce((a, b) => a * b, 1);
      const out = toRowMajor(
        Int32Array.from({ length: count }, (_, i) => i),
        shape,
      );
      const [rows = 1, columns = 1, bands = 1] = shape;
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++)
          for (let b = 0; b < bands; b++) {
            if (out[(r * columns + c) * bands + b] !== r + rows * (c + columns * b))
              throw new Error(`${shape}: ${r} ${c} ${b}`);
          }
    }
  });
});

describe("bands, crops and margins", () => {
  it("picks bands by index, name and nearest wavelength", () => {
    const scene = new Raster(new Float32Array([1, 2, 3, 4, 5, 6]), {
      height: 1,
      width: 2,
      bands: 3,
      bandNames: ["b", "g", "r"],
      wavelengths: [480, 560, 665],
    });
    const picked = pickBands(scene, ["r", 0, { nm: 570 }]);
    expect(picked.data).toEqual(new Float32Array([3, 1, 2, 6, 4, 5]));
    expect([picked.bandNames, picked.wavelengths]).toEqual([
      ["r", "b", "g"],
      [665, 480, 560],
    ]);
    expect(() => pickBands(scene, ["nir"])).toThrow(/no band "nir"; take one of b, g, r/);
    expect(stackBands([pickBands(scene, [0]), pickBands(scene, [1, 2])]).data).toEqual(scene.data);
  });

  it("moves the transform with a crop and back with a margin, layers alike", () => {
    const scene = new Raster(ramp(6, 7).data, {
      height: 6,
      width: 7,
      transform: [100, 2, 0, 50, 0, -3],
      layers: { map: ramp(6, 7) },
    });
    const part = crop(scene, { row: 2, column: 3, height: 3, width: 2 });
    expect(part.transform).toEqual([106, 2, 0, 44, 0, -3]);
    expect(part.mask("map").data).toEqual(part.data);
    const back = pad(part, { top: 2, bottom: 1, left: 3, right: 2 }, { mode: "constant", value: -1 });
    expect(back.transform).toEqual(scene.transform);
    expect([back.at(2, 3), back.at(0, 0)]).toEqual([scene.at(2, 3), -1]);
    expect(() => crop(scene, { row: 4, column: 0, height: 3, width: 1 })).toThrow(/leaves/);
  });

  it("reflects as PyTorch does: without the edge, and no farther than the raster", () => {
    const line = ramp(1, 4);
    expect([...pad(line, { top: 0, bottom: 0, left: 3, right: 3 }).data]).toEqual([
      3, 2, 1, 0, 1, 2, 3, 2, 1, 0,
    ]);
    expect(() => pad(line, { top: 0, bottom: 0, left: 4, right: 0 })).toThrow(
      /a reflection of 4 needs a width of at least 5/,
    );
    expect(() => pad(line, 1)).toThrow(/height of at least 2/);
  });

  it("cuts patches that are crops of the reflected raster, for odd and even sizes", () => {
    const scene = noise(6, 7, 2);
    for (const size of [1, 2, 3, 4, 5, 6]) {
      const before = Math.floor(size / 2);
      const whole = pad(scene, before);
      const centres = Array.from({ length: 42 }, (_, i) => [Math.floor(i / 7), i % 7] as const);
      const { data, shape } = patches(scene, centres, { size });
      expect(shape).toEqual([42, size, size, 2]);
      centres.forEach(([row, column], i) => {
        const part = data.subarray(i * size * size * 2, (i + 1) * size * size * 2);
        const wide =
          size % 2 === 0 ? pad(scene, { top: before, left: before, bottom: before, right: before }) : whole;
        expect(part).toEqual(crop(wide, { row, column, height: size, width: size }).data);
      });
    }
    expect([...patches(ramp(2, 2), [[0, 0]], { size: 3, mode: "constant", value: 9 }).data]).toEqual([
      9, 9, 9, 9, 0, 1, 9, 2, 3,
    ]);
  });
});

describe("resampling", () => {
  it("keeps a raster at its own size, whatever the method", () => {
    const scene = noise(5, 6, 2);
    for (const method of ["nearest", "bilinear", "area"] as const) {
      expect(resample(scene, { height: 5, width: 6, method }).data).toBeAllClose(scene.data, { rtol: 1e-12 });
    }
  });

  it("keeps the mean under area, for any sizes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (height, width) => {
        const scene = noise(7, 8, 1);
        const mean = (raster: Raster) =>
          Array.from(raster.data).reduce((a, b) => a + b, 0) / raster.data.length;
        return Math.abs(mean(resample(scene, { height, width, method: "area" })) - mean(scene)) < 1e-9;
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it("leaves no-data out, and rounds whole numbers", () => {
    const scene = new Raster(new Float32Array([1, -1, 3, -1, -1, -1]), { height: 1, width: 6, noData: -1 });
    expect([...resample(scene, { height: 1, width: 3, method: "area" }).data]).toEqual([1, 3, -1]);
    const whole = new Raster(new Uint8Array([0, 1, 2, 4]), { height: 1, width: 4 });
    expect([...resample(whole, { height: 1, width: 2, method: "area" }).data]).toEqual([1, 3]);
    const moved = resample(
      new Raster(new Float32Array(4), { height: 2, width: 2, transform: [0, 10, 0, 0, 0, -10] }),
      { height: 4, width: 1 },
    );
    expect(moved.transform).toEqual([0, 20, 0, 0, 0, -5]);
  });

  it("keeps labels whole in the layers", () => {
    const scene = new Raster(new Float32Array(16), {
      height: 4,
      width: 4,
      layers: { map: new Raster(new Uint8Array(16).fill(3), { height: 4, width: 4 }) },
    });
    expect(resample(scene, { height: 3, width: 5 }).mask("map").data).toEqual(new Uint8Array(15).fill(3));
  });
});

describe("statistics", () => {
  const scene = new Raster(new Float32Array([1, 10, -9, 20, 3, Number.NaN, 5, 40]), {
    height: 2,
    width: 2,
    bands: 2,
    noData: -9,
  });

  it("count only what is measured and what the mask keeps", () => {
    expect(statistics(scene)[0]).toMatchObject({ count: 3, min: 1, max: 5, mean: 3 });
    expect(statistics(scene)[1]).toMatchObject({ count: 3, min: 10, max: 40 });
    const mask = new Raster(new Uint8Array([1, 1, 1, 0]), { height: 2, width: 2 });
    expect(statistics(scene, { mask })[0]).toMatchObject({ count: 2, mean: 2 });
    expect(
      statistics(applyMask(scene, new Raster(new Uint8Array(4), { height: 2, width: 2 })))[0]!.mean,
    ).toBeNaN();
    expect(percentiles(scene, [0, 50, 100], { band: 1 })).toEqual([10, 20, 40]);
    expect([...validMask(scene).data]).toEqual([1, 0, 0, 1]);
    expect(() => statistics(scene, { mask: ramp(1, 1) })).toThrow(/give a mask of one band/);
  });

  it("do not lose digits to a large mean", () => {
    const far = new Raster(new Float64Array([1e9 + 1, 1e9 + 2, 1e9 + 3]), { height: 1, width: 3 });
    expect(statistics(far)[0]!.std).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });

  it("normalise per band, over all, and between percentiles", () => {
    const two = new Raster(new Uint16Array([0, 100, 10, 300]), { height: 1, width: 2, bands: 2 });
    expect([...normalise(two).data]).toEqual([0, 0, 1, 1]);
    expect(normalise(two, { per: "global" }).data).toBeAllClose([0, 1 / 3, 1 / 30, 1]);
    expect(normalise(two, { method: "standard" }).data).toBeAllClose([-1, -1, 1, 1]);
    const global = normalise(two, { method: "standard", per: "global" }).data;
    expect(Array.from(global).reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5);
    const line = ramp(1, 101);
    const cut = normalise(line, { method: "percentile", percent: [10, 90] }).data;
    expect([cut[0], cut[10], cut[50], cut[95]]).toEqual([0, 0, 0.5, 1]);
    const holed = normalise(scene);
    expect(holed.at(0, 1, 0)).toBeNaN();
    expect(holed.noData).toBeNaN();
    expect([...normalise(new Raster(new Float32Array(3).fill(5), { height: 1, width: 3 })).data]).toEqual([
      0, 0, 0,
    ]);
  });
});

describe("covariance and principal components", () => {
  it("rebuild the raster from all components, and are orthonormal", () => {
    const scene = noise(9, 8, 12);
    const { components, apply, invert, variance, share } = pca(scene);
    expect(invert(apply(scene)).data).toBeAllClose(scene.data, { atol: 1e-5 });
    for (let a = 0; a < 12; a++)
      for (let b = 0; b < 12; b++) {
        let dot = 0;
        for (let i = 0; i < 12; i++) dot += components[a * 12 + i]! * components[b * 12 + i]!;
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 10);
      }
    expect(share.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
    expect([...variance]).toEqual([...variance].sort((a, b) => b - a));
    // The variance of the scores is what was promised.
    statistics(apply(scene)).forEach(({ std }, k) => {
      expect(std ** 2 * (72 / 71)).toBeCloseTo(variance[k]!, 4);
    });
  });

  it("solve matrices with equal, zero and tiny eigenvalues", () => {
    for (const diagonal of [
      [3, 3, 3],
      [0, 0, 0],
      [1, 0, 1e-300],
      [5, -5, 0],
    ]) {
      const matrix = new Float64Array(9);
      diagonal.forEach((value, i) => {
        matrix[i * 4] = value;
      });
      expect([...eigenSymmetric(matrix, 3).values]).toEqual([...diagonal].sort((a, b) => b - a));
    }
    const { values, vectors } = eigenSymmetric(new Float64Array([2, 1, 1, 2]), 2);
    expect(values).toBeAllClose([3, 1], { rtol: 1e-12 });
    expect(vectors[0]).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it("leave pixels out that are not measured in every band", () => {
    const scene = new Raster(new Float32Array([0, 0, 9, Number.NaN, 2, 4]), {
      height: 1,
      width: 3,
      bands: 2,
    });
    expect(covariance(scene)).toMatchObject({ count: 2, matrix: new Float64Array([2, 4, 4, 8]) });
    expect(() => covariance(scene, { mask: new Raster(new Uint8Array(3), { height: 1, width: 3 }) })).toThrow(
      /0 pixels count/,
    );
  });
});

describe("tiles", () => {
  it("cover every pixel with windows inside the image, for any sizes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(11),
        (height, width, size, wish) => {
          const overlap = Math.min(wish, size - 1);
          const seen = new Uint8Array(height * width);
          for (const window of tileWindows({ height, width }, { size, overlap })) {
            if (
              window.row < 0 ||
              window.column < 0 ||
              window.row + window.height > height ||
              window.column + window.width > width
            )
              return false;
            for (let r = 0; r < window.height; r++)
              seen.fill(
                1,
                (window.row + r) * width + window.column,
                (window.row + r) * width + window.column + window.width,
              );
          }
          return seen.every((value) => value === 1);
        },
      ),
      { numRuns: 200, seed: 9 },
    );
  });

  it("blend back to the image they were cut from, under every weight", () => {
    const scene = noise(13, 17, 2);
    for (const weights of ["uniform", "linear", "hann"] as const) {
      const tiles = tileWindows(scene, { size: 6, overlap: 2 }).map((window) => ({
        window,
        tile: crop(scene, window),
      }));
      expect(blend(tiles, scene, { weights }).data).toBeAllClose(scene.data, { rtol: 1e-6 });
    }
  });

  it("leave pixels without a tile NaN, and ignore NaN where another tile knows better", () => {
    const tile = (value: number) =>
      new Raster(new Float32Array([value, Number.NaN]), { height: 1, width: 2 });
    const window = (column: number) => ({ row: 0, column, height: 1, width: 2 });
    const out = blend(
      [
        { window: window(0), tile: tile(1) },
        { window: window(1), tile: tile(5) },
      ],
      { height: 1, width: 4 },
    );
    expect([...out.data]).toEqual([1, 5, Number.NaN, Number.NaN]);
  });
});

describe("tensors", () => {
  it("go and come back with shape and facts, leaving no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const scene = new Raster(new Uint8Array([1, 2, 3, 4, 5, 6]), {
      height: 1,
      width: 2,
      bands: 3,
      crs: "EPSG:4326",
    });
    const tensor = rasterToTensor(scene);
    const batch = tensor.expandDims(0);
    const whole = rasterToTensor(scene, { dtype: "int32" });
    const four = tf.zeros([2, 2, 2, 2]);
    expect([tensor.shape, tensor.dtype, whole.dtype]).toEqual([[1, 2, 3], "float32", "int32"]);
    const back = await tensorToRaster(batch, scene.facts);
    expect(back.data).toBeAllClose(scene.data);
    expect(back.crs).toBe("EPSG:4326");
    await expect(tensorToRaster(four)).rejects.toThrow(/is no image/);
    tf.dispose([tensor, batch, whole, four]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("peers", () => {
  const why = missingPeers("numpy");
  it.skipIf(why)(
    `NumPy agrees on covariance, eigenvalues, percentiles and padding${why ? ` (skipped: ${why})` : ""}`,
    () => {
      const scene = noise(30, 20, 25);
      const want = python<{
        cov: number[];
        values: number[];
        percentiles: number[];
        reflect: number[];
        edge: number[];
      }>(
        `import json, sys, numpy as np
a = np.array(json.load(sys.stdin)).reshape(30, 20, 25)
c = np.cov(a.reshape(-1, 25).T)
print(json.dumps({"cov": c.ravel().tolist(), "values": np.linalg.eigvalsh(c)[::-1].tolist(), "percentiles": np.percentile(a[:, :, 3], [0, 2, 33.3, 98, 100]).tolist(),
"reflect": np.pad(a, ((3, 2), (19, 1), (0, 0)), "reflect").ravel().tolist(), "edge": np.pad(a, ((3, 2), (25, 1), (0, 0)), "edge").ravel().tolist()}))`,
        Array.from(scene.data),
      );
      const { matrix } = covariance(scene);
      expect(matrix).toBeAllClose(want.cov, { rtol: 1e-10, atol: 1e-12 });
      expect(eigenSymmetric(matrix, 25).values).toBeAllClose(want.values, { rtol: 1e-10, atol: 1e-12 });
      expect(percentiles(scene, [0, 2, 33.3, 98, 100], { band: 3 })).toBeAllClose(want.percentiles, {
        rtol: 1e-14,
      });
      expect(pad(scene, { top: 3, bottom: 2, left: 19, right: 1 }).data).toEqual(
        Float64Array.from(want.reflect),
      );
      expect(pad(scene, { top: 3, bottom: 2, left: 25, right: 1 }, { mode: "edge" }).data).toEqual(
        Float64Array.from(want.edge),
      );
    },
  );

  const noTorch = missingPeers("torch");
  it.skipIf(noTorch)(
    `PyTorch agrees on reflection, nearest and bilinear with and without aliasing${noTorch ? ` (skipped: ${noTorch})` : ""}`,
    () => {
      const scene = noise(11, 9, 3);
      const want = python<Record<"pad" | "bilinear" | "nearest" | "antialiased", number[]>>(
        `import json, sys, torch, torch.nn.functional as F
a = torch.tensor(json.load(sys.stdin), dtype=torch.float64).reshape(1, 11, 9, 3).permute(0, 3, 1, 2)
back = lambda t: t.permute(0, 2, 3, 1).reshape(-1).tolist()
print(json.dumps({"pad": back(F.pad(a, (8, 2, 3, 10), mode="reflect")), "bilinear": back(F.interpolate(a, size=(17, 5), mode="bilinear", align_corners=False)), "nearest": back(F.interpolate(a, size=(17, 5), mode="nearest-exact")), "antialiased": back(F.interpolate(a, size=(17, 4), mode="bilinear", antialias=True))}))`,
        Array.from(scene.data),
      );
      expect(pad(scene, { top: 3, bottom: 10, left: 8, right: 2 }).data).toEqual(Float64Array.from(want.pad));
      expect(resample(scene, { height: 17, width: 5 }).data).toBeAllClose(want.bilinear, { rtol: 1e-10 });
      expect(resample(scene, { height: 17, width: 5, method: "nearest" }).data).toEqual(
        Float64Array.from(want.nearest),
      );
      expect(resample(scene, { height: 17, width: 4, method: "antialiased" }).data).toBeAllClose(
        want.antialiased,
        { rtol: 1e-10 },
      );
    },
  );

  const noPillow = missingPeers("PIL", "numpy");
  it.skipIf(noPillow)(
    `Pillow agrees on shrinking without aliasing${noPillow ? ` (skipped: ${noPillow})` : ""}`,
    () => {
      const scene = noise(64, 50, 1);
      const want = python<number[]>(
        `import json, sys, numpy, PIL.Image as I
a = numpy.array(json.load(sys.stdin), dtype="float32").reshape(64, 50)
print(json.dumps(numpy.asarray(I.fromarray(a).resize((13, 80), I.BILINEAR)).astype(float).ravel().tolist()))`,
        Array.from(scene.data),
      );
      expect(resample(scene, { height: 80, width: 13, method: "antialiased" }).data).toBeAllClose(want, {
        atol: 1e-5,
      });
    },
  );
});

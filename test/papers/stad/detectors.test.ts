import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Raster } from "../../../lib/data/raster/raster.js";
import { simulateAnomalies } from "../../../lib/data/simulate/index.js";
import { seed } from "../../../lib/device/random/index.js";
import { anomaly } from "../../../lib/metrics/index.js";
import { aed, crd, lrasr, lrx, rx, stf } from "../../../lib/papers/stad/index.js";
import { pythonWith } from "../../support/python.js";

const scene = (options = {}) => {
  const [made] = simulateAnomalies({ key: seed(4), train: 0, test: 1, size: 24, bands: 12, ...options }).test;
  const { raster } = made!;
  return { raster, truth: Uint8Array.from(raster.mask("map").data as Uint8Array) };
};

const doubled = (raster: Raster, factor: number, shift = 0) =>
  new Raster(
    Float64Array.from(raster.data as Float32Array, (value) => factor * value + shift),
    { height: raster.height, width: raster.width, bands: raster.bands },
  );

const python = pythonWith("numpy");

/** Local RX and CRD as their formulas stand in the sheet: one system of bands x bands or ring x ring a pixel, nothing shared. */
const REFERENCE = `
import sys, numpy as np
folder, h, w, c, inner, outer = sys.argv[1], *map(int, sys.argv[2:])
x = np.fromfile(folder + "/cube").reshape(h, w, c)
x = (x - x.min()) / (x.max() - x.min())
lrx, crd = np.zeros((h, w)), np.zeros((h, w))
r, g = outer // 2, inner // 2
for i in range(h):
    for j in range(w):
        ring = [x[a, b] for a in range(max(0, i - r), min(h, i + r + 1)) for b in range(max(0, j - r), min(w, j + r + 1))
                if abs(a - i) > g or abs(b - j) > g]
        X, y = np.array(ring), x[i, j]
        S = np.cov(X.T)
        S = S + 1e-4 * np.trace(S) / c * np.eye(c)
        d = y - X.mean(0)
        lrx[i, j] = d @ np.linalg.solve(S, d)
        Xt, yt = np.vstack([X.T, np.ones(len(X))]), np.append(y, 1)
        G = np.diag(((X - y) ** 2).sum(1))
        crd[i, j] = np.linalg.norm(y - X.T @ np.linalg.solve(Xt.T @ Xt + 1e-2 * G, Xt.T @ yt))
np.concatenate([lrx.ravel(), crd.ravel()]).tofile(folder + "/maps")
`;

describe("the local detectors", () => {
  it.skipIf(!python)(
    "are what NumPy makes of the sheet's formulas, borders included (skipped without NumPy)",
    async () => {
      const { raster } = scene({ size: 18 });
      const folder = mkdtempSync(join(tmpdir(), "swath-detectors-"));
      try {
        writeFileSync(
          join(folder, "cube"),
          new Uint8Array(Float64Array.from(raster.data as Float32Array).buffer),
        );
        execFileSync(python as string, ["-c", REFERENCE, folder, ...[18, 18, 12, 3, 7].map(String)]);
        const maps = new Float64Array(Uint8Array.from(readFileSync(join(folder, "maps"))).buffer);
        const window = { inner: 3, outer: 7 };
        expect((await lrx(raster, window)).data).toBeAllClose(maps.subarray(0, 324), {
          rtol: 1e-7,
          atol: 1e-9,
        });
        const mixed = await crd(raster, { ...window, lambda: 1e-2 });
        expect(mixed.data).toBeAllClose(maps.subarray(324), { rtol: 1e-6, atol: 1e-9 });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  it("say the same whether one thread works or several", async () => {
    const { raster } = scene({ size: 60, bands: 5 });
    const strip = (height: number) =>
      new Raster(raster.data.slice(0, height * 60 * 5) as Float32Array, { height, width: 60, bands: 5 });
    const window = { inner: 3, outer: 5, normalise: false };
    // 60 x 60 is shared between threads, 30 x 60 is not; what lies more than a window away from the cut must agree.
    const [whole, half] = [await crd(strip(60), window), await crd(strip(30), window)];
    expect(whole.data.subarray(0, 27 * 60)).toBeAllClose(half.data.subarray(0, 27 * 60), {
      rtol: 0,
      atol: 0,
    });
  });

  it("survive a scene of one spectrum, and rings with more pixels than bands", async () => {
    const flat = new Raster(new Float32Array(9 * 9 * 2).fill(3), { height: 9, width: 9, bands: 2 });
    expect(Array.from((await lrx(flat)).data as Float64Array).every(Number.isFinite)).toBe(true);
    expect(Array.from((await crd(flat)).data as Float64Array).every(Number.isFinite)).toBe(true);
  });

  it("refuse windows that are none", async () => {
    const { raster } = scene();
    await expect(lrx(raster, { inner: 4, outer: 11 })).rejects.toThrow(/two odd sides/);
    await expect(crd(raster, { inner: 7, outer: 5 })).rejects.toThrow(/two odd sides/);
  });
});

describe("every detector", () => {
  const all = {
    rx: (raster: Raster) => rx(raster),
    stf: (raster: Raster) => stf(raster),
    // A guard as wide as the targets: their own pixels in the ring would hide them.
    lrx: (raster: Raster) => lrx(raster, { inner: 7, outer: 13 }),
    crd: (raster: Raster) => crd(raster, { inner: 3, outer: 7 }),
    aed: (raster: Raster) => aed(raster),
    lrasr: (raster: Raster) => lrasr(raster, { clusters: 4, atoms: 6, iterations: 15 }),
  };

  it.each(Object.keys(all) as (keyof typeof all)[])(
    "%s gives one finite score a pixel, the same every time",
    async (name) => {
      const { raster } = scene();
      const [first, second] = [await all[name](raster), await all[name](raster)];
      expect(first.shape).toEqual([24, 24, 1]);
      expect(Array.from(first.data as Float64Array).every(Number.isFinite)).toBe(true);
      expect(second.data).toEqual(first.data);
    },
  );

  // AED is left out: it looks for small bright or dark spots in three components, of which spectral targets have none.
  it.each(["rx", "stf", "lrx", "crd"] as const)(
    "%s ranks strange materials before the background",
    async (name) => {
      const { raster, truth } = scene({ size: 48, bands: 20, fill: [0.8, 1] });
      const map = await all[name](raster);
      expect(anomaly(map.data as Float64Array, truth).aucDF).toBeGreaterThan(0.8);
    },
  );

  it.each(["rx", "stf", "lrx", "crd"] as const)("%s does not mind the units of the scene", async (name) => {
    const { raster } = scene();
    const [one, other] = [await all[name](raster), await all[name](doubled(raster, 1000, -50))];
    expect(other.data).toBeAllClose(one.data, { rtol: 1e-4, atol: 1e-7 });
  });

  it.each(["rx", "stf", "lrx", "crd", "aed", "lrasr"] as const)(
    "%s names the band and pixel of what was not measured",
    async (name) => {
      const { raster } = scene();
      const data = Float32Array.from(raster.data as Float32Array);
      data[5 * 12 + 3] = Number.NaN;
      const holed = new Raster(data, { height: 24, width: 24, bands: 12 });
      await expect(async () => all[name](holed)).rejects.toThrow(/band 3 of pixel 5 is not measured/);
    },
  );

  it("asks for bands that the scene has", async () => {
    expect(() => rx(scene().raster, { bands: 13 })).toThrow(/^rx: 13 bands of a scene with 12; give 1 to 12/);
  });
});

import { writeFileSync } from "node:fs";
import { it } from "vitest";
import { seed } from "../../../lib/device/random/key.js";
import { drawingPng, rasterPicture, labelMap, boxesOnImage } from "../../../lib/figures/index.js";
import * as sim from "../../../lib/data/simulate/index.js";
import { Raster } from "../../../lib/data/raster/raster.js";
import { coverNames } from "../../../lib/data/simulate/support/land-cover.js";

const time = <T>(name: string, f: () => T): T => { const t = performance.now(); const c = process.cpuUsage(); const r = f(); const d = process.cpuUsage(c); console.log(name, (performance.now() - t).toFixed(0), "ms wall", (d.user / 1000).toFixed(0), "ms cpu"); return r; };
const save = async (name: string, d: any) => writeFileSync(`/tmp/look/${name}.png`, await drawingPng(d));
const sheet = (images: readonly Raster[], across: number): Raster => {
  const s = images[0]!.height, b = images[0]!.bands; const rows = Math.ceil(images.length / across); const gap = 2;
  const W = across * (s + gap), H = rows * (s + gap); const out = new (images[0]!.data.constructor as any)(W * H * b);
  images.forEach((im, i) => { const r0 = Math.floor(i / across) * (s + gap), c0 = (i % across) * (s + gap); for (let r = 0; r < s; r++) out.set(im.data.subarray(r * s * b, (r + 1) * s * b), ((r0 + r) * W + c0) * b); });
  return new Raster(out, { height: H, width: W, bands: b });
};
const k = seed(7);
it("anomalies", async () => {
  const a = time("anomalies 1+1", () => sim.simulateAnomalies({ key: k, train: 1, test: 1, camouflaged: 3 }));
  await save("anomaly", rasterPicture(a.test[0]!.raster, { bands: [22, 12, 3] }));
  await save("anomaly-map", labelMap(a.test[0]!.raster.mask("map")));
});
it("two", async () => {
  for (const [n, f] of [["hl", sim.simulateHsiLidar], ["fed", sim.simulateHsiLidarFederated], ["tex", sim.simulateHsiLidarTexture]] as const) {
    const s = time(n, () => f({ key: k })); await save(`${n}-hsi`, rasterPicture(s.train[0]!.hsi, { bands: [12, 7, 2], size: 300 }));
    await save(`${n}-lidar`, rasterPicture(s.train[0]!.lidar, { bands: [0], size: 300 } as any)); await save(`${n}-labels`, labelMap(s.train[0]!.labels, {size: 300} as any));
  }
});
it("clouds", async () => {
  const c = time("clouds 1", () => sim.simulateClouds({ key: k, train: 1, test: 0 }));
  await save("clouds", rasterPicture(c.train[0]!.raster, { bands: [4, 2, 1] })); await save("clouds-ir", rasterPicture(c.train[0]!.raster, { bands: [11] })); await save("clouds-labels", labelMap(c.train[0]!.labels, { classNames: c.classNames } as any));
});
it("sar", async () => {
  const s = time("sar 400+200", () => sim.simulateSar({ key: k }));
  await save("sar", rasterPicture(sheet(s.train.slice(0, 12).map((x) => x.raster), 4), { bands: [0], stretch: "minmax", size: 800 } as any));
  const x = s.train[2]!; await save("sar-boxes", boxesOnImage(x.raster, x.targets.map((t) => ({ x: t.bbox[0], y: t.bbox[1], width: t.bbox[2], height: t.bbox[3], label: t.label })) as any, { stretch: "minmax" } as any));
});
it("images", async () => {
  const o = time("objects 5500", () => sim.simulateObjects({ key: k })); await save("objects", rasterPicture(sheet(o.train.images.slice(0, 60), 10), { bands: [0, 1, 2], stretch: "minmax", size: 800 }));
  const s = time("scenes 105x36", () => sim.simulateScenes({ key: k })); await save("scenes", rasterPicture(sheet(s.train.images.filter((_, i) => i % 36 < 8 && i < 14 * 36), 16), { bands: [0, 1, 2], stretch: "minmax", size: 900 }));
  const d = time("samples", () => sim.simulateSamples({ key: k })); await save("samples", rasterPicture(sheet(d.train.images.slice(0, 100), 20), { bands: [0, 1, 2], stretch: "minmax", size: 800 }));
  const h = time("shards", () => sim.simulateShards({ key: k })); await save("shards", rasterPicture(sheet(h.train.images.slice(0, 70), 14), { bands: [0, 1, 2], stretch: "minmax", size: 800 }));
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import {
  type Dataset,
  dataset,
  encodePng,
  type ImageSample,
  Raster,
  realOrigin,
} from "../../../lib/data/index.js";

/** A picture that can be told from all others of its number. */
export function picture(n: number, size = 8): Raster {
  const data = Uint8Array.from({ length: size * size * 3 }, (_, i) => (i * 7 + n * 31) % 256);
  data[0] = n;
  return new Raster(data, { height: size, width: size, bands: 3 });
}

/** A folder that goes when the tests of the file are done. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "swath-dataset-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `count` PNG files in a folder a class. */
export function pictureFolder(count: number, classes = ["field", "wood"]): string {
  const folder = tempFolder();
  for (let n = 0; n < count; n++) {
    const path = join(folder, classes[n % classes.length]!, `${String(n).padStart(3, "0")}.png`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, encodePng(picture(n)));
  }
  return folder;
}

/** Pictures in memory. */
export function pictures(count: number): Dataset<ImageSample> {
  return dataset({
    size: count,
    origin: realOrigin("pictures", "0".repeat(64)),
    classes: ["even", "odd"],
    labels: Array.from({ length: count }, (_, i) => i % 2),
    get: (i): ImageSample => ({ image: picture(i), label: i % 2 }),
  });
}

/** Threads of this process that still run. */
export function runningThreads(): number {
  const report = process.report.getReport() as unknown as { readonly workers: readonly unknown[] };
  return report.workers.length;
}

import { Raster } from "../../../lib/data/raster/raster.js";
import { simulateHsiLidar } from "../../../lib/data/simulate/index.js";
import { normal, seed } from "../../../lib/device/random/index.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";
import { chosen, type MivitSpec, mivit, type Samples, samplesOf } from "../../../lib/papers/mivit/index.js";

export const key = seed(5);

/** As small as the structure allows. */
export const tiny: Omit<MivitSpec, "bands" | "classes" | "key"> = {
  width: 4,
  encoder: { depth: 1, heads: 2, headWidth: 2, hidden: 3 },
  decoder: { dim: 4, depth: 1, heads: 1, headWidth: 2, hidden: 3 },
};

export const tinyModel = (changes: Partial<MivitSpec> = {}) =>
  mivit({ ...tiny, bands: 5, classes: 6, key, ...changes });

/** Some pixels of a simulated scene, far from each other. */
export function tinySamples(count: number, which: "train" | "test" = "train"): Samples {
  const scene = simulateHsiLidar({ key, size: 24, bands: 5, cells: 12 })[which];
  return chosen(
    samplesOf(scene),
    Array.from({ length: count }, (_, i) => (i * 97) % 576),
  );
}

export const noise = (name: string, ...shape: number[]): Tensor =>
  tf.tensor(normal(key.fold(name), shape), shape);

/** A raster whose value names its place: 100 row + column. */
export const numbered = (height: number, width: number, bands = 1): Raster =>
  new Raster(
    Float32Array.from({ length: height * width * bands }, (_, i) => {
      const pixel = Math.floor(i / bands);
      return 100 * Math.floor(pixel / width) + (pixel % width) + (i % bands) * 0.5;
    }),
    { height, width, bands },
  );

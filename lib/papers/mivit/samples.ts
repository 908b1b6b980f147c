import type { Raster } from "../../data/raster/raster.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError, ValueError } from "../../errors.js";
import { scales } from "./alignment.js";
import type { Patches } from "./network.js";
import { type Image, scaledBands, writePatch } from "./patches.js";

/** One place seen by both sensors, with its classes from 1; 0 is unlabelled. */
export interface TwoSensorScene {
  readonly hsi: Raster;
  readonly lidar: Raster;
  readonly labels: Raster;
}

/** Labelled pixels of one or more scenes. Patches are cut when they are asked for, so a scene costs its bytes once. */
export interface Samples {
  readonly scenes: readonly { readonly hsi: Image; readonly lidar: Image }[];
  /** Scene, row and column of each sample, one after the other. */
  readonly places: Int32Array;
  /** From 0. */
  readonly labels: Int32Array;
  readonly count: number;
  readonly bands: number;
  readonly layers: number;
}

/**
 * The labelled pixels of scenes, in row-major order; each band and layer scaled over its own scene.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidar } from "swath/data";
 * import { samplesOf } from "swath/papers/mivit";
 *
 * const { train } = simulateHsiLidar({ key: seed(1), size: 16 });
 * const samples = samplesOf(train);
 * [samples.count, samples.bands, samples.layers]; // [256, 16, 1]
 * ```
 */
export function samplesOf(scenes: readonly TwoSensorScene[]): Samples {
  const places: number[] = [];
  const labels: number[] = [];
  const [first] = scenes;
  if (!first) throw new ValueError("samplesOf", "there is no scene", { mend: "give one scene at least" });
  const images = scenes.map(({ hsi, lidar, labels: truth }, scene) => {
    const same = [lidar, truth].every(({ height, width }) => height === hsi.height && width === hsi.width);
    if (!same || hsi.bands !== first.hsi.bands || lidar.bands !== first.lidar.bands) {
      throw new ShapeError("samplesOf", `scene ${scene}: ${hsi}, ${lidar} and ${truth} do not fit`, {
        mend: "give one size a scene, and the same bands and layers in all",
      });
    }
    truth.data.forEach((label: number | bigint, pixel: number) => {
      if (Number(label) === 0) return;
      places.push(scene, Math.floor(pixel / truth.width), pixel % truth.width);
      labels.push(Number(label) - 1);
    });
    return { hsi: scaledBands(hsi), lidar: scaledBands(lidar) };
  });
  const { hsi, lidar } = first;
  return {
    scenes: images,
    places: Int32Array.from(places),
    labels: Int32Array.from(labels),
    count: labels.length,
    bands: hsi.bands,
    layers: lidar.bands,
  };
}

/**
 * Some of the samples, in the order of the indices.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { perClassSplit, simulateHsiLidar } from "swath/data";
 * import { chosen, samplesOf } from "swath/papers/mivit";
 *
 * const all = samplesOf(simulateHsiLidar({ key: seed(1), size: 24 }).train);
 * const { parts } = perClassSplit(all.labels, { train: 5, key: seed(2) });
 * chosen(all, parts.train!).count; // 30
 * ```
 */
export function chosen(samples: Samples, indices: ArrayLike<number>): Samples {
  const { places, labels } = samples;
  const list = Array.from(indices);
  return {
    ...samples,
    places: Int32Array.from(list.flatMap((i) => Array.from(places.subarray(3 * i, 3 * i + 3)))),
    labels: Int32Array.from(list, (i) => labels[i]!),
    count: list.length,
  };
}

/**
 * The patches of one sensor, [n, size, size, channels] as numbers.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidar } from "swath/data";
 * import { patchesOf, samplesOf } from "swath/papers/mivit";
 *
 * const samples = samplesOf(simulateHsiLidar({ key: seed(1), size: 16 }).train);
 * patchesOf(samples, [0, 5], "lidar", 8).length; // 128
 * ```
 */
export function patchesOf(
  { scenes, places }: Samples,
  indices: ArrayLike<number>,
  sensor: "hsi" | "lidar",
  size = 24,
): Float32Array {
  const bands = scenes[0]![sensor].bands;
  const each = size * size * bands;
  const out = new Float32Array(indices.length * each);
  for (let i = 0; i < indices.length; i++) {
    const [scene, row, column] = places.subarray(3 * indices[i]!, 3 * indices[i]! + 3);
    writePatch(scenes[scene!]![sensor], row!, column!, size, out, i * each);
  }
  return out;
}

/**
 * One sensor's patches of 24 as a tensor; {@link scales} cuts the smaller ones out of them.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidar } from "swath/data";
 * import { patchTensor, samplesOf } from "swath/papers/mivit";
 *
 * const samples = samplesOf(simulateHsiLidar({ key: seed(1), size: 16 }).train);
 * patchTensor(samples, [0, 5], "hsi").shape; // [2, 24, 24, 16]
 * ```
 */
export const patchTensor = (samples: Samples, indices: ArrayLike<number>, sensor: "hsi" | "lidar"): Tensor =>
  tf.tensor(patchesOf(samples, indices, sensor), [
    indices.length,
    24,
    24,
    sensor === "hsi" ? samples.bands : samples.layers,
  ]);

/**
 * Both sensors' patches in the three sizes, from the two largest.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import { bothSensors } from "swath/papers/mivit";
 *
 * bothSensors(tf.ones([1, 24, 24, 4]), tf.ones([1, 24, 24, 1])).hsi[0].shape; // [1, 8, 8, 4]
 * ```
 */
export const bothSensors = (hsi: Tensor, lidar: Tensor): Patches => ({
  hsi: scales(hsi),
  lidar: scales(lidar),
});

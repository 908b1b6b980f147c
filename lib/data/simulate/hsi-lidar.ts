import { normal } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import type { SimulateOptions } from "./simulated.js";
import { checkCounts, checkRange } from "./support/check.js";
import { Draws } from "./support/draws.js";
import { smoothField, voronoi } from "./support/fields.js";
import { bandCentres, smoothSpectra } from "./support/spectra.js";
import { type TwoSensorParts, type TwoSensorSet, twoSensorSet } from "./support/two-sensors.js";

/** Knobs of {@link simulateHsiLidar}. */
export interface HsiLidarOptions extends SimulateOptions {
  /** 16 unless told, from 380 to 1050 nm. */
  readonly bands?: number;
  /** Voronoi cells of a scene, 40 unless told. */
  readonly cells?: number;
  /** Standard deviation of the HSI noise, which is alike in neighbouring bands; 0.05 unless told. */
  readonly noise?: number;
  /** Standard deviation of the LiDAR noise beside a step of 1 between the two heights; 0.12 unless told. */
  readonly heightNoise?: number;
}

/**
 * Scenes whose classes only both sensors tell apart, after section 6 of the MIVit sheet: six classes = three spectra × two
 * heights on a Voronoi map. HSI = spectrum + noise correlated between bands + a slow brightness field; LiDAR = height + slow
 * terrain + noise. HSI alone cannot exceed an average accuracy of 50 % and LiDAR alone not 33 %: the spectra of the two heights are
 * the same, and test scenes are other scenes. (The overall accuracy may, where a scene's classes cover unequal areas.) One scene each of 72 × 72 unless told; classes 1 and 2 are the first spectrum low and high.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidar } from "swath/data";
 *
 * const { train, test, classNames } = simulateHsiLidar({ key: seed(3), size: 24 });
 * String(train[0]!.hsi); // "Raster 24×24×16 float32"
 * String(test[0]!.lidar); // "Raster 24×24×1 float32"
 * classNames[1]; // "spectrum A, high"
 * ```
 */
export function simulateHsiLidar(options: HsiLidarOptions): TwoSensorSet {
  const { key, size = 72, bands = 16, cells = 40, noise = 0.05, heightNoise = 0.12 } = options;
  checkCounts("simulateHsiLidar", 2, { bands, cells });
  checkRange("simulateHsiLidar", 0, 10, { noise, heightNoise });
  const spectra = smoothSpectra(key.fold("classes"), 3, bands);
  const make = (scene: Key): TwoSensorParts => {
    const classes = classMap(scene, size, cells, 6);
    const brightness = smoothField(scene.fold("brightness"), size, size, size / 8);
    const terrain = smoothField(scene.fold("terrain"), size, size, size / 6);
    const white = normal(scene.fold("noise"), size * size * (bands + 1));
    const rough = normal(scene.fold("heights"), size * size, { std: heightNoise });
    const hsi = new Float32Array(size * size * bands);
    const lidar = new Float32Array(size * size);
    for (let pixel = 0; pixel < size * size; pixel++) {
      const spectrum = spectra[classes[pixel]! >> 1]!;
      const high = classes[pixel]! & 1;
      for (let band = 0; band < bands; band++) {
        const at = pixel * (bands + 1) + band;
        // The mean of two neighbours: variance 1/2, correlation 1/2 with the next band.
        const correlated = noise * Math.SQRT1_2 * (white[at]! + white[at + 1]!);
        hsi[pixel * bands + band] = spectrum[band]! + correlated + 0.03 * brightness[pixel]!;
      }
      lidar[pixel] = high + 0.15 * terrain[pixel]! + rough[pixel]!;
    }
    return { hsi, lidar, classes };
  };
  const classNames = ["A", "B", "C"].flatMap((name) => [`spectrum ${name}, low`, `spectrum ${name}, high`]);
  return twoSensorSet(
    "hsi-lidar",
    "simulateHsiLidar",
    { ...options, size },
    { classNames, wavelengths: bandCentres(bands, 380, 1050), pixel: 2.5 },
    make,
  );
}

/** Voronoi cells with classes from 0, dealt out so that each class has its share of the cells. */
export function classMap(key: Key, size: number, cells: number, classes: number): Uint8Array {
  const map = voronoi(key.fold("cells"), size, size, cells);
  const draws = new Draws(key.fold("deal"));
  const dealt = Array.from({ length: cells }, (_, cell) => ({
    label: cell % classes,
    order: draws.uniform(),
  }));
  dealt.sort((a, b) => a.order - b.order);
  return Uint8Array.from(map, (cell) => dealt[cell]!.label);
}

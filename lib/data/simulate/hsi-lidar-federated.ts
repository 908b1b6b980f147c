import { normal, uniform } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import { classMap } from "./hsi-lidar.js";
import type { SimulateOptions } from "./simulated.js";
import { checkCounts, checkRange } from "./support/check.js";
import { bandCentres } from "./support/spectra.js";
import { type TwoSensorParts, type TwoSensorSet, twoSensorSet } from "./support/two-sensors.js";

/** Knobs of {@link simulateHsiLidarFederated}. */
export interface HsiLidarFederatedOptions extends SimulateOptions {
  /** 20 unless told, from 364 to 1046 nm. */
  readonly bands?: number;
  /** Voronoi cells of a scene, 40 unless told. */
  readonly cells?: number;
  /** Standard deviation of the HSI noise, 0.06 unless told. */
  readonly noise?: number;
  /** Standard deviation of the LiDAR noise, 0.12 unless told. */
  readonly heightNoise?: number;
}

const heights = [0.1, 0.55, 0.5, 0.15, 0.6, 0.2] as const;

/**
 * Scenes for learning at several places, after section 6 of the FedDiff sheet: six classes in pairs, whose spectra are
 * nearly the same (the difference, 0.012, is a fifth of the noise) and whose heights differ, on a Voronoi map of 40 cells;
 * illumination 0.8 to 1.2 at each pixel. The spectra and heights are the sheet's formulas. One scene each of 72 × 72 unless
 * told; {@link dirichletClients} deals the pixels out to clients.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { dirichletClients, simulateHsiLidarFederated } from "swath/data";
 *
 * const { train } = simulateHsiLidarFederated({ key: seed(3), size: 24 });
 * String(train[0]!.hsi); // "Raster 24×24×20 float32"
 * const clients = dirichletClients(train[0]!.labels.data, { clients: 4, alpha: 0.3, key: seed(4) });
 * Object.keys(clients.parts); // ["client-0", "client-1", "client-2", "client-3"]
 * ```
 */
export function simulateHsiLidarFederated(options: HsiLidarFederatedOptions): TwoSensorSet {
  const { size = 72, bands = 20, cells = 40, noise = 0.06, heightNoise = 0.12 } = options;
  checkCounts("simulateHsiLidarFederated", 2, { bands, cells });
  checkRange("simulateHsiLidarFederated", 0, 10, { noise, heightNoise });
  const spectra = heights.map((_, c) => spectrumOf(c, bands));
  const make = (scene: Key): TwoSensorParts => {
    const classes = classMap(scene, size, cells, heights.length);
    const light = uniform(scene.fold("light"), size * size, { min: 0.8, max: 1.2 });
    const hsi = normal(scene.fold("noise"), size * size * bands, { std: noise });
    const lidar = normal(scene.fold("heights"), size * size, { std: heightNoise });
    for (let pixel = 0; pixel < size * size; pixel++) {
      const c = classes[pixel]!;
      for (let band = 0; band < bands; band++) {
        const at = pixel * bands + band;
        hsi[at] = light[pixel]! * spectra[c]![band]! + hsi[at]!;
      }
      lidar[pixel] = heights[c]! + lidar[pixel]!;
    }
    return { hsi, lidar, classes };
  };
  const classNames = heights.map((height, c) => `pair ${"ABC"[c >> 1]}, height ${height}`);
  return twoSensorSet(
    "hsi-lidar-federated",
    "simulateHsiLidarFederated",
    { ...options, size },
    { classNames, wavelengths: bandCentres(bands, 364, 1046), pixel: 2.5 },
    make,
  );
}

function spectrumOf(c: number, bands: number): Float64Array {
  const pair = c >> 1;
  return Float64Array.from({ length: bands }, (_, band) => {
    const w = band / (bands - 1);
    const shared = 0.4 + 0.25 * Math.sin(2 * Math.PI * (w * (1 + pair) + 0.3 * pair));
    return shared + 0.012 * (c & 1) * Math.cos(6 * w);
  });
}

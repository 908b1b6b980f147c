import { normal } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import type { SimulateOptions } from "./simulated.js";
import { checkCounts, checkRange } from "./support/check.js";
import { blur, smoothField } from "./support/fields.js";
import { bandCentres, smoothSpectra } from "./support/spectra.js";
import { type TwoSensorParts, type TwoSensorSet, twoSensorSet } from "./support/two-sensors.js";

/** Knobs of {@link simulateHsiLidarTexture}. */
export interface HsiLidarTextureOptions extends SimulateOptions {
  /** 24 unless told, from 380 to 1050 nm. */
  readonly bands?: number;
  /** Rows from one stripe to the next, 4 unless told. */
  readonly period?: number;
  /** Strength of the texture in the HSI, 0.22 unless told. */
  readonly contrast?: number;
  /** Standard deviation of the HSI noise, 0.06 unless told. */
  readonly noise?: number;
  /** Standard deviation of the LiDAR noise, 0.12 unless told. */
  readonly heightNoise?: number;
}

/**
 * Scenes whose classes differ by spectrum, height and the frequency of their texture, after section 6 of the MDFL sheet. The
 * label is the strongest of six smooth fields (σ 4.5 pixels); classes 1 to 3 have smooth spectra and no texture, classes 4
 * to 6 the same spectra but for N(0, 0.012²), with stripes of a square wave along the rows. HSI = E (1 + contrast (texture -
 * ½) + slow illumination) + noise; LiDAR = 0, 0.3 or 0.6 a pair + 0.25 (texture - ½) + noise, and the same blurred. One
 * scene each of 64 × 64 unless told. The sheet tests on other pixels of the training scene; give both from `train` for that.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidarTexture } from "swath/data";
 *
 * const { train } = simulateHsiLidarTexture({ key: seed(3), size: 32 });
 * String(train[0]!.hsi); // "Raster 32×32×24 float32"
 * train[0]!.lidar.bandNames; // ["height", "height, smoothed"]
 * ```
 */
export function simulateHsiLidarTexture(options: HsiLidarTextureOptions): TwoSensorSet {
  const { key, size = 64, bands = 24, period = 4 } = options;
  const { contrast = 0.22, noise = 0.06, heightNoise = 0.12 } = options;
  checkCounts("simulateHsiLidarTexture", 2, { bands, period });
  checkRange("simulateHsiLidarTexture", 0, 10, { contrast, noise, heightNoise });
  const plain = smoothSpectra(key.fold("classes"), 3, bands);
  const difference = normal(key.fold("difference"), 3 * bands, { std: 0.012 });
  const striped = plain.map((e, k) => e.map((value, band) => value + difference[k * bands + band]!));
  const spectra = [...plain, ...striped];
  const make = (scene: Key): TwoSensorParts => {
    const fields = spectra.map((_, k) => smoothField(scene.fold("map").fold(k), size, size, 4.5));
    const classes = Uint8Array.from({ length: size * size }, (_, pixel) => strongest(fields, pixel));
    const light = smoothField(scene.fold("light"), size, size, size / 6);
    const hsi = normal(scene.fold("noise"), size * size * bands, { std: noise });
    const rough = normal(scene.fold("heights"), size * size, { std: heightNoise });
    const height = new Float32Array(size * size);
    for (let pixel = 0; pixel < size * size; pixel++) {
      const c = classes[pixel]!;
      const on = Math.floor(pixel / size) % period < period / 2 ? 1 : 0;
      const texture = c >= 3 ? on : 0.5;
      const gain = 1 + contrast * (texture - 0.5) + 0.05 * light[pixel]!;
      for (let band = 0; band < bands; band++) {
        const at = pixel * bands + band;
        hsi[at] = spectra[c]![band]! * gain + hsi[at]!;
      }
      height[pixel] = 0.3 * (c % 3) + 0.25 * (texture - 0.5) + rough[pixel]!;
    }
    const smoothed = blur(height, size, size, 1.5);
    const lidar = new Float32Array(2 * size * size);
    for (let pixel = 0; pixel < size * size; pixel++) {
      lidar[2 * pixel] = height[pixel]!;
      lidar[2 * pixel + 1] = smoothed[pixel]!;
    }
    return { hsi, lidar, classes };
  };
  return twoSensorSet(
    "hsi-lidar-texture",
    "simulateHsiLidarTexture",
    { ...options, size },
    {
      classNames: ["A", "B", "C", "A, striped", "B, striped", "C, striped"],
      wavelengths: bandCentres(bands, 380, 1050),
      lidarBands: ["height", "height, smoothed"],
      pixel: 1,
    },
    make,
  );
}

function strongest(fields: readonly Float64Array[], pixel: number): number {
  let best = 0;
  for (let k = 1; k < fields.length; k++) if (fields[k]![pixel]! > fields[best]![pixel]!) best = k;
  return best;
}

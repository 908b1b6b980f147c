import type { Raster } from "../../data/raster/raster.js";
import { factorOf } from "./algebra.js";
import { type CubeOptions, cubeOf, mapOf, scaled } from "./cube.js";
import { type BilateralOptions, bilateral, lowerMedian } from "./filters.js";
import { backgroundOf, mahalanobis } from "./rx.js";

/** Settings of {@link stf}. */
export interface StfOptions extends Pick<CubeOptions, "bands"> {
  readonly bilateral?: BilateralOptions;
}

/** Every intermediate result of the small target filter, for a lesson or a test. */
export interface StfSteps {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  /** r: the RX map. */
  readonly rx: Raster;
  /** b: the RX map on 0 to 255. */
  readonly scaled: Raster;
  /** After the edge-preserving filter. */
  readonly smooth: Raster;
  /** m: the lower median of the filtered map. */
  readonly median: number;
  /** What lies above the median, 0 to 255. */
  readonly mask: Raster;
}

/**
 * The small target filter step by step (sheet, 3.6): RX map, bilateral filter, everything below the median set to 0.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateAnomalies } from "swath/data";
 * import { stfSteps } from "swath/papers/stad";
 *
 * const { test } = simulateAnomalies({ key: seed(1), train: 0, test: 1, size: 16, bands: 8 });
 * const { smooth, median, mask } = stfSteps(test[0]!.raster);
 * mask.data[0] === Math.max(0, smooth.data[0]! - median); // true
 * ```
 */
export function stfSteps(scene: Raster, { bands, bilateral: filter = {} }: StfOptions = {}): StfSteps {
  const cube = cubeOf("stf", scene, bands === undefined ? {} : { bands });
  const { mean, covariance } = backgroundOf(cube);
  const rx = mahalanobis(cube, mean, factorOf("stf", covariance, cube.bands, 1e-9));
  const b = scaled(rx).map((value) => 255 * value);
  const smooth = bilateral({ height: cube.height, width: cube.width, data: b }, filter);
  const median = lowerMedian(smooth);
  const mask = smooth.map((value) => Math.max(value - median, 0));
  const map = (data: Float64Array) => mapOf(scene, data);
  return { mean, covariance, rx: map(rx), scaled: map(b), smooth: map(smooth), median, mask: map(mask) };
}

/**
 * The small target filter: where a scene has anything unusual, from 0 to 255; at least half of the pixels are 0 (sheet, 3.6).
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateAnomalies } from "swath/data";
 * import { stf } from "swath/papers/stad";
 *
 * const { test } = simulateAnomalies({ key: seed(1), train: 0, test: 1, size: 16, bands: 8 });
 * stf(test[0]!.raster).shape; // [16, 16, 1]
 * ```
 */
export const stf = (scene: Raster, options: StfOptions = {}): Raster => stfSteps(scene, options).mask;

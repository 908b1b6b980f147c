import type { Raster } from "../../data/raster/raster.js";
import { dot, factorOf } from "./algebra.js";
import { type Cube, type CubeOptions, cubeOf, mapOf } from "./cube.js";
import { lanes } from "./lanes.js";

/** Mean spectrum and unbiased covariance of all pixels. */
export interface Background {
  readonly mean: Float64Array;
  /** bands x bands, row-major. */
  readonly covariance: Float64Array;
}

/** Pixels whose products are summed together: their numbers fit the cache. */
const BLOCK = 512;

/** mu and S of a cube (sheet, 3.6 step 2). */
export function backgroundOf({ data, bands }: Cube): Background {
  const count = data.length / bands;
  const mean = new Float64Array(bands);
  for (let at = 0; at < data.length; at += bands) {
    for (let i = 0; i < bands; i++) mean[i]! += data[at + i]!;
  }
  for (let band = 0; band < bands; band++) mean[band]! /= count;
  const covariance = new Float64Array(bands * bands);
  // A row a band, of so many pixels; three rows more are read in vain.
  const scratch = (bands + 3) * BLOCK;
  const { numbers, tile } = lanes(scratch + 8);
  for (let from = 0; from < count; from += BLOCK) {
    const pixels = Math.min(BLOCK, count - from);
    for (let p = 0; p < pixels; p++) {
      const at = (from + p) * bands;
      for (let i = 0; i < bands; i++) numbers[i * BLOCK + p] = data[at + i]! - mean[i]!;
    }
    for (let i = 0; i < bands; i += 2) {
      const next = Math.min(i + 1, bands - 1);
      for (let j = 0; j <= next; j += 4) {
        tile(i * BLOCK, next * BLOCK, j * BLOCK, BLOCK, pixels, scratch);
        for (let r = 0; r < 4 && j + r <= i; r++) covariance[i * bands + j + r]! += numbers[scratch + r]!;
        if (next === i) continue;
        for (let r = 0; r < 4 && j + r <= next; r++)
          covariance[next * bands + j + r]! += numbers[scratch + 4 + r]!;
      }
    }
  }
  for (let i = 0; i < bands; i++) {
    for (let j = 0; j <= i; j++) {
      const value = covariance[i * bands + j]! / Math.max(1, count - 1);
      covariance[i * bands + j] = value;
      covariance[j * bands + i] = value;
    }
  }
  return { mean, covariance };
}

/** (x - mu)^T S^-1 (x - mu) of every pixel, from the factor of S; four pixels and two rows of the factor at a time. */
export function mahalanobis({ data, bands }: Cube, mean: Float64Array, factor: Float64Array): Float64Array {
  const map = new Float64Array(data.length / bands);
  const solved = factor.length;
  const scratch = solved + 4 * bands;
  const { numbers, tile } = lanes(scratch + 8);
  numbers.set(factor);
  for (let pixel = 0; pixel < map.length; pixel += 4) {
    const pixels = Math.min(4, map.length - pixel);
    for (let r = 0; r < pixels; r++) {
      for (let i = 0; i < bands; i++) {
        numbers[solved + r * bands + i] = data[(pixel + r) * bands + i]! - mean[i]!;
      }
    }
    for (let i = 0; i < bands; i += 2) {
      const next = Math.min(i + 1, bands - 1);
      tile(i * bands, next * bands, solved, bands, i, scratch);
      for (let r = 0; r < pixels; r++) {
        const at = solved + r * bands;
        const y = (numbers[at + i]! - numbers[scratch + r]!) / factor[i * bands + i]!;
        numbers[at + i] = y;
        if (next === i) continue;
        const rest = numbers[at + next]! - numbers[scratch + 4 + r]! - factor[next * bands + i]! * y;
        numbers[at + next] = rest / factor[next * bands + next]!;
      }
    }
    for (let r = 0; r < pixels; r++) {
      const at = solved + r * bands;
      map[pixel + r] = dot(numbers, at, numbers, at, bands);
    }
  }
  return map;
}

/** Settings of {@link rx}. */
export interface RxOptions extends CubeOptions {
  /** Added to the covariance, times its trace / bands; 1e-6 unless told. */
  readonly ridge?: number;
}

/** S + ridge x (trace S / C) I. */
export function ridged(covariance: Float64Array, bands: number, ridge: number): Float64Array {
  const sum = covariance.slice();
  let trace = 0;
  for (let i = 0; i < bands; i++) trace += covariance[i * bands + i]!;
  for (let i = 0; i < bands; i++) sum[i * bands + i]! += (ridge * trace) / bands;
  return sum;
}

/**
 * The global RX detector (Reed and Xiaoli): the Mahalanobis distance of each pixel from the mean of the scene (sheet, 3.8).
 *
 * @example
 * ```ts
 * import { Raster } from "swath";
 * import { rx } from "swath/papers/stad";
 *
 * const scene = new Raster(Float32Array.from({ length: 50 }, (_, i) => Math.sin(i * i)), { height: 5, width: 5, bands: 2 });
 * rx(scene).shape; // [5, 5, 1]
 * ```
 */
export function rx(scene: Raster, { ridge = 1e-6, ...options }: RxOptions = {}): Raster {
  const cube = cubeOf("rx", scene, options);
  const { mean, covariance } = backgroundOf(cube);
  const factor = factorOf("rx", ridged(covariance, cube.bands, ridge), cube.bands, 1e-9);
  return mapOf(scene, mahalanobis(cube, mean, factor));
}

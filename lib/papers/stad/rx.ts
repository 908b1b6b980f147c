import type { Raster } from "../../data/raster/raster.js";
import { factorOf, forward } from "./algebra.js";
import { type Cube, type CubeOptions, cubeOf, mapOf } from "./cube.js";

/** Mean spectrum and unbiased covariance of all pixels. */
export interface Background {
  readonly mean: Float64Array;
  /** bands x bands, row-major. */
  readonly covariance: Float64Array;
}

/** mu and S of a cube (sheet, 3.6 step 2). */
export function backgroundOf({ data, bands }: Cube): Background {
  const count = data.length / bands;
  const mean = new Float64Array(bands);
  for (let i = 0; i < data.length; i++) mean[i % bands]! += data[i]!;
  for (let band = 0; band < bands; band++) mean[band]! /= count;
  const covariance = new Float64Array(bands * bands);
  const d = new Float64Array(bands);
  for (let at = 0; at < data.length; at += bands) {
    for (let i = 0; i < bands; i++) d[i] = data[at + i]! - mean[i]!;
    for (let i = 0; i < bands; i++) {
      const di = d[i]!;
      const row = i * bands;
      for (let j = 0; j <= i; j++) covariance[row + j]! += di * d[j]!;
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

/** (x - mu)^T S^-1 (x - mu) of every pixel, from the factor of S. */
export function mahalanobis({ data, bands }: Cube, mean: Float64Array, factor: Float64Array): Float64Array {
  const map = new Float64Array(data.length / bands);
  const d = new Float64Array(bands);
  for (let pixel = 0; pixel < map.length; pixel++) {
    for (let i = 0; i < bands; i++) d[i] = data[pixel * bands + i]! - mean[i]!;
    forward(factor, bands, d);
    let sum = 0;
    for (let i = 0; i < bands; i++) sum += d[i]! * d[i]!;
    map[pixel] = sum;
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

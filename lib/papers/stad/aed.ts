import { eigenSymmetric } from "../../data/raster/eigen.js";
import type { Raster } from "../../data/raster/raster.js";
import { type Cube, type CubeOptions, cubeOf, mapOf, scaled } from "./cube.js";
import { backgroundOf } from "./rx.js";

/** Settings of {@link aed}. */
export interface AedOptions extends CubeOptions {
  /** Components of the brightest variance; 3 unless told. */
  readonly components?: number;
  /** Pixels that a connected part must have to be background; 25 unless told (5 for points, about 60 for buildings). */
  readonly area?: number;
  /** Of the edge-preserving filter: reach in pixels, 5 unless told. */
  readonly sigmaS?: number;
  /** How large an edge is, in the guide's units; 0.5 unless told. */
  readonly sigmaR?: number;
  /** 3 unless told. */
  readonly iterations?: number;
}

/** What {@link aed} computes on the way. */
export interface AedSteps {
  /** Principal components, each scaled to [0, 1], of a pixel side by side. */
  readonly components: Float64Array;
  /** Before the edge-preserving filter. */
  readonly initial: Raster;
  readonly score: Raster;
}

/**
 * {@link aed} with what it computes on the way (sheet, 3.8).
 *
 * @example
 * ```ts
 * import { Raster } from "swath/data";
 * import { aedSteps } from "swath/papers/stad";
 *
 * const scene = new Raster(Float64Array.from({ length: 192 }, (_, i) => Math.sin(i * i)), { height: 8, width: 8, bands: 3 });
 * aedSteps(scene).initial.height; // 8: before the edge-preserving filter
 * ```
 */
export function aedSteps(scene: Raster, options: AedOptions = {}): AedSteps {
  const { components: count = 3, area = 25, sigmaS = 5, sigmaR = 0.5, iterations = 3 } = options;
  const cube = cubeOf("aed", scene, options);
  const { height, width } = cube;
  const planes = principal(cube, Math.min(count, cube.bands));
  const differences = planes.map((plane) => {
    const opened = areaOpening(plane, height, width, area);
    const closed = areaOpening(
      plane.map((value) => -value),
      height,
      width,
      area,
    );
    return plane.map((_, i) => -closed[i]! - opened[i]!);
  });
  const stack = new Float64Array(height * width * differences.length);
  for (const [k, plane] of differences.entries()) stack.set(plane, k * height * width);
  const even = scaled(stack);
  const initial = new Float64Array(height * width);
  for (let i = 0; i < even.length; i++) initial[i % (height * width)]! += even[i]! / differences.length;
  const score = recursiveFilter(initial, planes, height, width, { sigmaS, sigmaR, iterations });
  const side = new Float64Array(stack.length);
  for (const [k, plane] of planes.entries()) {
    for (let i = 0; i < plane.length; i++) side[i * planes.length + k] = plane[i]!;
  }
  return { components: side, initial: mapOf(scene, initial), score: mapOf(scene, score) };
}

/**
 * The attribute and edge-preserving filters detector (Kang 2017): bright and dark parts of few pixels in the first principal
 * components, smoothed within edges (sheet, 3.8, whose recipe replaces the Boolean fusion by a mean).
 *
 * @example
 * ```ts
 * import { Raster } from "swath";
 * import { aed } from "swath/papers/stad";
 *
 * const scene = new Raster(Float32Array.from({ length: 98 }, (_, i) => Math.sin(i * i)), { height: 7, width: 7, bands: 2 });
 * aed(scene, { area: 5 }).shape; // [7, 7, 1]
 * ```
 */
export const aed = (scene: Raster, options: AedOptions = {}): Raster => aedSteps(scene, options).score;

/** The first components, each scaled to [0, 1]; the largest entry of each eigenvector is positive. */
function principal(cube: Cube, count: number): Float64Array[] {
  const { bands, data } = cube;
  const { mean, covariance } = backgroundOf(cube);
  const { vectors } = eigenSymmetric(covariance, bands);
  return Array.from({ length: count }, (_, k) => {
    const vector = vectors.slice(k * bands, (k + 1) * bands);
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    const sign = largest < 0 ? -1 : 1;
    const plane = new Float64Array(data.length / bands);
    for (let pixel = 0; pixel < plane.length; pixel++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) {
        sum += (data[pixel * bands + band]! - mean[band]!) * vector[band]!;
      }
      plane[pixel] = sign * sum;
    }
    return scaled(plane);
  });
}

/**
 * Removes bright parts of fewer than `area` 4-connected pixels at every level: pixels join their neighbours from the
 * brightest down, and a part keeps the level at which it became large enough.
 */
export function areaOpening(image: Float64Array, height: number, width: number, area: number): Float64Array {
  const order = Int32Array.from(image.keys()).sort((a, b) => image[b]! - image[a]! || a - b);
  const parent = new Int32Array(image.length).fill(-1);
  const size = new Int32Array(image.length);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = i; at !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  // Members of parts that are still too small; once large enough, each gets its level and the list is dropped.
  const members: (number[] | undefined)[] = new Array(image.length);
  const result = new Float64Array(image.length);
  let lowest = 0;
  for (const pixel of order) {
    const level = image[pixel]!;
    lowest = level;
    parent[pixel] = pixel;
    size[pixel] = 1;
    members[pixel] = [pixel];
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    for (const [r, c] of [
      [row - 1, column],
      [row + 1, column],
      [row, column - 1],
      [row, column + 1],
    ] as const) {
      if (r < 0 || r >= height || c < 0 || c >= width || parent[r * width + c] === -1) continue;
      let [a, b] = [find(pixel), find(r * width + c)];
      if (a === b) continue;
      if (size[a]! < size[b]!) [a, b] = [b, a];
      parent[b] = a;
      size[a] = size[a]! + size[b]!;
      for (const small of [a, b]) {
        if (size[a]! >= area) {
          for (const member of members[small] ?? []) result[member] = level;
          members[small] = undefined;
        }
      }
      if (size[a]! < area) {
        (members[a] as number[]).push(...(members[b] ?? []));
        members[b] = undefined;
      }
    }
    const root = find(pixel);
    if (size[root]! >= area && members[root]) {
      for (const member of members[root] ?? []) result[member] = level;
      members[root] = undefined;
    }
  }
  for (const left of members) for (const member of left ?? []) result[member] = lowest;
  return result;
}

/** The domain transform's recursive filter: smooths along rows, then columns, and stops at edges of the guide. */
function recursiveFilter(
  image: Float64Array,
  guide: readonly Float64Array[],
  height: number,
  width: number,
  { sigmaS, sigmaR, iterations }: { sigmaS: number; sigmaR: number; iterations: number },
): Float64Array {
  const result = image.slice();
  const pass = (lines: number, length: number, at: (line: number, k: number) => number, sigma: number) => {
    const a = Math.exp(-Math.SQRT2 / sigma);
    const v = new Float64Array(length);
    for (let line = 0; line < lines; line++) {
      for (let k = 1; k < length; k++) {
        let edge = 0;
        for (const plane of guide) edge += Math.abs(plane[at(line, k)]! - plane[at(line, k - 1)]!);
        v[k] = a ** (1 + (sigmaS / sigmaR) * edge);
      }
      for (let k = 1; k < length; k++) {
        const [here, before] = [at(line, k), at(line, k - 1)];
        result[here] = result[here]! + v[k]! * (result[before]! - result[here]!);
      }
      for (let k = length - 2; k >= 0; k--) {
        const [here, after] = [at(line, k), at(line, k + 1)];
        result[here] = result[here]! + v[k + 1]! * (result[after]! - result[here]!);
      }
    }
  };
  for (let t = 1; t <= iterations; t++) {
    const sigma = (sigmaS * Math.sqrt(3) * 2 ** (iterations - t)) / Math.sqrt(4 ** iterations - 1);
    pass(height, width, (row, k) => row * width + k, sigma);
    pass(width, height, (column, k) => k * width + column, sigma);
  }
  return result;
}

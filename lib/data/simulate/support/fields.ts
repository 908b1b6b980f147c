import { normal, uniform } from "../../../device/random/draw.js";
import type { Key } from "../../../device/random/key.js";
import { Draws } from "./draws.js";
import { fft2 } from "./fft.js";

/** Mean 0 and standard deviation 1, in place. */
export function standardise<T extends Float32Array | Float64Array>(field: T): T {
  let sum = 0;
  for (let i = 0; i < field.length; i++) sum += field[i]!;
  const mean = sum / field.length;
  let squares = 0;
  for (let i = 0; i < field.length; i++) squares += (field[i]! - mean) ** 2;
  const scale = 1 / Math.max(Math.sqrt(squares / field.length), 1e-12);
  for (let i = 0; i < field.length; i++) field[i] = (field[i]! - mean) * scale;
  return field;
}

/** Convolution with a Gaussian of this standard deviation in pixels, cut at 3 σ; edges are mirrored with the edge pixel. */
export function blur(
  field: Float32Array | Float64Array,
  height: number,
  width: number,
  sigma: number,
): Float64Array {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = (from: ArrayLike<number>, lines: number, length: number, line: number, step: number) => {
    const out = new Float64Array(from.length);
    const source = Int32Array.from({ length: length + 2 * radius }, (_, i) => mirrored(i - radius, length));
    for (let l = 0; l < lines; l++) {
      for (let i = 0; i < length; i++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * from[l * line + source[i + k]! * step]!;
        out[l * line + i * step] = sum / total;
      }
    }
    return out;
  };
  return pass(pass(field, height, width, width, 1), width, height, 1, width);
}

function mirrored(i: number, length: number): number {
  const at = ((i % (2 * length)) + 2 * length) % (2 * length);
  return at < length ? at : 2 * length - 1 - at;
}

/** A Gaussian random field: white noise smoothed with `sigma` pixels, then mean 0 and standard deviation 1. */
export function smoothField(key: Key, height: number, width: number, sigma: number): Float64Array {
  return standardise(blur(normal(key, height * width), height, width, sigma));
}

/**
 * A Gaussian random field whose power falls with frequency as |f|^-slope: 2 is rough, 3.2 is cloud-like, mean 0 and
 * standard deviation 1. It is cut from a larger periodic one, so that its opposite edges do not meet.
 */
export function powerField(key: Key, height: number, width: number, slope: number): Float64Array {
  const n = 2 ** Math.max(1, Math.ceil(Math.log2(Math.max(height, width))));
  const re = Float64Array.from(normal(key, n * n));
  const im = new Float64Array(n * n);
  fft2(re, im, n);
  const squared = Float64Array.from({ length: n }, (_, k) => Math.min(k, n - k) ** 2);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const frequency = squared[row]! + squared[column]!;
      // |f|^(-slope / 2), with |f|² at hand; the mean (frequency 0) is dropped.
      const gain = frequency === 0 ? 0 : frequency ** (-slope / 4);
      re[row * n + column] = re[row * n + column]! * gain;
      im[row * n + column] = im[row * n + column]! * gain;
    }
  }
  fft2(im, re, n);
  const out = new Float64Array(height * width);
  for (let row = 0; row < height; row++) {
    out.set(re.subarray(row * n, row * n + width), row * width);
  }
  return standardise(out);
}

/** Cheap smooth noise in [0, 1]: random numbers on a lattice `cell` pixels wide, between them a smooth step. */
export function latticeNoise(key: Key, height: number, width: number, cell: number): Float32Array {
  const across = Math.ceil(width / cell) + 2;
  const down = Math.ceil(height / cell) + 2;
  const knots = uniform(key, across * down);
  const out = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    const y = Math.floor(row / cell);
    const v = smoothStep(row / cell - y);
    for (let column = 0; column < width; column++) {
      const x = Math.floor(column / cell);
      const u = smoothStep(column / cell - x);
      const at = y * across + x;
      const above = knots[at]! * (1 - u) + knots[at + 1]! * u;
      const below = knots[at + across]! * (1 - u) + knots[at + across + 1]! * u;
      out[row * width + column] = above * (1 - v) + below * v;
    }
  }
  return out;
}

function smoothStep(t: number): number {
  return t * t * (3 - 2 * t);
}

/** For every pixel the number of the nearest of `cells` random points. */
export function voronoi(key: Key, height: number, width: number, cells: number): Int32Array {
  const draws = new Draws(key);
  const points = Array.from({ length: cells }, () => [draws.uniform(0, height), draws.uniform(0, width)]);
  const out = new Int32Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let best = Number.POSITIVE_INFINITY;
      for (let cell = 0; cell < cells; cell++) {
        const [y = 0, x = 0] = points[cell]!;
        const distance = (row + 0.5 - y) ** 2 + (column + 0.5 - x) ** 2;
        if (distance < best) {
          best = distance;
          out[row * width + column] = cell;
        }
      }
    }
  }
  return out;
}

import { cholesky, dot, forward } from "./algebra.js";
import type { Cube } from "./cube.js";
import { type DualWindow, eachRing } from "./rings.js";

/**
 * Scores of some rows. With the centred ring R (s x C), S = R^T R / (s - 1) + d I and Woodbury's identity
 * d' S^-1 d = (|d|^2 - g^T (R R^T + (s - 1) d I)^-1 g) / d with g = R d: an s x s system from the ring's inner products.
 */
export function lrxRows(
  cube: Cube,
  window: Required<DualWindow>,
  ridge: number,
  rows: { readonly from: number; readonly to: number },
): Float64Array {
  const { width, bands, data } = cube;
  const scores = new Float64Array((rows.to - rows.from) * width);
  const mean = new Float64Array(bands);
  const d = new Float64Array(bands);
  let system = new Float64Array(0);
  eachRing(cube, window, rows, ({ pixel, pixels, count: s, gram, width: columns }) => {
    if (system.length !== s * s) system = new Float64Array(s * s);
    const g = new Float64Array(s);
    const sums = new Float64Array(s);
    let all = 0;
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < i; j++) {
        const value = gram[i * columns + j]!;
        sums[i] = sums[i]! + value;
        sums[j] = sums[j]! + value;
      }
      sums[i] = sums[i]! + gram[i * columns + i]!;
    }
    for (let i = 0; i < s; i++) all += sums[i]!;
    let trace = 0;
    for (let i = 0; i < s; i++) {
      for (let j = 0; j <= i; j++) {
        system[i * s + j] = gram[i * columns + j]! - (sums[i]! + sums[j]!) / s + all / (s * s);
      }
      trace += system[i * s + i]!;
    }
    mean.fill(0);
    for (let i = 0; i < s; i++) {
      const at = pixels[i]! * bands;
      for (let band = 0; band < bands; band++) mean[band] = mean[band]! + data[at + band]!;
    }
    for (let band = 0; band < bands; band++) {
      mean[band] = mean[band]! / s;
      d[band] = data[pixel * bands + band]! - mean[band]!;
    }
    // trace(S) = trace(R R^T) / (s - 1); a ring without any spread has no distance to measure by.
    const delta = (ridge * trace) / (s - 1) / bands || Number.MIN_VALUE;
    const shift = dot(mean, 0, d, 0, bands);
    for (let i = 0; i < s; i++) g[i] = dot(data, pixels[i]! * bands, d, 0, bands) - shift;
    for (let i = 0; i < s; i++) system[i * s + i] = system[i * s + i]! + (s - 1) * delta;
    cholesky(system, s);
    forward(system, s, g);
    scores[pixel - rows.from * width] = (dot(d, 0, d, 0, bands) - dot(g, 0, g, 0, s)) / delta;
  });
  return scores;
}

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
  const { width, bands } = cube;
  const scores = new Float64Array((rows.to - rows.from) * width);
  eachRing(cube, window, rows, ({ pixel, count: s, own, square, fill, lanes, system, scratch }) => {
    const { numbers } = lanes;
    fill(0);
    const matrix = numbers.subarray(system, system + s * s);
    // Sums over rows of the ring's inner products: s x_i . mu.
    const sums = new Float64Array(s);
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < i; j++) {
        const value = matrix[i * s + j]!;
        sums[i]! += value;
        sums[j]! += value;
      }
      sums[i]! += matrix[i * s + i]!;
    }
    let [all, along] = [0, 0];
    for (let i = 0; i < s; i++) {
      all += sums[i]!;
      along += own[i]!;
    }
    // |mu|^2, mu . y and |d|^2 for d = y - mu.
    const [mean, toPixel] = [all / (s * s), along / s];
    const length = square - 2 * toPixel + mean;
    let trace = 0;
    for (let i = 0; i < s; i++) {
      for (let j = 0; j <= i; j++) matrix[i * s + j]! -= (sums[i]! + sums[j]!) / s - mean;
      trace += matrix[i * s + i]!;
    }
    // trace(S) = trace(R R^T) / (s - 1); a ring without any spread has no distance to measure by.
    const delta = (ridge * trace) / (s - 1) / bands || Number.MIN_VALUE;
    // R d: (x_i - mu) . (y - mu)
    const g = Float64Array.from({ length: s }, (_, i) => own[i]! - sums[i]! / s - (toPixel - mean));
    for (let i = 0; i < s; i++) matrix[i * s + i]! += (s - 1) * delta;
    cholesky(lanes, system, s, scratch);
    forward(matrix, s, g);
    scores[pixel - rows.from * width] = (length - dot(g, 0, g, 0, s)) / delta;
  });
  return scores;
}

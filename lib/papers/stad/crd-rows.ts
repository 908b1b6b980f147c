import { backward, cholesky, dot, forward, solve } from "./algebra.js";
import type { Cube } from "./cube.js";
import { type DualWindow, eachRing } from "./rings.js";

/** Scores of some rows: alpha = (X~^T X~ + lambda Gamma^2)^-1 X~^T y~, score |y - X alpha|. */
export function crdRows(
  cube: Cube,
  window: Required<DualWindow>,
  { lambda, sumToOne }: { readonly lambda: number; readonly sumToOne: boolean },
  rows: { readonly from: number; readonly to: number },
): Float64Array {
  const { width, bands, data } = cube;
  const scores = new Float64Array((rows.to - rows.from) * width);
  const one = sumToOne ? 1 : 0;
  const rest = new Float64Array(bands);
  let system = new Float64Array(0);
  eachRing(cube, window, rows, ({ pixel, pixels, count: s, gram, width: columns }) => {
    if (system.length !== s * s) system = new Float64Array(s * s);
    const y = pixel * bands;
    const alpha = new Float64Array(s);
    const distances = new Float64Array(s);
    for (let i = 0; i < s; i++) {
      const x = pixels[i]! * bands;
      let square = 0;
      for (let band = 0; band < bands; band++) square += (data[y + band]! - data[x + band]!) ** 2;
      distances[i] = square;
      alpha[i] = dot(data, x, data, y, bands) + one;
    }
    const right = alpha.slice();
    const fill = () => {
      for (let i = 0; i < s; i++) {
        for (let j = 0; j <= i; j++) system[i * s + j] = gram[i * columns + j]! + one;
        system[i * s + i] = system[i * s + i]! + lambda * distances[i]!;
      }
    };
    fill();
    if (cholesky(system, s)) {
      forward(system, s, alpha);
      backward(system, s, alpha);
    } else {
      // More pixels than bands and a small lambda: rounding makes the system indefinite (sheet, 3.8).
      fill();
      for (let i = 0; i < s; i++) for (let j = 0; j < i; j++) system[j * s + i] = system[i * s + j]!;
      alpha.set(right);
      solve(system, s, alpha);
    }
    for (let band = 0; band < bands; band++) rest[band] = data[y + band]!;
    for (let i = 0; i < s; i++) {
      const x = pixels[i]! * bands;
      const weight = alpha[i]!;
      for (let band = 0; band < bands; band++) rest[band] = rest[band]! - weight * data[x + band]!;
    }
    scores[pixel - rows.from * width] = Math.sqrt(dot(rest, 0, rest, 0, bands));
  });
  return scores;
}

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
  eachRing(cube, window, rows, ({ pixel, pixels, count: s, own, square, fill, lanes, system, scratch }) => {
    const y = pixel * bands;
    const { numbers } = lanes;
    const right = Float64Array.from({ length: s }, (_, i) => own[i]! + one);
    const complete = () => {
      fill(one);
      for (let i = 0; i < s; i++) {
        const place = system + i * s + i;
        // |y - x|^2, which rounding may take below 0 for a copy of y.
        const distance = Math.max(0, numbers[place]! - one - 2 * own[i]! + square);
        numbers[place]! += lambda * distance;
      }
      return numbers.subarray(system, system + s * s);
    };
    const matrix = complete();
    let alpha = right.slice();
    if (cholesky(lanes, system, s, scratch)) {
      forward(matrix, s, alpha);
      backward(matrix, s, alpha);
    } else {
      // More pixels than bands and a small lambda: rounding makes the system indefinite (sheet, 3.8).
      complete();
      for (let i = 0; i < s; i++) for (let j = 0; j < i; j++) matrix[j * s + i] = matrix[i * s + j]!;
      alpha = right;
      solve(matrix, s, alpha);
    }
    for (let band = 0; band < bands; band++) rest[band] = data[y + band]!;
    subtract(data, pixels, alpha, s, rest);
    scores[pixel - rows.from * width] = Math.sqrt(dot(rest, 0, rest, 0, bands));
  });
  return scores;
}

/** rest - X alpha, four spectra at a time so that the rest is read and written less often. */
function subtract(
  data: Float64Array,
  pixels: Int32Array,
  alpha: Float64Array,
  count: number,
  rest: Float64Array,
): void {
  const bands = rest.length;
  for (let i = 0; i < count; i += 4) {
    const place = (k: number) => pixels[Math.min(i + k, count - 1)]! * bands;
    const weight = (k: number) => (i + k < count ? alpha[i + k]! : 0);
    const [p0, p1, p2, p3] = [place(0), place(1), place(2), place(3)];
    const [w0, w1, w2, w3] = [weight(0), weight(1), weight(2), weight(3)];
    for (let b = 0; b < bands; b++) {
      rest[b]! -= w0 * data[p0 + b]! + w1 * data[p1 + b]! + (w2 * data[p2 + b]! + w3 * data[p3 + b]!);
    }
  }
}

import { ShapeError } from "../../errors.js";

/** Eigenvalues in falling order, and their unit vectors as rows. */
export interface Eigen {
  readonly values: Float64Array;
  /** size × size, row-major: row k is the vector of value k. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals, then QL with implicit
 * shifts (Golub and Van Loan, chapter 8). The sign of each vector is fixed: its largest entry is positive.
 *
 * @example
 * ```ts
 * import { eigenSymmetric } from "swath/data";
 *
 * eigenSymmetric(new Float64Array([2, 0, 0, 3]), 2).values; // Float64Array [3, 2]
 * ```
 */
export function eigenSymmetric(matrix: Float64Array, size: number): Eigen {
  if (matrix.length !== size * size) {
    throw new ShapeError("eigenSymmetric", `${matrix.length} numbers for ${size}×${size}`, {
      mend: "give a square matrix",
    });
  }
  const v = matrix.slice();
  const d = new Float64Array(size);
  const e = new Float64Array(size);
  tridiagonalise(v, d, e, size);
  diagonalise(v, d, e, size);
  const order = Array.from(d, (_, i) => i).sort((a, b) => d[b]! - d[a]!);
  const vectors = new Float64Array(size * size);
  order.forEach((column, k) => {
    let largest = 0;
    for (let i = 0; i < size; i++) {
      const value = v[i * size + column]!;
      vectors[k * size + i] = value;
      if (Math.abs(value) > Math.abs(largest) * (1 + 1e-12)) largest = value;
    }
    if (largest < 0) for (let i = 0; i < size; i++) vectors[k * size + i] = -vectors[k * size + i]!;
  });
  return { values: Float64Array.from(order, (i) => d[i]!), vectors };
}

/** Householder reflections: v becomes the orthogonal matrix, d the diagonal, e the one below it (from index 1). */
function tridiagonalise(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  const at = (i: number, j: number) => v[i * n + j]!;
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(at(i, k));
    if (i === 1 || scale === 0) e[i] = at(i, i - 1);
    else {
      for (let k = 0; k < i; k++) {
        v[i * n + k] = at(i, k) / scale;
        h += at(i, k) ** 2;
      }
      const f = at(i, i - 1);
      const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      v[i * n + i - 1] = f - g;
      let sum = 0;
      for (let j = 0; j < i; j++) {
        v[j * n + i] = at(i, j) / h;
        let dot = 0;
        for (let k = 0; k <= j; k++) dot += at(j, k) * at(i, k);
        for (let k = j + 1; k < i; k++) dot += at(k, j) * at(i, k);
        e[j] = dot / h;
        sum += e[j]! * at(i, j);
      }
      const half = sum / (h + h);
      for (let j = 0; j < i; j++) {
        const fj = at(i, j);
        const gj = e[j]! - half * fj;
        e[j] = gj;
        for (let k = 0; k <= j; k++) v[j * n + k] = at(j, k) - (fj * e[k]! + gj * at(i, k));
      }
    }
    d[i] = h;
  }
  d[0] = 0;
  e[0] = 0;
  for (let i = 0; i < n; i++) {
    if (d[i] !== 0) {
      for (let j = 0; j < i; j++) {
        let dot = 0;
        for (let k = 0; k < i; k++) dot += at(i, k) * at(k, j);
        for (let k = 0; k < i; k++) v[k * n + j] = at(k, j) - dot * at(k, i);
      }
    }
    d[i] = at(i, i);
    v[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      v[j * n + i] = 0;
      v[i * n + j] = 0;
    }
  }
}

function diagonalise(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  for (let i = 1; i < n; i++) e[i - 1] = e[i]!;
  e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let round = 0; round < 60; round++) {
      let m = l;
      for (; m < n - 1; m++) {
        const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
        if (Math.abs(e[m]!) <= Number.EPSILON * size) break;
      }
      if (m === l) break;
      let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
      let r = Math.hypot(g, 1);
      g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r));
      let s = 1;
      let c = 1;
      let p = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        let f = s * e[i]!;
        const b = c * e[i]!;
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] = d[i + 1]! - p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1]! - p;
        r = (d[i]! - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        for (let k = 0; k < n; k++) {
          f = v[k * n + i + 1]!;
          v[k * n + i + 1] = s * v[k * n + i]! + c * f;
          v[k * n + i] = c * v[k * n + i]! - s * f;
        }
      }
      if (r === 0 && i >= l) continue;
      d[l] = d[l]! - p;
      e[l] = g;
      e[m] = 0;
    }
  }
}

import { SwathError } from "../../errors.js";

/**
 * Small dense linear algebra in doubles: covariances of correlated bands are too ill-conditioned for float32 (sheet, 7).
 * Matrices are row-major, n x n.
 */

/** The dot product of a[i .. i+n) and b[j .. j+n), in four chains so that the processor need not wait for each sum. */
export function dot(a: Float64Array, i: number, b: Float64Array, j: number, n: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < n; k += 4) {
    s0 += a[i + k]! * b[j + k]!;
    s1 += a[i + k + 1]! * b[j + k + 1]!;
    s2 += a[i + k + 2]! * b[j + k + 2]!;
    s3 += a[i + k + 3]! * b[j + k + 3]!;
  }
  for (; k < n; k++) s0 += a[i + k]! * b[j + k]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * The products of two rows x, x + n with four rows y, y + 1 n .. y + 3 n, of `length` numbers each, into `to[0 .. 8)`, the
 * first row's first. Six loads for eight products: a dot product alone needs sixteen, and loads are what limits it.
 */
export function tile(
  a: Float64Array,
  x0: number,
  x1: number,
  y: number,
  stride: number,
  length: number,
  to: Float64Array,
): void {
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  const [y1, y2, y3] = [y + stride, y + 2 * stride, y + 3 * stride];
  for (let k = 0; k < length; k++) {
    const p = a[x0 + k]!;
    const q = a[x1 + k]!;
    const b0 = a[y + k]!;
    const b1 = a[y1 + k]!;
    const b2 = a[y2 + k]!;
    const b3 = a[y3 + k]!;
    s00 += p * b0;
    s01 += p * b1;
    s02 += p * b2;
    s03 += p * b3;
    s10 += q * b0;
    s11 += q * b1;
    s12 += q * b2;
    s13 += q * b3;
  }
  to[0] = s00;
  to[1] = s01;
  to[2] = s02;
  to[3] = s03;
  to[4] = s10;
  to[5] = s11;
  to[6] = s12;
  to[7] = s13;
}

const products = new Float64Array(8);

/**
 * Replaces the lower triangle of a symmetric matrix by its Cholesky factor; false when it is not positive definite. Two
 * columns at a time, four rows at a time: the factor is read once for eight numbers.
 */
export function cholesky(a: Float64Array, n: number): boolean {
  const column = (row: number, j: number): void => {
    a[row * n + j] = (a[row * n + j]! - dot(a, row * n, a, j * n, j)) / a[j * n + j]!;
  };
  const diagonal = (j: number): boolean => {
    const pivot = a[j * n + j]! - dot(a, j * n, a, j * n, j);
    a[j * n + j] = Math.sqrt(pivot);
    return pivot > 0;
  };
  for (let j = 0; j < n; j += 2) {
    if (!diagonal(j)) return false;
    if (j + 1 === n) break;
    column(j + 1, j);
    if (!diagonal(j + 1)) return false;
    const [first, second] = [j * n, (j + 1) * n];
    const [scale, cross, scale2] = [1 / a[first + j]!, a[second + j]!, 1 / a[second + j + 1]!];
    let i = j + 2;
    for (; i + 3 < n; i += 4) {
      tile(a, first, second, i * n, n, j, products);
      for (let r = 0; r < 4; r++) {
        const at = (i + r) * n + j;
        const left = (a[at]! - products[r]!) * scale;
        a[at] = left;
        a[at + 1] = (a[at + 1]! - products[4 + r]! - left * cross) * scale2;
      }
    }
    for (; i < n; i++) {
      column(i, j);
      column(i, j + 1);
    }
  }
  return true;
}

/** Solves L y = b in place. */
export function forward(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) b[i] = (b[i]! - dot(l, i * n, b, 0, i)) / l[i * n + i]!;
}

/** Solves L^T x = y in place. */
export function backward(l: Float64Array, n: number, y: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const value = y[i]! / l[i * n + i]!;
    y[i] = value;
    for (let j = 0; j < i; j++) y[j] = y[j]! - l[i * n + j]! * value;
  }
}

/** Solves A x = b in place by elimination with row pivots; A is destroyed. False when A is singular. */
export function solve(a: Float64Array, n: number, b: Float64Array): boolean {
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[best * n + k]!)) best = i;
    if (a[best * n + k] === 0) return false;
    if (best !== k) {
      for (let j = k; j < n; j++) {
        [a[k * n + j], a[best * n + j]] = [a[best * n + j]!, a[k * n + j]!];
      }
      [b[k], b[best]] = [b[best]!, b[k]!];
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) a[i * n + j] = a[i * n + j]! - factor * a[k * n + j]!;
      b[i] = b[i]! - factor * b[k]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let j = i + 1; j < n; j++) sum -= a[i * n + j]! * b[j]!;
    b[i] = sum / a[i * n + i]!;
  }
  return true;
}

/** The factor of a covariance, with a ridge of `fallback` x trace / n only where it is needed. */
export function factorOf(operation: string, matrix: Float64Array, n: number, fallback: number): Float64Array {
  const factor = matrix.slice();
  if (cholesky(factor, n)) return factor;
  let trace = 0;
  for (let i = 0; i < n; i++) trace += matrix[i * n + i]!;
  factor.set(matrix);
  for (let i = 0; i < n; i++) factor[i * n + i]! += (fallback * trace) / n;
  if (cholesky(factor, n)) return factor;
  throw new SwathError("VALUE", operation, "the covariance of the bands has no inverse", {
    mend: "drop bands that are constant or copies of others",
  });
}

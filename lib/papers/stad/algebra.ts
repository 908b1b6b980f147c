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

/** Replaces the lower triangle of a symmetric matrix by its Cholesky factor; false when it is not positive definite. */
export function cholesky(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      a[row + j] = (a[row + j]! - dot(a, row, a, other, j)) / a[other + j]!;
    }
    const pivot = a[row + i]! - dot(a, row, a, row, i);
    if (!(pivot > 0)) return false;
    a[row + i] = Math.sqrt(pivot);
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

import { SwathError } from "../../errors.js";
import { type Lanes, lanes } from "./lanes.js";

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
 * Replaces the lower triangle of a symmetric matrix, which begins at a place of the lanes, by its Cholesky factor; false when it
 * is not positive definite. Two columns at a time, four rows at a time: the factor is read once for eight numbers.
 *
 * @param scratch a place for eight numbers; behind the matrix, the lanes must go on for three more rows, which are read in vain
 */
export function cholesky({ numbers: a, tile }: Lanes, at: number, n: number, scratch: number): boolean {
  for (let j = 0; j < n; j += 2) {
    const [first, second] = [at + j * n, at + (j + 1) * n];
    const single = j + 1 === n;
    let [scale, cross, scale2] = [0, 0, 0];
    for (let i = j; i < n; i += 4) {
      tile(first, single ? first : second, at + i * n, n, j, scratch);
      for (let r = 0; r < 4 && i + r < n; r++) {
        const place = at + (i + r) * n + j;
        const left = a[place]! - a[scratch + r]!;
        const right = a[place + 1]! - a[scratch + 4 + r]!;
        if (i + r === j) {
          if (!(left > 0)) return false;
          a[place] = Math.sqrt(left);
          scale = 1 / a[place]!;
        } else if (i + r === j + 1) {
          cross = left * scale;
          const pivot = right - cross * cross;
          if (!(pivot > 0)) return false;
          a[place] = cross;
          a[place + 1] = Math.sqrt(pivot);
          scale2 = 1 / a[place + 1]!;
        } else {
          a[place] = left * scale;
          a[place + 1] = (right - a[place]! * cross) * scale2;
        }
      }
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
  const work = lanes(n * (n + 3) + 8);
  const { numbers } = work;
  numbers.set(matrix);
  if (cholesky(work, 0, n, n * (n + 3))) return numbers.slice(0, n * n);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += matrix[i * n + i]!;
  numbers.set(matrix);
  for (let i = 0; i < n; i++) numbers[i * n + i]! += (fallback * trace) / n;
  if (cholesky(work, 0, n, n * (n + 3))) return numbers.slice(0, n * n);
  throw new SwathError("VALUE", operation, "the covariance of the bands has no inverse", {
    mend: "drop bands that are constant or copies of others",
  });
}

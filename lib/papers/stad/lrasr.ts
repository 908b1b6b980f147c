import { eigenSymmetric } from "../../data/raster/eigen.js";
import type { Raster } from "../../data/raster/raster.js";
import { isNative, nativeOps } from "../../device/native/op.js";
import { choice, type Key, seed } from "../../device/random/index.js";
import { type Tensor, tf } from "../../device/tf.js";
import { SwathError } from "../../errors.js";
import { factorOf } from "./algebra.js";
import { type Cube, type CubeOptions, cubeOf, mapOf } from "./cube.js";
import { backgroundOf, mahalanobis } from "./rx.js";

/** Settings of {@link lrasr}; the defaults are those of a public MATLAB version (sheet, 3.8). */
export interface LrasrOptions extends CubeOptions {
  /** K: clusters of pixels; 15 unless told. */
  readonly clusters?: number;
  /** P: dictionary pixels of each cluster that has so many; 20 unless told. */
  readonly atoms?: number;
  /** Weight of sparsity; 0.1 unless told. */
  readonly beta?: number;
  /** Weight of the anomalies; 0.1 unless told. */
  readonly lambda?: number;
  /** 115 unless told. */
  readonly iterations?: number;
  /** Where the clusters begin; seed(0) unless told. */
  readonly key?: Key;
  readonly signal?: AbortSignal;
}

const TOLERANCE = 1e-6;
const [MU, GROWTH, MU_MAX] = [1e-3, 1.1, 1e10];

/**
 * Low-rank and sparse representation (LRASR): pixels are mixtures S of a dictionary D of background pixels, X = D S + E, where
 * S has low rank and is sparse, and whole columns of E are zero but for anomalies (sheet, 3.8):
 * min |S|_* + beta |S|_1 + lambda |E|_2,1, by linearised alternating directions. The score is the length of E's column.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateAnomalies } from "swath/data";
 * import { lrasr } from "swath/papers/stad";
 *
 * const scene = simulateAnomalies({ key: seed(1), train: 0, test: 1, size: 12, bands: 6 }).test[0]!.raster;
 * (await lrasr(scene, { clusters: 3, atoms: 5, iterations: 5 })).shape; // [12, 12, 1]
 * ```
 */
export async function lrasr(scene: Raster, options: LrasrOptions = {}): Promise<Raster> {
  const { beta = 0.1, lambda = 0.1, iterations = 115, signal } = options;
  const cube = cubeOf("lrasr", scene, options);
  const pixels = cube.height * cube.width;
  const rows = dictionary(cube, options);
  // Pixels are rows here: X^T = S^T D^T + E^T, all matrices transposed.
  const x = tf.tensor2d(Float32Array.from(cube.data), [pixels, cube.bands]);
  const d = tf.tensor2d(rows.data, [rows.count, cube.bands]);
  // The step length of the linearisation: the largest eigenvalue of D D^T, and 1 for the second constraint.
  const eta = tf.tidy(() => {
    const gram = tf.matMul(d, d, false, true).dataSync() as Float32Array;
    return 1.02 * (Math.max(...eigenSymmetric(Float64Array.from(gram), rows.count).values) + 1);
  });
  let mu = MU;
  let state = tf.tidy(() => ({
    s: tf.zeros([pixels, rows.count]),
    j: tf.zeros([pixels, rows.count]),
    e: tf.zeros([pixels, cube.bands]),
    y1: tf.zeros([pixels, cube.bands]),
    y2: tf.zeros([pixels, rows.count]),
  }));
  const size = tf.tidy(() => tf.norm(x).dataSync()[0] as number);
  try {
    for (let round = 0; round < iterations; round++) {
      if (signal?.aborted) throw new SwathError("ABORTED", "lrasr", "stopped", { cause: signal.reason });
      const { next, off } = tf.tidy(() => {
        const { s, j, e, y1, y2 } = state;
        const left = tf.add(tf.sub(tf.sub(x, tf.matMul(s, d)), e), tf.div(y1, mu));
        const right = tf.add(tf.sub(s, j), tf.div(y2, mu));
        const moved = tf.add(s, tf.div(tf.sub(tf.matMul(left, d, false, true), right), eta));
        const s1 = shrinkRank(moved, 1 / (mu * eta));
        const j1 = soft(tf.add(s1, tf.div(y2, mu)), beta / mu);
        const rest = tf.sub(x, tf.matMul(s1, d));
        const e1 = shrinkRows(tf.add(rest, tf.div(y1, mu)), lambda / mu);
        const [gap1, gap2] = [tf.sub(rest, e1), tf.sub(s1, j1)];
        const next = {
          s: s1,
          j: j1,
          e: e1,
          y1: tf.add(y1, tf.mul(gap1, mu)),
          y2: tf.add(y2, tf.mul(gap2, mu)),
        };
        const off =
          Math.max(...[gap1, gap2].map((gap) => tf.norm(gap).dataSync()[0] as number)) / (size || 1);
        return { next, off };
      });
      tf.dispose(state);
      state = next as typeof state;
      mu = Math.min(MU_MAX, mu * GROWTH);
      if (off < TOLERANCE) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return mapOf(scene, Float64Array.from(tf.tidy(() => tf.norm(state.e, "euclidean", 1).dataSync())));
  } finally {
    tf.dispose([x, d]);
    tf.dispose(state);
  }
}

const soft = (x: Tensor, by: number): Tensor => tf.mul(tf.sign(x), tf.relu(tf.sub(tf.abs(x), by)));

function shrinkRows(x: Tensor, by: number): Tensor {
  const lengths = tf.norm(x, "euclidean", 1, true);
  return tf.mul(x, tf.div(tf.relu(tf.sub(lengths, by)), tf.maximum(lengths, 1e-30)));
}

/** Singular values less by so much: A V diag((s - by)+ / s) V^T, with V and s^2 from the small matrix A^T A. */
function shrinkRank(a: Tensor, by: number): Tensor {
  const gram = tf.matMul(a, a, true, false);
  const n = gram.shape[0] as number;
  const factors = (values: ArrayLike<number>) =>
    Float32Array.from(values, (square) => {
      const singular = Math.sqrt(Math.max(0, square));
      return singular > by ? (singular - by) / singular : 0;
    });
  if (isNative()) {
    const [values, vectors] = nativeOps("SelfAdjointEigV2", [gram], { compute_v: true }, 2) as [
      Tensor,
      Tensor,
    ];
    const scaled = tf.mul(vectors, tf.tensor1d(factors(values.dataSync())));
    return tf.matMul(a, tf.matMul(scaled, vectors, false, true));
  }
  const { values, vectors } = eigenSymmetric(Float64Array.from(gram.dataSync()), n);
  const v = tf.tensor2d(Float32Array.from(vectors), [n, n]); // a row an eigenvector
  const scaled = tf.mul(v, tf.tensor2d(factors(values), [n, 1]));
  return tf.matMul(a, tf.matMul(v, scaled, true, false));
}

/** P pixels of each cluster that lie nearest to its centre by their Mahalanobis distance, as rows. */
function dictionary(
  cube: Cube,
  { clusters = 15, atoms = 20, key = seed(0) }: LrasrOptions,
): { readonly count: number; readonly data: Float32Array } {
  const { bands, data } = cube;
  const members = kMeans(cube, clusters, key);
  const rows: number[] = [];
  for (const cluster of members) {
    if (cluster.length < atoms) continue;
    const own = new Float64Array(cluster.length * bands);
    for (const [i, pixel] of cluster.entries()) {
      own.set(data.subarray(pixel * bands, (pixel + 1) * bands), i * bands);
    }
    const part = { height: 1, width: cluster.length, bands, data: own };
    const { mean, covariance } = backgroundOf(part);
    // A cluster may have fewer pixels than bands: the ridge makes its covariance invertible.
    for (let i = 0; i < bands; i++) covariance[i * bands + i] = covariance[i * bands + i]! + 1e-6;
    const distances = mahalanobis(part, mean, factorOf("lrasr", covariance, bands, 1e-6));
    const nearest = [...cluster.keys()].sort((a, b) => distances[a]! - distances[b]! || a - b);
    rows.push(...nearest.slice(0, atoms).map((i) => cluster[i]!));
  }
  const result = new Float32Array(rows.length * bands);
  for (const [i, pixel] of rows.entries()) {
    result.set(data.subarray(pixel * bands, (pixel + 1) * bands), i * bands);
  }
  return { count: rows.length, data: result };
}

/** Lloyd's iterations from randomly chosen pixels; the pixels of each cluster. */
function kMeans({ bands, data }: Cube, clusters: number, key: Key): number[][] {
  const pixels = data.length / bands;
  const starts = choice(key.fold("clusters"), pixels, Math.min(clusters, pixels), { replace: false });
  const centres = Array.from(starts, (pixel) => data.slice(pixel * bands, (pixel + 1) * bands));
  let owner = new Int32Array(pixels).fill(-1);
  for (let round = 0; round < 100; round++) {
    const next = Int32Array.from({ length: pixels }, (_, pixel) =>
      nearestOf(data, pixel * bands, bands, centres),
    );
    const moved = next.some((cluster, pixel) => cluster !== owner[pixel]);
    owner = next;
    if (!moved) break;
    const counts = new Int32Array(centres.length);
    for (const centre of centres) centre.fill(0);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const centre = centres[owner[pixel]!]!;
      counts[owner[pixel]!]!++;
      for (let band = 0; band < bands; band++) centre[band] = centre[band]! + data[pixel * bands + band]!;
    }
    for (const [cluster, centre] of centres.entries()) {
      for (let band = 0; band < bands; band++) centre[band] = centre[band]! / Math.max(1, counts[cluster]!);
    }
  }
  const members: number[][] = centres.map(() => []);
  for (const [pixel, cluster] of owner.entries()) members[cluster]!.push(pixel);
  return members;
}

function nearestOf(data: Float64Array, at: number, bands: number, centres: readonly Float64Array[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [cluster, centre] of centres.entries()) {
    let distance = 0;
    for (let band = 0; band < bands && distance < least; band++) {
      distance += (data[at + band]! - centre[band]!) ** 2;
    }
    if (distance < least) [best, least] = [cluster, distance];
  }
  return best;
}

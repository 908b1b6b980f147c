import type { Raster } from "../../../lib/data/raster/raster.js";

/** Samples × features, row-major, and their classes. */
export interface Table {
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

/** A lower triangular factor of a symmetric positive definite matrix. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const l = matrix.map(() => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= l[i]![k]! * l[j]![k]!;
      l[i]![j] = i === j ? Math.sqrt(sum) : sum / l[j]![j]!;
    }
  }
  return l;
}

/** Solves L z = x. */
export function whiten(l: readonly (readonly number[])[], x: readonly number[]): number[] {
  const z: number[] = [];
  for (let i = 0; i < x.length; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= l[i]![k]! * z[k]!;
    z.push(sum / l[i]![i]!);
  }
  return z;
}

function meanOf(rows: readonly (readonly number[])[]): number[] {
  return rows[0]!.map((_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length);
}

function covarianceOf(rows: readonly (readonly number[])[], ridge: number): number[][] {
  const mean = meanOf(rows);
  const n = mean.length;
  const out = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (const row of rows) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) out[i]![j]! += ((row[i]! - mean[i]!) * (row[j]! - mean[j]!)) / rows.length;
    }
  }
  const trace = out.reduce((sum, row, i) => sum + row[i]!, 0) / n;
  for (let i = 0; i < n; i++) {
    out[i]![i]! += ridge * trace;
    for (let j = 0; j < i; j++) out[j]![i] = out[i]![j]!;
  }
  return out;
}

/** What linear discriminant analysis (nearest class mean in the whitened space) makes of the test samples. */
function ldaPredictions(train: Table, test: Table): number[] {
  const classes = [...new Set(train.labels)];
  const means = classes.map((c) => meanOf(train.rows.filter((_, i) => train.labels[i] === c)));
  const centred = train.rows.map((row, i) => {
    const mean = means[classes.indexOf(train.labels[i]!)]!;
    return row.map((value, j) => value - mean[j]!);
  });
  const l = cholesky(covarianceOf(centred, 1e-4));
  const centres = means.map((mean) => whiten(l, mean));
  return test.rows.map((row) => {
    const z = whiten(l, row);
    const distances = centres.map((centre) => centre.reduce((sum, v, j) => sum + (v - z[j]!) ** 2, 0));
    return classes[distances.indexOf(Math.min(...distances))]!;
  });
}

/** Share of the test samples that linear discriminant analysis puts right. */
export function ldaAccuracy(train: Table, test: Table): number {
  return average(ldaPredictions(train, test).map((label, i) => (label === test.labels[i] ? 1 : 0)));
}

/** The same, class by class, then the mean over classes: chance is 1 / classes however large each is. */
export function ldaAverageAccuracy(train: Table, test: Table): number {
  const predicted = ldaPredictions(train, test);
  return average(
    [...new Set(test.labels)].map((label) =>
      average(predicted.flatMap((one, i) => (test.labels[i] === label ? [one === label ? 1 : 0] : []))),
    ),
  );
}

/** Pixels of rasters of one place side by side, with their labels; every `step`th pixel. */
export function pixelTable(rasters: readonly Raster[], labels: Raster, step = 1): Table {
  const rows: number[][] = [];
  const classes: number[] = [];
  for (let i = 0; i < labels.data.length; i += step) {
    rows.push(
      rasters.flatMap(({ data, bands }) => Array.from(data.subarray(i * bands, (i + 1) * bands), Number)),
    );
    classes.push(labels.data[i]!);
  }
  return { rows, labels: classes };
}

/** Global RX: squared Mahalanobis distance of each pixel to the mean of all. */
export function globalRx(scene: Raster): number[] {
  const { rows } = pixelTable([scene], scene.mask("map"));
  const mean = meanOf(rows);
  const l = cholesky(covarianceOf(rows, 1e-6));
  return rows.map((row) =>
    whiten(
      l,
      row.map((value, j) => value - mean[j]!),
    ).reduce((sum, z) => sum + z * z, 0),
  );
}

/** How far a pixel is from the mean of the ring around it (5 × 5 guard, 9 × 9 outside). */
export function ringContrast(scene: Raster): number[] {
  const { data, height, width, bands } = scene;
  return Array.from({ length: height * width }, (_, i) => {
    const row = Math.floor(i / width);
    const column = i % width;
    const sum = new Float64Array(bands);
    let count = 0;
    for (let r = Math.max(0, row - 4); r <= Math.min(height - 1, row + 4); r++) {
      for (let c = Math.max(0, column - 4); c <= Math.min(width - 1, column + 4); c++) {
        if (Math.abs(r - row) <= 2 && Math.abs(c - column) <= 2) continue;
        count++;
        for (let b = 0; b < bands; b++) sum[b]! += data[(r * width + c) * bands + b]!;
      }
    }
    return sum.reduce((total, value, b) => total + (data[i * bands + b]! - value / count) ** 2, 0);
  });
}

/** Probability that a positive scores above a negative. */
export function aucOf(scores: readonly number[], positive: ArrayLike<number>): number {
  const order = scores.map((score, i) => ({ score, is: positive[i]! > 0 })).sort((a, b) => a.score - b.score);
  let below = 0;
  let wins = 0;
  let positives = 0;
  for (const { is } of order) {
    if (is) {
      wins += below;
      positives++;
    } else below++;
  }
  return wins / (positives * below);
}

export function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The sheet's small target filter after RX: bilateral filter (cross of five, σ 80 and 1), what is above the median. */
export function smallTargets(rx: readonly number[], width: number): number[] {
  const low = Math.min(...rx);
  const scale = 255 / (Math.max(...rx) - low);
  const map = rx.map((value) => scale * (value - low));
  const smooth = map.map((value, i) => {
    let sum = value;
    let total = 1;
    for (const j of [i - 1, i + 1, i - width, i + width]) {
      const other = map[j];
      if (other === undefined) continue;
      const weight = Math.exp(-((other - value) ** 2) / (2 * 80 ** 2) - 0.5);
      sum += weight * other;
      total += weight;
    }
    return sum / total;
  });
  const median = smooth.toSorted((a, b) => a - b)[(smooth.length - 1) >> 1]!;
  return smooth.map((value) => Math.max(0, value - median));
}

/** Mean of the scores of the background after scaling all to 0 … 1. */
export function backgroundLevel(scores: readonly number[], positive: ArrayLike<number>): number {
  const low = Math.min(...scores);
  const range = Math.max(...scores) - low;
  return average(scores.flatMap((score, i) => (positive[i]! > 0 ? [] : [(score - low) / range])));
}

import { ShapeError } from "../../errors.js";
import { covariance } from "./covariance.js";
import { eigenSymmetric } from "./eigen.js";
import type { Raster } from "./raster.js";
import type { MaskOption } from "./statistics.js";

/** Principal components learnt from a raster. */
export interface Pca {
  readonly mean: Float64Array;
  /** components × bands, row-major, unit rows; the largest entry of each is positive. */
  readonly components: Float64Array;
  /** Variance along each component, falling. */
  readonly variance: Float64Array;
  /** Each variance as a share of all. */
  readonly share: Float64Array;
  /** A raster of the same bands in the components' coordinates, float32; no-data becomes NaN. */
  apply(raster: Raster): Raster;
  /** Back to bands, float32. */
  invert(scores: Raster): Raster;
}

/**
 * Principal component analysis of the bands of a raster.
 *
 * @example
 * ```ts
 * import { pca, Raster } from "swath/data";
 *
 * const scene = new Raster(new Float32Array([0, 0, 1, 1, 2, 2]), { height: 1, width: 3, bands: 2 });
 * const { share, apply } = pca(scene, { components: 1 });
 * share; // Float64Array [1]: one component says all
 * apply(scene).shape; // [1, 3, 1]
 * ```
 */
export function pca(
  raster: Raster,
  options: MaskOption & {
    /** How many are kept; all unless told. */
    readonly components?: number;
  } = {},
): Pca {
  const { bands } = raster;
  const count = options.components ?? bands;
  if (!(Number.isInteger(count) && count >= 1 && count <= bands)) {
    throw new ShapeError("pca", `${count} components of ${bands} bands`, { mend: `give 1 … ${bands}` });
  }
  const { mean, matrix } = covariance(raster, options);
  const { values, vectors } = eigenSymmetric(matrix, bands);
  // Rounding may leave the smallest a hair below zero.
  const all = values.map((value) => Math.max(0, value));
  const total = all.reduce((sum, value) => sum + value, 0);
  const components = vectors.slice(0, count * bands);
  const variance = all.slice(0, count);
  const expect = (given: Raster, wanted: number) => {
    if (given.bands === wanted) return;
    throw new ShapeError("pca", `${given} has ${given.bands} bands, ${wanted} are expected`, {
      mend: "give the bands it was learnt from",
    });
  };
  return {
    mean,
    components,
    variance,
    share: variance.map((value) => (total > 0 ? value / total : 0)),
    apply: (given) => {
      expect(given, bands);
      const out = new Float32Array(given.height * given.width * count);
      const centred = new Float64Array(bands);
      for (let from = 0, to = 0; from < given.data.length; from += bands, to += count) {
        for (let band = 0; band < bands; band++) {
          const value = given.data[from + band]!;
          centred[band] = value === given.noData ? Number.NaN : value - mean[band]!;
        }
        for (let k = 0; k < count; k++) {
          let sum = 0;
          for (let band = 0, at = k * bands; band < bands; band++, at++)
            sum += centred[band]! * components[at]!;
          out[to + k] = sum;
        }
      }
      const names = Array.from({ length: count }, (_, k) => `PC${k + 1}`);
      const noData = given.noData === undefined ? undefined : Number.NaN;
      return given.with(out, { bands: count, bandNames: names, wavelengths: undefined, noData });
    },
    invert: (scores) => {
      expect(scores, count);
      const out = new Float32Array(scores.height * scores.width * bands);
      const sums = new Float64Array(bands);
      for (let from = 0, to = 0; from < scores.data.length; from += count, to += bands) {
        sums.set(mean);
        for (let k = 0; k < count; k++) {
          const score = scores.data[from + k]!;
          for (let band = 0, at = k * bands; band < bands; band++, at++)
            sums[band] = sums[band]! + score * components[at]!;
        }
        out.set(sums, to);
      }
      return scores.with(out, { bands, bandNames: raster.bandNames, wavelengths: raster.wavelengths });
    },
  };
}

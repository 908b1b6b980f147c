import { ShapeError, ValueError } from "../../errors.js";
import { allFinite, type Numbers, wholeNumber } from "../check.js";

/** What `cka` takes besides the two tables. */
export interface CkaOptions {
  /** How many samples: the rows of both row-major tables. */
  readonly samples: number;
}

/**
 * Linear centred kernel alignment of two representations of the same samples, 0 to 1 (Kornblith et al., ICML 2019): 1
 * when one is a rotation and scaling of the other. Tables are row-major, one row a sample, and may differ in width.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const a = [1, 0, 0, 1, 1, 1, 3, 2]; // four samples, two features
 * const turned = [0, 1, 1, 0, 1, 1, 2, 3];
 * metrics.cka(a, turned, { samples: 4 }); // 1
 * metrics.cka(a, [1, 2, 4, 3], { samples: 4 }); // 0.21262162778128116
 * ```
 */
export function cka(a: Numbers, b: Numbers, { samples }: CkaOptions): number {
  wholeNumber("cka", "samples", samples, 2);
  const x = centred("cka", "first", a, samples);
  const y = centred("cka", "second", b, samples);
  const self = Math.sqrt(alignment(x, x, samples)) * Math.sqrt(alignment(y, y, samples));
  if (self === 0) {
    throw new ValueError("cka", "one representation is the same for every sample", {
      mend: "give representations that vary",
    });
  }
  return alignment(x, y, samples) / self;
}

function centred(operation: string, which: string, table: Numbers, samples: number): Float64Array {
  const width = table.length / samples;
  if (!Number.isInteger(width) || width === 0) {
    throw new ShapeError(operation, `the ${which} table has ${table.length} numbers for ${samples} samples`, {
      mend: "give a row-major table with one row a sample",
    });
  }
  allFinite(operation, `number of the ${which} table,`, table);
  const result = Float64Array.from(table);
  for (let column = 0; column < width; column++) {
    let sum = 0;
    for (let i = column; i < result.length; i += width) sum += result[i]!;
    const mean = sum / samples;
    for (let i = column; i < result.length; i += width) result[i]! -= mean;
  }
  return result;
}

/** The squared Frobenius norm of YᵀX, by features or by samples, whichever is less work. */
function alignment(x: Float64Array, y: Float64Array, samples: number): number {
  const [p, q] = [x.length / samples, y.length / samples];
  if (p * q <= (samples * (p + q)) / 2) return squares(product(x, y, samples, p, q));
  // The same number as the sum of XXᵀ times YYᵀ, entry by entry.
  let sum = 0;
  for (let i = 0; i < samples; i++) {
    for (let j = 0; j <= i; j++) {
      sum += (i === j ? 1 : 2) * rowProduct(x, p, i, j) * rowProduct(y, q, i, j);
    }
  }
  return sum;
}

function product(x: Float64Array, y: Float64Array, samples: number, p: number, q: number): Float64Array {
  const result = new Float64Array(p * q);
  for (let n = 0; n < samples; n++) {
    for (let i = 0; i < p; i++) {
      const value = x[n * p + i]!;
      for (let j = 0; j < q; j++) result[i * q + j]! += value * y[n * q + j]!;
    }
  }
  return result;
}

function rowProduct(x: Float64Array, width: number, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += x[i * width + k]! * x[j * width + k]!;
  return sum;
}

const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);

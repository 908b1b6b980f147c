import { ValueError } from "../../errors.js";

/** Mean, spread and number of some values. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1); NaN of a single value. */
  readonly deviation: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Values that a statistic can be made of: one at least, all finite. */
export function checkValues(operation: string, values: readonly number[]): void {
  if (values.length === 0)
    throw new ValueError(operation, "there are no values", { mend: "give one at least" });
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new ValueError(operation, `value ${bad} is ${values[bad]}`, {
      mend: "leave out what was not measured",
    });
  }
}

/** The mean; 0 of nothing. */
export const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Mean, sample deviation, median and extremes.
 *
 * @example
 * ```ts
 * import { summary } from "swath/experiment";
 *
 * const { mean, deviation } = summary([1, 2, 3]);
 * [mean, deviation]; // [2, 1]
 * ```
 */
export function summary(values: readonly number[]): Summary {
  checkValues("summary", values);
  const n = values.length;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = [...values].sort((a, b) => a - b);
  const middle = n >> 1;
  return {
    n,
    mean,
    deviation: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)),
    median: n % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2,
    min: sorted[0]!,
    max: sorted[n - 1]!,
  };
}

import { integers, type Key, seed } from "../../device/random/index.js";
import type { Interval } from "../claim.js";
import { studentQuantile } from "./student.js";
import { checkValues, meanOf, summary } from "./summary.js";

/** Below this many values a bootstrap is too narrow, and the t interval is taken, which assumes normal errors. */
const FEW = 6;
/** At most this many resamples are enumerated; more are drawn. */
const EXACT = 50_000;
const DRAWS = 10_000;

/**
 * The 95 % interval of a mean: none for a single value; Student's t for 2 to 5 values, where a bootstrap would be too
 * narrow; the bootstrap's percentiles for 6 and more, over all resamples where these are few (n <= 6), else over 10,000
 * that are drawn from a fixed key, so that the same values always give the same interval.
 *
 * @example
 * ```ts
 * import { meanInterval } from "swath/experiment";
 *
 * meanInterval([1, 2, 3])?.low; // -0.484: three values say little
 * meanInterval([1]); // undefined
 * ```
 */
export function meanInterval(values: readonly number[], key: Key = seed(0)): Interval | undefined {
  checkValues("meanInterval", values);
  const n = values.length;
  if (n < 2) return undefined;
  if (n < FEW) {
    const { mean, deviation } = summary(values);
    const half = (studentQuantile(0.975, n - 1) * deviation) / Math.sqrt(n);
    return { low: mean - half, high: mean + half, method: "t" };
  }
  const exact = n ** n <= EXACT;
  const means = exact ? everyResample(values) : drawnResamples(values, key);
  means.sort();
  return {
    low: percentile(means, 0.025),
    high: percentile(means, 0.975),
    method: exact ? "exact bootstrap" : "bootstrap",
  };
}

function everyResample(values: readonly number[]): Float64Array {
  const n = values.length;
  const means = new Float64Array(n ** n);
  for (let code = 0; code < means.length; code++) {
    let rest = code;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += values[rest % n]!;
      rest = Math.floor(rest / n);
    }
    means[code] = sum / n;
  }
  return means;
}

function drawnResamples(values: readonly number[], key: Key): Float64Array {
  const n = values.length;
  const picks = integers(key.fold("bootstrap"), [DRAWS, n], { max: n });
  const means = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[picks[draw * n + i]!]!;
    means[draw] = sum / n;
  }
  return means;
}

/** Linear between the neighbours, as NumPy's default. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/**
 * The difference of means of two unpaired groups, `a` minus `b`, with its 95 % interval (Welch's t).
 *
 * @example
 * ```ts
 * import { differenceInterval } from "swath/experiment";
 *
 * differenceInterval([3, 4, 5], [1, 2, 3]).difference; // 2
 * ```
 */
export function differenceInterval(
  a: readonly number[],
  b: readonly number[],
): { readonly difference: number; readonly interval: Interval | undefined } {
  const difference = meanOf(a) - meanOf(b);
  if (a.length < 2 || b.length < 2) return { difference, interval: undefined };
  const [va, vb] = [summary(a).deviation ** 2 / a.length, summary(b).deviation ** 2 / b.length];
  if (va + vb === 0) return { difference, interval: { low: difference, high: difference, method: "t" } };
  const freedom = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  const half = studentQuantile(0.975, freedom) * Math.sqrt(va + vb);
  return { difference, interval: { low: difference - half, high: difference + half, method: "t" } };
}

import { ValueError } from "../../errors.js";
import { allFinite, type Numbers, notNaN, sameLength } from "../check.js";

/**
 * Pearson's correlation of two lists, -1 to 1.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.pearson([1, 2, 3, 4], [1, 3, 2, 4]); // 0.7999999999999998
 * ```
 */
export function pearson(a: Numbers, b: Numbers): number {
  sameLength("pearson", a, b, ["numbers in the first list", "in the second"]);
  allFinite("pearson", "number of the first list,", a);
  allFinite("pearson", "number of the second list,", b);
  return correlation("pearson", a, b);
}

/**
 * Spearman's rank correlation of two lists, -1 to 1: Pearson's of the ranks, equal values sharing their mean rank.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.spearman([1, 2, 3, 100], [2, 4, 4, 9]); // 0.9486832980505138
 * ```
 */
export function spearman(a: Numbers, b: Numbers): number {
  sameLength("spearman", a, b, ["numbers in the first list", "in the second"]);
  notNaN("spearman", "number of the first list,", a);
  notNaN("spearman", "number of the second list,", b);
  return correlation("spearman", ranks(a), ranks(b));
}

/**
 * The ranks of values, from 1; equal values share the mean of their ranks.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.ranks([10, 30, 20, 20]); // Float64Array [1, 4, 2.5, 2.5]
 * ```
 */
export function ranks(values: Numbers): Float64Array {
  notNaN("ranks", "value", values);
  const order = Uint32Array.from({ length: values.length }, (_, i) => i);
  order.sort((i, j) => (values[i]! < values[j]! ? -1 : values[i]! > values[j]! ? 1 : 0));
  const result = new Float64Array(values.length);
  let start = 0;
  while (start < order.length) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let k = start; k < end; k++) result[order[k]!] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}

function correlation(operation: string, a: Numbers, b: Numbers): number {
  const n = a.length;
  if (n < 2) {
    throw new ValueError(operation, `${n} pairs of numbers`, { mend: "give at least two" });
  }
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  if (squareA === 0 || squareB === 0) {
    throw new ValueError(operation, "one list is constant, so nothing can vary with it", {
      mend: "give lists that vary",
    });
  }
  return Math.max(-1, Math.min(1, both / (Math.sqrt(squareA) * Math.sqrt(squareB))));
}

function mean(values: Numbers): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

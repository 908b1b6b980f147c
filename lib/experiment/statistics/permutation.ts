import { integers, type Key, permutation, seed } from "../../device/random/index.js";
import { checkValues } from "./summary.js";

/** Up to this many differences all sign patterns are tried. */
const EXACT = 16;
const DRAWS = 20_000;
/** Up to this many ways to part two groups all are tried. */
const PARTINGS = 50_000;
/** Sums that differ by rounding alone count as equal. */
const SLACK = 1e-12;

/**
 * The two-sided p-value of the sign-flip permutation test: how often the mean of the differences would be as far from 0
 * when each of them might as well have had the other sign. Exact for up to 16 differences (with n of them no p below
 * 2 / 2^n is possible), else from 20,000 patterns drawn from a fixed key.
 *
 * @example
 * ```ts
 * import { signFlip } from "swath/experiment";
 *
 * signFlip([1, 2, 3]); // 0.25: with three pairs nothing can be surer than that
 * ```
 */
export function signFlip(differences: readonly number[], key: Key = seed(0)): number {
  checkValues("signFlip", differences);
  const n = differences.length;
  const scale = differences.reduce((sum, value) => sum + Math.abs(value), 0);
  const limit = Math.abs(differences.reduce((sum, value) => sum + value, 0)) - SLACK * scale;
  if (n <= EXACT) {
    let reached = 0;
    for (let pattern = 0; pattern < 2 ** n; pattern++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += pattern & (1 << i) ? -differences[i]! : differences[i]!;
      if (Math.abs(sum) >= limit) reached++;
    }
    return reached / 2 ** n;
  }
  const signs = integers(key.fold("sign flip"), [DRAWS, n], { max: 2 });
  let reached = 1; // the pattern that was seen
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += signs[draw * n + i] ? -differences[i]! : differences[i]!;
    if (Math.abs(sum) >= limit) reached++;
  }
  return reached / (DRAWS + 1);
}

/**
 * The two-sided p-value of the permutation test of two groups that are not paired: how often the difference of their means
 * would be as large when the values were dealt out anew. Exact where there are at most 50,000 ways to deal, else from
 * 20,000 drawn from a fixed key.
 *
 * @example
 * ```ts
 * import { permutationTest } from "swath/experiment";
 *
 * permutationTest([4, 5, 6], [1, 2, 3]); // 0.1: 2 of the 20 ways to part six values
 * ```
 */
export function permutationTest(a: readonly number[], b: readonly number[], key: Key = seed(0)): number {
  checkValues("permutationTest", a);
  checkValues("permutationTest", b);
  const all = [...a, ...b];
  const total = all.reduce((sum, value) => sum + value, 0);
  const size = all.reduce((sum, value) => sum + Math.abs(value), 0);
  const n = a.length;
  // The difference of means grows with the first group's sum alone.
  const difference = (sum: number) => Math.abs(sum / n - (total - sum) / b.length);
  const limit = difference(a.reduce((sum, value) => sum + value, 0)) - (SLACK * size) / Math.min(n, b.length);
  if (partings(all.length, n) <= PARTINGS) {
    let [reached, tried] = [0, 0];
    const deal = (from: number, left: number, sum: number): void => {
      if (left === 0) {
        tried++;
        if (difference(sum) >= limit) reached++;
        return;
      }
      for (let i = from; i <= all.length - left; i++) deal(i + 1, left - 1, sum + all[i]!);
    };
    deal(0, n, 0);
    return reached / tried;
  }
  const deals = key.fold("permutation");
  let reached = 1; // the dealing that was seen
  for (let draw = 0; draw < DRAWS; draw++) {
    const order = permutation(deals.fold(draw), all.length);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += all[order[i]!]!;
    if (difference(sum) >= limit) reached++;
  }
  return reached / (DRAWS + 1);
}

function partings(of: number, n: number): number {
  let ways = 1;
  for (let i = 1; i <= n && ways <= PARTINGS; i++) ways = (ways * (of - n + i)) / i;
  return ways;
}

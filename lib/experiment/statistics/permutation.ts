import { integers, type Key, seed } from "../../device/random/index.js";
import { checkValues } from "./summary.js";

/** Up to this many differences all sign patterns are tried. */
const EXACT = 16;
const DRAWS = 20_000;
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

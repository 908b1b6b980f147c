import { ValueError } from "../../errors.js";
import { type Numbers, sameLength, zeroOrOne } from "../check.js";

/**
 * Scores of what is sought and of the rest, each ascending. Every ranking score follows from merging the two lists, so
 * nothing is ever ordered through an index: two plain sorts of typed arrays do, also for ten million scores.
 */
export interface Sorted {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

export function sorted(operation: string, scores: Numbers, truth: Numbers): Sorted {
  const n = sameLength(operation, scores, truth, ["scores", "truths"]);
  let count = 0;
  for (let i = 0; i < n; i++) count += Number(truth[i] === 1);
  const positives = new Float64Array(count);
  const negatives = new Float64Array(n - count);
  let [p, q] = [0, 0];
  for (let i = 0; i < n; i++) {
    const label = truth[i]!;
    const score = scores[i]!;
    if (Number.isNaN(score)) throw scoreIsNaN(operation, i);
    zeroOrOne(operation, "truth", label, i);
    if (label === 1) positives[p++] = score;
    else negatives[q++] = score;
  }
  return { positives: positives.sort(), negatives: negatives.sort() };
}

export function scoreIsNaN(operation: string, at: number): ValueError {
  return new ValueError(operation, `score ${at} is NaN`, {
    mend: "leave such elements out, or mend what computed them",
  });
}

/** Refuses a truth of one class only where the score is not defined without both. */
export function bothClasses(operation: string, { positives, negatives }: Sorted): void {
  if (positives.length > 0 && negatives.length > 0) return;
  throw new ValueError(
    operation,
    `the truth has ${positives.length} ones and ${negatives.length} zeros, and the score compares the two`,
    { mend: "give a truth with both" },
  );
}

export function somePositive(operation: string, { positives }: Sorted): void {
  if (positives.length > 0) return;
  throw new ValueError(operation, "the truth has no 1, so there is nothing to find", {
    mend: "give a truth with ones, or leave this class out",
  });
}

/**
 * Goes down the thresholds: for every distinct score, highest first, says how many positives and negatives score at
 * least as much.
 */
export function descend(
  { positives, negatives }: Sorted,
  visit: (threshold: number, found: number, wrong: number) => void,
): void {
  let p = positives.length;
  let q = negatives.length;
  while (p > 0 || q > 0) {
    const threshold =
      q === 0 || (p > 0 && positives[p - 1]! > negatives[q - 1]!) ? positives[p - 1]! : negatives[q - 1]!;
    while (p > 0 && positives[p - 1] === threshold) p--;
    while (q > 0 && negatives[q - 1] === threshold) q--;
    visit(threshold, positives.length - p, negatives.length - q);
  }
}

/** The Mann-Whitney statistic over all pairs: a pair in the right order counts 1, a tie 1/2. */
export function mannWhitney(lists: Sorted): number {
  // Twice the statistic stays a whole number, so the sum is exact.
  let [doubled, found, wrong] = [0, 0, 0];
  const pairs = lists.positives.length * lists.negatives.length;
  descend(lists, (_, nowFound, nowWrong) => {
    doubled += (nowWrong - wrong) * (found + nowFound);
    found = nowFound;
    wrong = nowWrong;
  });
  return doubled / 2 / pairs;
}

/** Average precision: the precision at every threshold, weighted by the recall that it adds. */
export function stepwiseArea(lists: Sorted): number {
  let [area, before] = [0, 0];
  descend(lists, (_, found, wrong) => {
    if (found === before) return;
    area += (found - before) * (found / (found + wrong));
    before = found;
  });
  return area / lists.positives.length;
}

import type { Key } from "../../device/random/key.js";
import { permutation } from "../../device/random/sampling.js";
import { ShapeError, ValueError } from "../../errors.js";
import { checkedSplit, type Split } from "./split.js";

/** How labels are read. */
export interface LabelOptions {
  readonly key: Key;
  /** Labels that mean "unlabelled" and belong to no part, such as [0] in label maps; none unless told. */
  readonly ignore?: readonly number[];
}

/** The indices of each class, classes ascending. */
export function byClass(labels: ArrayLike<number>, ignore: readonly number[] = []): Map<number, number[]> {
  const classes = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (ignore.includes(label)) continue;
    const members = classes.get(label);
    if (members) members.push(i);
    else classes.set(label, [i]);
  }
  return new Map([...classes].sort(([a], [b]) => a - b));
}

/** The members in random order; the class's own key, so that one class does not move another's. */
export function shuffled(key: Key, members: readonly number[]): number[] {
  return Array.from(permutation(key, members.length), (i) => members[i]!);
}

export function ascending(indices: readonly number[]): Int32Array {
  return Int32Array.from(indices).sort();
}

/** Fractions by part, checked: none negative, in sum at most 1. */
export function checkedFractions(
  operation: string,
  parts: Readonly<Record<string, number>>,
): [string, number][] {
  const entries = Object.entries(parts);
  const sum = entries.reduce((total, [, fraction]) => total + fraction, 0);
  if (entries.length === 0 || !entries.every(([, fraction]) => fraction >= 0) || !(sum <= 1 + 1e-9)) {
    throw new ValueError(operation, `the fractions ${JSON.stringify(parts)} are no shares of a whole`, {
      mend: "give fractions of at least 0 that sum to at most 1",
    });
  }
  return entries;
}

/**
 * Cuts `length` things into parts by largest remainders: every part gets its fraction rounded down or up, and together they
 * get the sum of the fractions, rounded.
 */
export function shares(length: number, fractions: readonly number[]): number[] {
  const exact = fractions.map((fraction) => fraction * length);
  // A product such as 0.29 × 100 falls a hair below the whole number that is meant.
  const counts = exact.map((value) => Math.floor(value + 1e-9));
  const total = Math.min(length, Math.round(exact.reduce((sum, value) => sum + value, 0)));
  const byRemainder = exact
    .map((value, i) => ({ i, rest: value - counts[i]! }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  for (const { i, rest } of byRemainder) {
    if (left <= 0) break;
    if (rest <= 1e-9) continue;
    counts[i] = counts[i]! + 1;
    left--;
  }
  return counts;
}

/**
 * A random split in which every class has the same fractions of its own samples (to within one).
 *
 * Neighbouring pixels of one scene leak into each other: for them take {@link spatialBlocks}.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { stratifiedSplit } from "swath/data";
 *
 * const labels = [...new Array(80).fill(0), ...new Array(20).fill(1)];
 * const { parts } = stratifiedSplit(labels, { parts: { train: 0.8, test: 0.2 }, key: seed(1) });
 * parts.test!.filter((i) => labels[i] === 1).length; // 4
 * ```
 */
export function stratifiedSplit(
  labels: ArrayLike<number>,
  options: LabelOptions & {
    /** The fraction of each part; what they leave over is in none. */
    readonly parts: Readonly<Record<string, number>>;
  },
): Split {
  const { key, ignore } = options;
  const wanted = checkedFractions("stratifiedSplit", options.parts);
  const fractions = wanted.map(([, fraction]) => fraction);
  const taken = wanted.map((): number[] => []);
  for (const [label, members] of byClass(labels, ignore)) {
    const order = shuffled(key.fold(label), members);
    let from = 0;
    shares(members.length, fractions).forEach((count, part) => {
      taken[part]!.push(...order.slice(from, from + count));
      from += count;
    });
  }
  return checkedSplit("stratifiedSplit", {
    method: "stratified",
    seed: String(key),
    count: labels.length,
    settings: { ...options.parts, ...(ignore ? { ignore } : {}) },
    parts: Object.fromEntries(wanted.map(([name], part) => [name, ascending(taken[part]!)])),
  });
}

/**
 * A fixed number of training samples of each class, as hyperspectral papers do; all others are for testing.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { perClassSplit } from "swath/data";
 *
 * const labels = Uint8Array.from({ length: 90 }, (_, i) => i % 3);
 * const { parts } = perClassSplit(labels, { train: 10, key: seed(1), ignore: [0] });
 * [parts.train!.length, parts.test!.length]; // [20, 40]
 * ```
 */
export function perClassSplit(
  labels: ArrayLike<number>,
  options: LabelOptions & {
    /** Samples a class, or by class: `{ 1: 129, 2: 125 }`. */
    readonly train: number | Readonly<Record<number, number>>;
    /** At most so many validation samples a class, taken before the test samples; none unless told. */
    readonly validation?: number;
    /** At most so many test samples a class; all unless told. */
    readonly test?: number;
  },
): Split {
  const { key, ignore, train, validation = 0, test = Number.POSITIVE_INFINITY } = options;
  const taken: Record<"train" | "validation" | "test", number[]> = { train: [], validation: [], test: [] };
  for (const [label, members] of byClass(labels, ignore)) {
    const wanted = typeof train === "number" ? train : train[label];
    if (wanted === undefined || !Number.isSafeInteger(wanted) || wanted < 0 || wanted > members.length) {
      throw new ValueError(
        "perClassSplit",
        `class ${label} has ${members.length} samples, ${wanted} are wanted for training`,
        { mend: "give fewer for this class, or list it in ignore" },
      );
    }
    const order = shuffled(key.fold(label), members);
    taken.train.push(...order.slice(0, wanted));
    taken.validation.push(...order.slice(wanted, wanted + validation));
    taken.test.push(...order.slice(wanted + validation).slice(0, test));
  }
  return checkedSplit("perClassSplit", {
    method: "per class",
    seed: String(key),
    count: labels.length,
    settings: {
      train: typeof train === "number" ? train : JSON.stringify(train),
      ...(validation > 0 ? { validation } : {}),
      ...(Number.isFinite(test) ? { test } : {}),
      ...(ignore ? { ignore } : {}),
    },
    parts: {
      train: ascending(taken.train),
      ...(validation > 0 ? { validation: ascending(taken.validation) } : {}),
      test: ascending(taken.test),
    },
  });
}

/**
 * `folds` splits in which every labelled sample is tested exactly once; classes are spread evenly over the folds.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { kFold } from "swath/data";
 *
 * const folds = kFold([0, 0, 0, 0, 1, 1, 1, 1], { folds: 4, key: seed(1) });
 * folds.map(({ parts }) => parts.test!.length); // [2, 2, 2, 2]: one of each class
 * ```
 */
export function kFold(
  labels: ArrayLike<number>,
  options: LabelOptions & {
    /** 5 unless told. */
    readonly folds?: number;
  },
): Split[] {
  const { key, ignore, folds = 5 } = options;
  const classes = byClass(labels, ignore);
  const total = [...classes.values()].reduce((sum, members) => sum + members.length, 0);
  if (!Number.isSafeInteger(folds) || folds < 2 || folds > total) {
    throw new ShapeError("kFold", `${folds} folds of ${total} samples`, {
      mend: "give at least 2 folds and no more than samples",
    });
  }
  const tested = Array.from({ length: folds }, (): number[] => []);
  // Classes are dealt on where the last one ended, so that small classes do not all fill the first folds.
  let next = 0;
  for (const [label, members] of classes) {
    for (const index of shuffled(key.fold(label), members)) tested[next++ % folds]!.push(index);
  }
  return tested.map((test, fold) =>
    checkedSplit("kFold", {
      method: "k-fold",
      seed: String(key),
      count: labels.length,
      settings: { folds, fold, ...(ignore ? { ignore } : {}) },
      parts: {
        train: ascending(tested.flatMap((others, i) => (i === fold ? [] : others))),
        test: ascending(test),
      },
    }),
  );
}

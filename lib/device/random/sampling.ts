import { ValueError } from "../../errors.js";
import { type Key, start } from "./key.js";
import { countOf } from "./options.js";
import { fillBits, type Position, skip } from "./philox.js";

/** How {@link choice} draws. */
export interface ChoiceOptions {
  /** May the same index come twice? No unless told. */
  readonly replace?: boolean;
  /** `n` non-negative weights, not all zero; all alike unless told. */
  readonly weights?: ArrayLike<number>;
}

/** Reads a key's words one after the other. */
class WordReader {
  #position: Position;
  readonly #words: Uint32Array;
  #next: number;

  constructor(key: Key, expected: number) {
    this.#position = start(key);
    this.#words = new Uint32Array(Math.min(4096, Math.max(8, Math.ceil(expected / 4) * 4)));
    this.#next = this.#words.length;
  }

  word(): number {
    if (this.#next === this.#words.length) {
      fillBits(this.#position, this.#words);
      this.#position = skip(this.#position, this.#words.length / 4);
      this.#next = 0;
    }
    return this.#words[this.#next++]!;
  }

  /** An integer in [0, bound) without bias: words of the incomplete last multiple of `bound` are passed over. */
  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const word = this.word();
      if (word < limit) return word % bound;
    }
  }

  /** A double in [0, 1) with 53 random bits. */
  unit(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }
}

/**
 * The numbers 0 … n - 1 in random order, every order equally likely (Fisher and Yates' shuffle).
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * random.permutation(random.seed(1), 5); // Int32Array(5): 0 … 4 in some order
 * ```
 */
export function permutation(key: Key, n: number): Int32Array {
  return choice(key, n, n);
}

/**
 * `k` of the numbers 0 … n - 1 in random order. Without replacement and weights they are the first `k` of
 * {@link permutation} with the same key; with weights each next one is drawn in proportion to the weights of those left.
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * random.choice(random.seed(1), 100, 3); // three different numbers below 100
 * random.choice(random.seed(1), 3, 10, { replace: true, weights: [0.7, 0.2, 0.1] }); // mostly 0
 * ```
 */
export function choice(
  key: Key,
  n: number,
  k: number,
  { replace = false, weights }: ChoiceOptions = {},
): Int32Array {
  for (const count of [n, k]) {
    countOf("choice", count);
    if (count > 2 ** 31)
      throw new ValueError("choice", `${count} is beyond int32`, { mend: "choose among fewer" });
  }
  if (k > 0 && (replace ? n === 0 : k > n)) {
    throw new ValueError("choice", `cannot take ${k} of ${n}`, {
      mend: replace ? "give n of at least 1" : "give a smaller k, or replace: true",
    });
  }
  if (weights === undefined) return replace ? drawEvenly(key, n, k) : shuffleFirst(key, n, k);
  const checked = checkWeights(weights, n);
  return replace ? drawWeighted(key, checked, k) : weightedFirst(key, checked, k);
}

function drawEvenly(key: Key, n: number, k: number): Int32Array {
  const reader = new WordReader(key, k);
  return Int32Array.from({ length: k }, () => reader.below(n));
}

/** The first `k` steps of a shuffle; when `k` is small, positions never touched are not stored. */
function shuffleFirst(key: Key, n: number, k: number): Int32Array {
  const reader = new WordReader(key, k);
  const out = new Int32Array(k);
  if (k * 16 < n) {
    const moved = new Map<number, number>();
    for (let i = 0; i < k; i++) {
      const j = i + reader.below(n - i);
      out[i] = moved.get(j) ?? j;
      moved.set(j, moved.get(i) ?? i);
    }
    return out;
  }
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let i = 0; i < k; i++) {
    const j = i + reader.below(n - i);
    out[i] = order[j]!;
    order[j] = order[i]!;
  }
  return out;
}

function checkWeights(weights: ArrayLike<number>, n: number): Float64Array {
  const checked = Float64Array.from(weights);
  const sum = checked.reduce((total, weight) => total + weight, 0);
  if (checked.length !== n || !checked.every((weight) => weight >= 0) || !(sum > 0 && sum < Infinity)) {
    throw new ValueError("choice", `the ${checked.length} weights do not weigh ${n} things`, {
      mend: "give n finite weights, none negative and not all zero",
    });
  }
  return checked;
}

function drawWeighted(key: Key, weights: Float64Array, k: number): Int32Array {
  let total = 0;
  const cumulative = weights.map((weight) => {
    total += weight;
    return total;
  });
  const last = weights.findLastIndex((weight) => weight > 0);
  const reader = new WordReader(key, 2 * k);
  return Int32Array.from({ length: k }, () => firstAbove(cumulative, reader.unit() * total, last));
}

/**
 * The first index whose cumulative weight exceeds `value`, which is never one of weight zero; `last` where rounding has
 * made `value` the whole sum.
 */
function firstAbove(cumulative: Float64Array, value: number, last: number): number {
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Efraimidis and Spirakis (2006): the k smallest waiting times, exponential with the weights as rates. */
function weightedFirst(key: Key, weights: Float64Array, k: number): Int32Array {
  const possible = weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0);
  if (k > possible) {
    throw new ValueError("choice", `cannot take ${k} of ${possible} things with a weight above zero`, {
      mend: "give a smaller k, or replace: true",
    });
  }
  const reader = new WordReader(key, 2 * weights.length);
  const waits = weights.map((weight) => -Math.log1p(-reader.unit()) / weight);
  const order = Int32Array.from(weights.keys()).filter((i) => weights[i]! > 0);
  return order.sort((a, b) => waits[a]! - waits[b]! || a - b).slice(0, k);
}

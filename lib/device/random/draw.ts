import { affine, bitsAt, integersAt, normalAt, truncatedNormalAt, uniformAt } from "./distributions.js";
import { type Key, start } from "./key.js";
import { countOf, integerRange, probability, type Size, spread } from "./options.js";

/** The interval [min, max) of a uniform draw; [0, 1) unless told. */
export interface UniformOptions {
  readonly min?: number;
  readonly max?: number;
}

/** Mean (0) and standard deviation (1) of a normal draw. */
export interface NormalOptions {
  readonly mean?: number;
  readonly std?: number;
}

/** The integers from `min` (0) up to but without `max`, within the range of int32. */
export interface IntegerOptions {
  readonly min?: number;
  readonly max: number;
}

/**
 * Random 32-bit words.
 *
 * @example
 * ```ts
 * import { bits, seed } from "swath/device";
 *
 * bits(seed(0), 4)[0]!.toString(16); // "6627e8d5", the generator's published first word
 * ```
 */
export function bits(key: Key, size: Size): Uint32Array {
  return bitsAt(start(key), countOf("bits", size));
}

/**
 * Numbers spread evenly over [min, max), with 23 random bits each; `size` is a count or a shape (whose product counts).
 * Where `max - min` is small beside `min`, rounding to float32 can give `max` itself.
 *
 * @example
 * ```ts
 * import { seed, uniform } from "swath/device";
 *
 * uniform(seed(1), [2, 3]); // Float32Array(6), in [0, 1)
 * uniform(seed(1), 6, { min: -1, max: 1 }); // the same six, stretched
 * ```
 */
export function uniform(key: Key, size: Size, { min = 0, max = 1 }: UniformOptions = {}): Float32Array {
  const n = countOf("uniform", size);
  const [scale, shift] = spread("uniform", min, max);
  return affine(uniformAt(start(key), n), scale, shift);
}

/**
 * Normally distributed numbers.
 *
 * @example
 * ```ts
 * import { normal, seed } from "swath/device";
 *
 * const x = normal(seed(1), 10_000, { mean: 5, std: 2 });
 * x.reduce((sum, value) => sum + value, 0) / x.length; // about 5
 * ```
 */
export function normal(key: Key, size: Size, { mean = 0, std = 1 }: NormalOptions = {}): Float32Array {
  return affine(normalAt(start(key), countOf("normal", size)), Math.fround(std), Math.fround(mean));
}

/**
 * Normally distributed numbers within two standard deviations of the mean: what lies outside is drawn again.
 *
 * @example
 * ```ts
 * import { seed, truncatedNormal } from "swath/device";
 *
 * Math.max(...truncatedNormal(seed(1), 1000, { std: 0.02 })); // below 0.04
 * ```
 */
export function truncatedNormal(
  key: Key,
  size: Size,
  { mean = 0, std = 1 }: NormalOptions = {},
): Float32Array {
  const values = truncatedNormalAt(start(key), countOf("truncatedNormal", size));
  return affine(values, Math.fround(std), Math.fround(mean));
}

/**
 * Integers from [min, max). They are `min + word mod (max - min)`, TensorFlow's rule: when the range does not divide
 * 2^32 the smaller numbers are likelier by at most range / 2^32. ({@link permutation} and {@link choice} have no bias.)
 *
 * @example
 * ```ts
 * import { integers, seed } from "swath/device";
 *
 * integers(seed(1), 5, { max: 10 }); // Int32Array(5), each 0 … 9
 * ```
 */
export function integers(key: Key, size: Size, { min = 0, max }: IntegerOptions): Int32Array {
  const n = countOf("integers", size);
  integerRange("integers", min, max);
  return integersAt(start(key), n, min, max);
}

/**
 * Ones with probability `p` (0.5 unless told), else zeros: where {@link uniform} of the same key is below `p`.
 *
 * @example
 * ```ts
 * import { bernoulli, seed } from "swath/device";
 *
 * bernoulli(seed(1), 8, 0.25); // Uint8Array(8), about a quarter of them 1
 * ```
 */
export function bernoulli(key: Key, size: Size, p = 0.5): Uint8Array {
  const n = countOf("bernoulli", size);
  const threshold = Math.fround(probability("bernoulli", p));
  return Uint8Array.from(uniformAt(start(key), n), (u) => (u < threshold ? 1 : 0));
}

import { bitsAt } from "./distributions.js";
import { type Key, start } from "./key.js";
import {
  countOf,
  type IntegerOptions,
  type NormalOptions,
  type Size,
  type UniformOptions,
} from "./options.js";
import { carryOut, flagPlan, integerPlan, normalPlan, uniformPlan } from "./plan.js";

/**
 * Random 32-bit words.
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * random.bits(random.seed(0), 4)[0]!.toString(16); // "6627e8d5", the generator's published first word
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
 * import { random } from "swath/device";
 *
 * random.uniform(random.seed(1), [2, 3]); // Float32Array(6), in [0, 1)
 * random.uniform(random.seed(1), 6, { min: -1, max: 1 }); // the same six, stretched
 * ```
 */
export function uniform(key: Key, size: Size, options?: UniformOptions): Float32Array {
  return carryOut(uniformPlan("uniform", options), start(key), countOf("uniform", size));
}

/**
 * Normally distributed numbers.
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * const x = random.normal(random.seed(1), 10_000, { mean: 5, std: 2 });
 * x.reduce((sum, value) => sum + value, 0) / x.length; // about 5
 * ```
 */
export function normal(key: Key, size: Size, options?: NormalOptions): Float32Array {
  return carryOut(normalPlan("normal", "normal", options), start(key), countOf("normal", size));
}

/**
 * Normally distributed numbers within two standard deviations of the mean: what lies outside is drawn again.
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * Math.max(...random.truncatedNormal(random.seed(1), 1000, { std: 0.02 })); // below 0.04
 * ```
 */
export function truncatedNormal(key: Key, size: Size, options?: NormalOptions): Float32Array {
  const plan = normalPlan("truncatedNormal", "truncatedNormal", options);
  return carryOut(plan, start(key), countOf("truncatedNormal", size));
}

/**
 * Integers from [min, max). They are `min + word mod (max - min)`, TensorFlow's rule: when the range does not divide
 * 2^32 the smaller numbers are likelier by at most range / 2^32. ({@link permutation} and {@link choice} have no bias.)
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * random.integers(random.seed(1), 5, { max: 10 }); // Int32Array(5), each 0 … 9
 * ```
 */
export function integers(key: Key, size: Size, options: IntegerOptions): Int32Array {
  return carryOut(integerPlan("integers", options), start(key), countOf("integers", size));
}

/**
 * Ones with probability `p` (0.5 unless told), else zeros: where {@link uniform} of the same key is below `p`.
 *
 * @example
 * ```ts
 * import { random } from "swath/device";
 *
 * random.bernoulli(random.seed(1), 8, 0.25); // Uint8Array(8), about a quarter of them 1
 * ```
 */
export function bernoulli(key: Key, size: Size, p = 0.5): Uint8Array {
  return carryOut(flagPlan("bernoulli", p), start(key), countOf("bernoulli", size));
}

import { type Key, uniform } from "../../device/random/index.js";

/** Uniform in [-bound, bound). */
export const symmetric = (key: Key, shape: readonly number[], bound: number): Float32Array =>
  uniform(key, shape, { min: -bound, max: bound });

export { bernoulli, bits, integers, normal, truncatedNormal, uniform } from "./draw.js";
export { Generator, generator } from "./generator.js";
export { type Key, seed } from "./key.js";
export type { IntegerOptions, NormalOptions, Size, UniformOptions } from "./options.js";
export type { Words } from "./philox.js";
export { type ChoiceOptions, choice, permutation } from "./sampling.js";

export {
  bernoulli,
  bits,
  type IntegerOptions,
  integers,
  type NormalOptions,
  normal,
  truncatedNormal,
  type UniformOptions,
  uniform,
} from "./draw.js";
export { type Key, seed } from "./key.js";
export type { Size } from "./options.js";
export type { Words } from "./philox.js";
export { type ChoiceOptions, choice, permutation } from "./sampling.js";

import type { Key } from "../../device/random/index.js";

/**
 * How a parameter begins: from a key and what is known of the layer to the values. `fanIn` and `fanOut` are the
 * numbers of inputs of one output and of outputs of one input.
 */
export type Initializer = (key: Key, spec: InitSpec) => Float32Array;

/** What an initialiser knows of the parameter. */
export interface InitSpec {
  readonly shape: readonly number[];
  readonly fanIn: number;
  readonly fanOut: number;
}

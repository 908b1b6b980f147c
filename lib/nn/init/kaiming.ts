import { normal } from "../../device/random/index.js";
import { gain, type Nonlinearity } from "./gain.js";
import type { Initializer } from "./initializer.js";
import { symmetric } from "./symmetric.js";

/** Options of the Kaiming initialisers. */
export interface KaimingOptions {
  /** What follows the layer; "relu" unless told. */
  readonly nonlinearity?: Nonlinearity;
  /** Whether to keep the variance of the values ("in") or of the gradients ("out"); "in" unless told. */
  readonly fan?: "in" | "out";
}

/**
 * Uniform in ± gain · sqrt(3 / fan). With `{ leakyRelu: Math.sqrt(5) }` it is PyTorch's default of convolutions and
 * linear layers.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.linear({ in: 64, out: 10, key: seed(1), init: nn.kaimingUniform({ nonlinearity: "relu" }) });
 * ```
 */
export function kaimingUniform({ nonlinearity = "relu", fan = "in" }: KaimingOptions = {}): Initializer {
  return (key, { shape, fanIn, fanOut }) =>
    symmetric(key, shape, gain(nonlinearity) * Math.sqrt(3 / (fan === "in" ? fanIn : fanOut)));
}

/**
 * Normal with standard deviation gain / sqrt(fan): ResNet's initialisation with `fan: "out"`.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.conv2d({ in: 3, out: 16, kernel: 3, key: seed(1), init: nn.kaimingNormal({ fan: "out" }) });
 * ```
 */
export function kaimingNormal({ nonlinearity = "relu", fan = "in" }: KaimingOptions = {}): Initializer {
  return (key, { shape, fanIn, fanOut }) =>
    normal(key, shape, { std: gain(nonlinearity) / Math.sqrt(fan === "in" ? fanIn : fanOut) });
}

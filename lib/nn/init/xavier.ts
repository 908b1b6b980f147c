import { normal } from "../../device/random/index.js";
import type { Initializer } from "./initializer.js";
import { symmetric } from "./symmetric.js";

/**
 * Uniform in ± scale · sqrt(6 / (fanIn + fanOut)).
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.linear({ in: 64, out: 64, key: seed(1), init: nn.xavierUniform() });
 * ```
 */
export function xavierUniform(scale = 1): Initializer {
  return (key, { shape, fanIn, fanOut }) => symmetric(key, shape, scale * Math.sqrt(6 / (fanIn + fanOut)));
}

/**
 * Normal with standard deviation scale · sqrt(2 / (fanIn + fanOut)).
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.linear({ in: 64, out: 64, key: seed(1), init: nn.xavierNormal() });
 * ```
 */
export function xavierNormal(scale = 1): Initializer {
  return (key, { shape, fanIn, fanOut }) =>
    normal(key, shape, { std: scale * Math.sqrt(2 / (fanIn + fanOut)) });
}

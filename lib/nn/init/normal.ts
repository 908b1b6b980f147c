import { normal, truncatedNormal } from "../../device/random/index.js";
import type { Initializer } from "./initializer.js";

/**
 * Normal with a standard deviation (1 unless told) and mean (0).
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.embedding({ count: 10, dim: 4, key: seed(1), init: nn.normalInit(0.02) });
 * ```
 */
export function normalInit(std = 1, mean = 0): Initializer {
  return (key, { shape }) => normal(key, shape, { mean, std });
}

/**
 * Normal, cut at two standard deviations (0.02 unless told): the initialisation of vision transformers.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.linear({ in: 64, out: 64, key: seed(1), init: nn.truncatedNormalInit(0.02) });
 * ```
 */
export function truncatedNormalInit(std = 0.02, mean = 0): Initializer {
  return (key, { shape }) => truncatedNormal(key, shape, { mean, std });
}

import { uniform } from "../../device/random/index.js";
import type { Initializer } from "./initializer.js";

/**
 * Uniform in [min, max).
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.linear({ in: 2, out: 2, key: seed(1), init: nn.uniformInit(-0.1, 0.1) });
 * ```
 */
export function uniformInit(min = 0, max = 1): Initializer {
  return (key, { shape }) => uniform(key, shape, { min, max });
}

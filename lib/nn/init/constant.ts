import type { Initializer } from "./initializer.js";

/**
 * One number everywhere.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.linear({ in: 2, out: 2, key: seed(1), biasInit: nn.constantInit(0) });
 * ```
 */
export function constantInit(value = 0): Initializer {
  return (_, { shape }) => new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);
}

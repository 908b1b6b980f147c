import type { Numbers } from "../check.js";

/** The indices by falling score; of equal scores the earlier first. */
export function descending(scores: Numbers): Uint32Array {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i);
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}

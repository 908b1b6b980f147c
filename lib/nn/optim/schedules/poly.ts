import { type DecayOptions, progress } from "./cosine.js";
import type { Schedule } from "./schedule.js";

/**
 * `base` · (1 - t / over)^power, down to `end`: the schedule of segmentation networks, linear with power 1.
 *
 * @param options `power` is 0.9 unless told
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * nn.poly(0.01, { over: 100, power: 1 })(25); // 0.0075
 * ```
 */
export const poly =
  (base: number, { over, end = 0, power = 0.9 }: DecayOptions & { readonly power?: number } = {}): Schedule =>
  (t, total = 1) =>
    end + (base - end) * (1 - progress(t, over ?? total)) ** power;

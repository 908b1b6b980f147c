import type { Schedule } from "./schedule.js";

/** Where a schedule ends. */
export interface DecayOptions {
  /** The length of the way; what the caller of the schedule says unless told here. */
  readonly over?: number;
  /** The rate at the end; 0 unless told. */
  readonly end?: number;
}

/** How much of the way is behind: 0 … 1. */
export const progress = (t: number, over: number): number => Math.min(Math.max(t / over, 0), 1);

/**
 * Half a cosine from `base` to `end`, PyTorch's CosineAnnealingLR.
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * const rate = nn.cosine(0.1, { over: 100 });
 * rate(0); // 0.1
 * rate(50); // 0.05
 * rate(100); // 0
 * ```
 */
export const cosine =
  (base: number, { over, end = 0 }: DecayOptions = {}): Schedule =>
  (t, total = 1) =>
    end + ((base - end) * (1 + Math.cos(Math.PI * progress(t, over ?? total)))) / 2;

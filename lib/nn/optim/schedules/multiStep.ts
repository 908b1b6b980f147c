import type { Schedule } from "./schedule.js";

/** How {@link multiStep} goes down. */
export interface MultiStepOptions {
  /** When the rate changes. */
  readonly at: readonly number[];
  /** What it is multiplied by each time; 0.1 unless told. */
  readonly factor?: number;
}

/**
 * `base`, multiplied by `factor` at each of some times, PyTorch's MultiStepLR.
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * const rate = nn.multiStep(0.1, { at: [80, 120] });
 * rate(79); // 0.1
 * rate(80); // 0.01
 * ```
 */
export const multiStep =
  (base: number, { at, factor = 0.1 }: MultiStepOptions): Schedule =>
  (t) =>
    base * factor ** at.filter((time) => t >= time).length;

import { ValueError } from "../../../errors.js";
import type { Schedule } from "./schedule.js";

/** How {@link stepDecay} goes down. */
export interface StepOptions {
  /** How long a rate is kept. */
  readonly every: number;
  /** What it is multiplied by then; 0.1 unless told. */
  readonly factor?: number;
}

/**
 * `base` · factor^floor(t / every), PyTorch's StepLR.
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * nn.stepDecay(0.1, { every: 30 })(65); // about 0.001
 * ```
 */
export function stepDecay(base: number, { every, factor = 0.1 }: StepOptions): Schedule {
  if (!(every > 0))
    throw new ValueError("stepDecay", `every is ${every}`, { mend: "give a positive length" });
  return (t) => base * factor ** Math.floor(t / every);
}

import { ValueError } from "../../../errors.js";
import { rateAt, type Schedule } from "./schedule.js";

/** How {@link warmUp} begins. */
export interface WarmUpOptions {
  /** How long the rate rises. */
  readonly over: number;
  /** Share of the rate at the beginning; 0 unless told. */
  readonly from?: number;
}

/**
 * A straight rise to another schedule (or a fixed rate), which begins after it. A `total` that the caller gives counts
 * the rise.
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * const rate = nn.warmUp(nn.cosine(0.1, { over: 90 }), { over: 10 });
 * rate(5); // 0.05
 * rate(10); // 0.1
 * rate(100); // 0
 * ```
 */
export function warmUp(then: number | Schedule, { over, from = 0 }: WarmUpOptions): Schedule {
  if (!(over >= 0)) throw new ValueError("warmUp", `over is ${over}`, { mend: "give a length of 0 or more" });
  return (t, total) => {
    const left = total === undefined ? undefined : total - over;
    if (t >= over) return rateAt(then, t - over, left);
    return rateAt(then, 0, left) * (from + ((1 - from) * t) / over);
  };
}

import { type History, type LoopOptions, loop, type StepValues } from "../../lib/nn/loop.js";
import { host } from "./host.js";
import { liveReport } from "./live.js";

/** How a training loop is shown and stopped. */
export interface TrainOptions extends Pick<LoopOptions, "signal" | "every"> {
  readonly title?: string;
}

/**
 * Runs training steps with a live picture below the cell: bar, steps a second, time left, values and curves. Stops
 * between two steps when the cell is interrupted. On a terminal it draws a bar.
 *
 * @param total how many steps
 * @param step one step, usually a captured one; what it returns is followed
 *
 * @example
 * ```ts
 * import { sw } from "swath/notebook";
 *
 * const history = await sw.train(20, (t) => ({ loss: Math.exp(-t / 5) }), { title: "a trial" });
 * history.curves.loss?.length; // 20
 * ```
 */
export async function train(
  total: number,
  step: (t: number) => StepValues | Promise<StepValues>,
  options: TrainOptions = {},
): Promise<History> {
  const { title, every } = options;
  // A signal of the caller's own stands beside the cell's: the user may still press stop.
  const signals = [options.signal, host()?.signal].filter((signal) => signal !== undefined);
  const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
  return loop(total, step, {
    ...(signal && { signal }),
    ...(every !== undefined && { every }),
    report: liveReport(title, signal),
  });
}

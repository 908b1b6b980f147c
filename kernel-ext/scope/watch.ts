import { host } from "./host.js";
import { liveReport } from "./live.js";

/** What is handed to work that runs on its own: it stops when the signal says so and tells how far it is. */
export interface Watched {
  readonly signal: AbortSignal;
  readonly report: (fraction: number, words?: string, values?: Readonly<Record<string, number>>) => void;
}

/** Pictures are made at most so often (ms). */
const EVERY = 250;

/**
 * Watches work of the library that trains by itself: the same live picture as {@link train} shows, and the interrupt
 * button stops the work between two steps.
 *
 * @param title what is drawn above the curves
 *
 * @example
 * ```ts
 * import { sw } from "swath/notebook";
 *
 * const { signal, report } = sw.watch("a trial");
 * for (let i = 1; i <= 3 && !signal.aborted; i++) report(i / 3, `step ${i}`, { loss: 1 / i });
 * ```
 */
export function watch(title?: string): Watched {
  const show = liveReport(title);
  const signal = host()?.signal ?? new AbortController().signal;
  const begin = performance.now();
  const curves: Record<string, number[]> = {};
  let [done, shown] = [0, begin];
  const state = (fraction: number, outcome: "running" | "done" | "stopped") => ({
    done,
    // Work tells its share, once a step.
    total: Math.round(done / fraction),
    seconds: (performance.now() - begin) / 1000,
    curves,
    outcome,
  });
  const stopped = () => {
    if (done > 0) show(state(reached, "stopped"));
  };
  let reached = 0;
  signal.addEventListener("abort", stopped, { once: true });
  return {
    signal,
    report: (fraction, _words, values = {}) => {
      for (const [name, value] of Object.entries(values)) {
        curves[name] ??= new Array<number>(done).fill(Number.NaN);
        curves[name].push(value);
      }
      done++;
      for (const curve of Object.values(curves)) if (curve.length < done) curve.push(Number.NaN);
      reached = fraction;
      const now = performance.now();
      const finished = fraction >= 1;
      if (finished) signal.removeEventListener("abort", stopped);
      if (!finished && now - shown < EVERY) return;
      shown = now;
      show(state(fraction, finished ? "done" : "running"));
    },
  };
}

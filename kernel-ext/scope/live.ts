import { AsyncResource } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { LoopState } from "../../lib/nn/loop.js";
import { display } from "../display.js";
import { view } from "../views/index.js";
import { host } from "./host.js";

/** Curves are drawn at most so often (ms): a picture costs about 30. */
const REDRAW = 1000;

/** How long (ms) a stopped loop may take to say so itself. */
const FAREWELL = 100;

/**
 * Shows how work goes: as a picture below the cell that changes in place, or as a bar on a terminal. When the signal
 * stops the work and it does not say so itself, the picture says it.
 */
export const liveReport = (title: string | undefined, signal?: AbortSignal): ((state: LoopState) => void) =>
  host() ? inNotebook(title, signal) : onTerminal(title);

function inNotebook(title: string | undefined, signal: AbortSignal | undefined): (state: LoopState) => void {
  const id = randomUUID();
  let shown: ReturnType<typeof display> | undefined;
  let drawn = Number.NEGATIVE_INFINITY;
  let latest: LoopState | undefined;
  const report = (state: LoopState): void => {
    latest = state;
    if (state.outcome !== "running") signal?.removeEventListener("abort", stopped);
    const { done, total, seconds, curves } = state;
    const rate = seconds > 0 ? done / seconds : null;
    host()?.emit({
      type: "progress",
      id,
      label: title ?? "training",
      done,
      total,
      rate,
      eta: rate ? (total - done) / rate : null,
      values: Object.fromEntries(
        Object.entries(curves).map(([name, values]) => [name, values.at(-1) ?? Number.NaN]),
      ),
      finished: state.outcome !== "running",
      shown: true,
    });
    if (state.outcome === "running" && performance.now() - drawn < REDRAW) return;
    drawn = performance.now();
    const picture = view.progress({ ...state, ...(title !== undefined && { title }) });
    if (shown) void shown.update(picture);
    else shown = display(picture);
  };
  // An interrupt also ends the timer or the fetch that a step waits for: such a step never ends, and nor does its loop.
  // The picture must not say for ever that it runs. Bound to the cell, for the interrupt comes from outside of it.
  const stopped = AsyncResource.bind(() => {
    setTimeout(() => {
      if (latest?.outcome !== "running") return;
      const done = Math.max(latest.done, ...Object.values(latest.curves).map(({ length }) => length));
      report({ ...latest, done, outcome: "stopped" });
    }, FAREWELL).unref();
  });
  signal?.addEventListener("abort", stopped);
  return report;
}

function onTerminal(title: string | undefined): (state: LoopState) => void {
  const stream = process.stderr;
  return (state) => {
    const text = `${title ? `${title}  ` : ""}${String(view.progress(state))}`;
    if (stream.isTTY) stream.write(`\r\x1b[2K${text}${state.outcome === "running" ? "" : "\n"}`);
    else if (state.outcome !== "running") stream.write(`${text}\n`);
  };
}

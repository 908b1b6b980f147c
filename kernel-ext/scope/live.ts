import { randomUUID } from "node:crypto";
import type { LoopState } from "../../lib/nn/loop.js";
import { display } from "../display.js";
import { view } from "../views/index.js";
import { host } from "./host.js";

/** Curves are drawn at most so often (ms): a picture costs about 30. */
const REDRAW = 1000;

/** Shows how work goes: as a picture below the cell that changes in place, or as a bar on a terminal. */
export const liveReport = (title: string | undefined): ((state: LoopState) => void) =>
  host() ? inNotebook(title) : onTerminal(title);

function inNotebook(title: string | undefined): (state: LoopState) => void {
  const id = randomUUID();
  let shown: ReturnType<typeof display> | undefined;
  let drawn = Number.NEGATIVE_INFINITY;
  return (state) => {
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
}

function onTerminal(title: string | undefined): (state: LoopState) => void {
  const stream = process.stderr;
  return (state) => {
    const text = `${title ? `${title}  ` : ""}${String(view.progress(state))}`;
    if (stream.isTTY) stream.write(`\r\x1b[2K${text}${state.outcome === "running" ? "" : "\n"}`);
    else if (state.outcome !== "running") stream.write(`${text}\n`);
  };
}

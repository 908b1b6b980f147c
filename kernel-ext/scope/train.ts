import { randomUUID } from "node:crypto";
import { type History, type LoopOptions, type LoopState, loop, type StepValues } from "../../lib/nn/loop.js";
import { display } from "../display.js";
import { view } from "../views/index.js";
import { host } from "./host.js";

/** How a training loop is shown and stopped. */
export interface TrainOptions extends Pick<LoopOptions, "signal" | "every"> {
  readonly title?: string;
}

/** Curves are drawn at most so often (ms): a picture costs about 30. */
const REDRAW = 1000;

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
  const { title, signal = host()?.signal, every } = options;
  const report = host() ? inNotebook(title) : onTerminal(title);
  return loop(total, step, { ...(signal && { signal }), ...(every !== undefined && { every }), report });
}

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

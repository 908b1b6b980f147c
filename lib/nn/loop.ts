import { type Tensor, tf } from "../device/tf.js";
import { SwathError, ValueError } from "../errors.js";

/** What a step gives back to be followed: scalars by name, as tensors (which are read and freed) or numbers. */
export type StepValues = Readonly<Record<string, Tensor | number | undefined>> | Tensor | number;

/** Where a loop stands. */
export interface LoopState {
  readonly done: number;
  readonly total: number;
  readonly seconds: number;
  /** Every value that was read, by name; a NaN stands where a step did not give it. */
  readonly curves: Readonly<Record<string, readonly number[]>>;
  readonly outcome: "running" | "done" | "stopped" | "failed";
}

/** What a finished loop leaves. */
export interface History extends LoopState {
  /** The values of the last step. */
  readonly last: Readonly<Record<string, number>>;
}

/** How a loop runs. */
export interface LoopOptions {
  /** Stops between steps; the loop then throws an ABORTED error that carries the history. */
  readonly signal?: AbortSignal;
  /** Hears how it goes, at most every `every` milliseconds, and at the end. */
  readonly report?: (state: LoopState) => void;
  /** 250 unless told. */
  readonly every?: number;
}

/** The longest that the event loop waits for its turn (ms): timers, interrupts and displays live on it. */
const TURN = 40;

/**
 * Runs steps one after the other, reads what they return, and gives the event loop its turns.
 *
 * @param total how many steps
 * @param step one step: `t` counts from 0; a tensor or number returned alone is called `loss`
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * const history = await nn.loop(10, (t) => ({ loss: 1 / (1 + t) }));
 * history.last.loss; // 0.1
 * history.curves.loss?.length; // 10
 * ```
 */
export async function loop(
  total: number,
  step: (t: number) => StepValues | Promise<StepValues>,
  options: LoopOptions = {},
): Promise<History> {
  if (!Number.isInteger(total) || total < 0)
    throw new ValueError("loop", `${total} steps`, { mend: "give a whole number of steps" });
  const { signal, report, every = 250 } = options;
  const begin = performance.now();
  const curves: Record<string, number[]> = {};
  let last: Record<string, number> = {};
  let [reported, turned, done] = [begin, begin, 0];
  const state = (outcome: LoopState["outcome"]): LoopState => ({
    done,
    total,
    seconds: (performance.now() - begin) / 1000,
    curves,
    outcome,
  });
  for (; done < total; done++) {
    if (signal?.aborted) {
      report?.(state("stopped"));
      throw new LoopStopped({ ...state("stopped"), last });
    }
    try {
      last = numbersOf(await step(done));
    } catch (error) {
      report?.(state("failed"));
      throw error;
    }
    note(curves, last, done);
    const now = performance.now();
    if (now - reported >= every) {
      report?.({ ...state("running"), done: done + 1 });
      reported = now;
    }
    if (now - turned >= TURN) {
      await new Promise(setImmediate);
      turned = performance.now();
    }
  }
  report?.(state("done"));
  return { ...state("done"), last };
}

/**
 * A loop that its signal has stopped, with what it had done.
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * const error = await nn.loop(10, () => 0, { signal: AbortSignal.abort() }).catch((e) => e);
 * error instanceof nn.LoopStopped && error.history.done; // 0
 * ```
 */
export class LoopStopped extends SwathError {
  readonly history: History;

  constructor(history: History) {
    super("ABORTED", "loop", `stopped after ${history.done} of ${history.total} steps`, {
      mend: "the state is that of the last whole step; run it again to go on",
    });
    this.history = history;
  }
}

function numbersOf(values: StepValues): Record<string, number> {
  const named =
    typeof values === "number" || values instanceof tf.Tensor
      ? { loss: values }
      : (values as Readonly<Record<string, Tensor | number | undefined>>);
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(named)) {
    if (value === undefined) continue;
    if (typeof value === "number") numbers[name] = value;
    else if (value.size === 1) {
      numbers[name] = value.dataSync()[0] as number;
      value.dispose();
    } else {
      throw new ValueError("loop", `the step's ${name} has shape [${value.shape}]`, {
        mend: "return scalars; take a mean or leave it out",
      });
    }
  }
  return numbers;
}

function note(curves: Record<string, number[]>, values: Readonly<Record<string, number>>, at: number): void {
  for (const name of Object.keys(values)) curves[name] ??= new Array<number>(at).fill(Number.NaN);
  for (const [name, curve] of Object.entries(curves)) curve.push(values[name] ?? Number.NaN);
}

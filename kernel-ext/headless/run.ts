import { dirname, resolve } from "node:path";
import type { CellError, SessionEvent } from "../session/events.js";
import { Session } from "../session/session.js";
import { CellClock } from "./clock.js";
import type { Cell, Notebook } from "./nbformat.js";
import { OutputCollector } from "./outputs.js";

/** How far a run is, for whoever shows it. */
export type RunReport =
  | { readonly type: "cell"; readonly index: number; readonly total: number; readonly firstLine: string }
  | {
      readonly type: "progress";
      readonly label: string;
      readonly done: number;
      readonly total: number | null;
    };

export interface RunOptions {
  /** The notebook's path: cells resolve packages and files from its folder. */
  readonly file: string;
  /** Seconds that a cell may take; no limit unless told. */
  readonly timeout?: number;
  /** Go on after a cell that fails; false unless told. */
  readonly allowErrors?: boolean;
  readonly signal?: AbortSignal;
  readonly onReport?: (report: RunReport) => void;
}

/** A cell that ended the run. */
export interface RunFailure {
  /** Zero-based place among all cells. */
  readonly index: number;
  readonly error: CellError;
}

export interface RunResult {
  readonly notebook: Notebook;
  readonly failure: RunFailure | null;
  /** Somebody has stopped the run; the notebook holds what was done until then. */
  readonly stopped: boolean;
}

const tagged = ({ metadata }: Cell, tag: string) =>
  Array.isArray(metadata["tags"]) && metadata["tags"].includes(tag);

/**
 * Runs a notebook from top to bottom in this process. The first cell that fails ends the run, unless errors are
 * allowed, for all cells or for one by the tag `raises-exception`; the cells behind it come back without outputs.
 */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<RunResult> {
  const { file, timeout, allowErrors = false, signal, onReport } = options;
  const clock = new CellClock((count) => session.interrupt(count));
  const session = new Session({ cwd: dirname(resolve(file)), stop: clock.stop });
  const collector = new OutputCollector();
  session.subscribe((event: SessionEvent) => {
    collector.add(event);
    if (event.type === "progress")
      onReport?.({ type: "progress", label: event.label, done: event.done, total: event.total });
  });
  const interrupt = () => session.interrupt();
  signal?.addEventListener("abort", interrupt);
  const counts = new Map<string, number>();
  let failure: RunFailure | null = null;
  let stopped = false;
  try {
    // Starting the compiler is nothing that the first cell does.
    await Promise.all([clock.ready(), session.warmUp()]);
    for (const [index, cell] of notebook.cells.entries()) {
      if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
      stopped ||= signal?.aborted ?? false;
      if (failure || stopped) break;
      onReport?.({
        type: "cell",
        index,
        total: notebook.cells.length,
        firstLine: cell.source.trim().split("\n")[0] ?? "",
      });
      const { value, late } = await clock.within(timeout, () =>
        session.execute({ code: cell.source, origin: cell.id }),
      );
      counts.set(cell.id, value.executionCount);
      let { error } = value;
      if (value.interrupted && late) {
        error = timedOut(timeout ?? 0);
        collector.replaceError(cell.id, error);
      } else stopped ||= value.interrupted;
      if (error && !stopped && !allowErrors && !tagged(cell, "raises-exception")) failure = { index, error };
    }
    stopped ||= signal?.aborted ?? false;
  } finally {
    signal?.removeEventListener("abort", interrupt);
    session.close();
    clock.close();
  }
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.cell_type !== "code") return cell;
    return { ...cell, outputs: collector.of(cell.id), execution_count: counts.get(cell.id) ?? null };
  });
  return { notebook: { ...notebook, cells }, failure, stopped };
}

function timedOut(seconds: number): CellError {
  const message = `the cell took longer than ${seconds} s; give it more with --timeout, or a smaller --scale`;
  return { name: "Timeout", message, traceback: [`Timeout: ${message}`] };
}

import { dirname, resolve } from "node:path";
import type { CellError, SessionEvent } from "../session/events.js";
import { Session } from "../session/session.js";
import type { Cell, Notebook, Output } from "./nbformat.js";
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
}

/** How long a cell may take to end after it was told to (ms). */
const GRACE = 5_000;

const tagged = ({ metadata }: Cell, tag: string) =>
  Array.isArray(metadata["tags"]) && metadata["tags"].includes(tag);

/**
 * Runs a notebook from top to bottom in this process. The first cell that fails ends the run, unless errors are
 * allowed, for all cells or for one by the tag `raises-exception`; the cells behind it come back without outputs.
 */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<RunResult> {
  const { file, timeout, allowErrors = false, signal, onReport } = options;
  const session = new Session({ cwd: dirname(resolve(file)) });
  const collector = new OutputCollector();
  session.subscribe((event: SessionEvent) => {
    collector.add(event);
    if (event.type === "progress")
      onReport?.({ type: "progress", label: event.label, done: event.done, total: event.total });
  });
  const interrupt = () => session.interrupt();
  signal?.addEventListener("abort", interrupt);
  const results = new Map<string, { outputs: readonly Output[]; count: number }>();
  let failure: RunFailure | null = null;
  try {
    for (const [index, cell] of notebook.cells.entries()) {
      if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
      if (failure || signal?.aborted) break;
      onReport?.({
        type: "cell",
        index,
        total: notebook.cells.length,
        firstLine: cell.source.trim().split("\n")[0] ?? "",
      });
      collector.begin();
      const outcome = await within(session, cell.source, timeout);
      results.set(cell.id, { outputs: collector.live, count: outcome.executionCount });
      if (outcome.error && !allowErrors && !tagged(cell, "raises-exception"))
        failure = { index, error: outcome.error };
    }
  } finally {
    signal?.removeEventListener("abort", interrupt);
    session.close();
  }
  const cells = notebook.cells.map((cell): Cell => {
    if (cell.cell_type !== "code") return cell;
    const result = results.get(cell.id);
    return {
      ...cell,
      outputs: OutputCollector.strip(result?.outputs ?? []),
      execution_count: result?.count ?? null,
    };
  });
  return { notebook: { ...notebook, cells }, failure };
}

/** Executes a cell; when its time is up it is interrupted, and when it does not end then, the run does. */
async function within(session: Session, code: string, timeout: number | undefined) {
  const running = session.execute({ code });
  if (timeout === undefined) return running;
  let timer: NodeJS.Timeout | undefined;
  let late: NodeJS.Timeout | undefined;
  const lost = new Promise<Awaited<typeof running>>((done) => {
    timer = setTimeout(() => {
      session.interrupt();
      late = setTimeout(() => done(timedOut(session.executionCount, timeout)), GRACE);
    }, timeout * 1000);
  });
  const outcome = await Promise.race([running, lost]);
  clearTimeout(timer);
  clearTimeout(late);
  return late && outcome.interrupted ? timedOut(outcome.executionCount, timeout) : outcome;
}

function timedOut(executionCount: number, seconds: number) {
  const message = `the cell took longer than ${seconds} s; give it more with --timeout, or a smaller --scale`;
  return {
    status: "error" as const,
    executionCount,
    error: { name: "Timeout", message, traceback: [`Timeout: ${message}`] },
    interrupted: true,
    userExpressions: {},
  };
}

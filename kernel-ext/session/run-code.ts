import { globalsFor } from "../scope/globals.js";
import { tidyScope } from "../scope/tidy.js";
import type { CellError, CellRun } from "./events.js";
import type { StopSignal } from "./stop-signal.js";
import { describeComplaints, Interrupted } from "./traceback.js";
import type { RunEnd, Workshop } from "./workshop.js";

/** A run as the session keeps it. */
export interface Run extends CellRun {
  readonly allowStdin: boolean;
  /** The number of interrupts before it began: one more, and it is to stop. */
  readonly startedAt: number;
}

/** What a run needs of its session. */
export interface RunContext {
  readonly workshop: Workshop;
  readonly stop: StopSignal;
  /** Ends everything that cells have started. */
  readonly interrupt: () => void;
}

/** How a run ended; an error that has its words already (the cell does not compile) comes with them. */
export type DescribedEnd = RunEnd & { readonly described?: CellError };

function compilerError(error: unknown): CellError {
  const name = "CompilerError";
  const reason = error instanceof Error ? error.message : String(error);
  const message = `TypeScript's compiler failed on this cell (${reason}); write it another way, later cells are not affected`;
  return { name, message, traceback: [`${name}: ${message}`] };
}

function wasInterrupted(error: unknown, run: Run, stop: StopSignal): boolean {
  if (error instanceof Interrupted) return true;
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: unknown; message?: unknown };
  if (code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") return true;
  // tslab's word for it, and what a fetch or a training loop throws when its signal is aborted.
  return (
    stop.count > run.startedAt &&
    (message === "Interrupted asynchronously" || name === "AbortError" || name === "SwathError")
  );
}

/** Compiles a cell, runs it, and makes its declarations known to later cells. */
export async function runCode(context: RunContext, run: Run, code: string): Promise<DescribedEnd> {
  const { workshop, stop, interrupt } = context;
  const label = `Cell [${run.count}]`;
  let converted: ReturnType<Workshop["convert"]>;
  try {
    converted = workshop.convert(run.key, label, code);
  } catch (error) {
    return { ok: false, error, described: compilerError(error) };
  }
  if (converted.complaints.length > 0) {
    return { ok: false, error: null, described: describeComplaints(converted.complaints, label) };
  }
  // The user may have pressed stop while the compiler was busy.
  if (stop.count > run.startedAt) return { ok: false, error: new Interrupted() };
  try {
    await globalsFor(code);
  } catch (error) {
    return { ok: false, error };
  }
  const tidy = tidyScope(run.count);
  const before = new Map(converted.names.map((name) => [name, workshop.values[name]]));
  stop.running = run.key;
  const end = await workshop.run(code, () => {
    stop.running = 0;
  });
  tidy?.end();
  if (end.ok) converted.carry();
  // A cell that failed half-way has made what it made: later cells see that, and only that.
  else converted.carry((name) => name in workshop.values && workshop.values[name] !== before.get(name));
  if (!end.ok && wasInterrupted(end.error, run, stop)) {
    if (stop.count === run.startedAt || !stop.isHandled) interrupt();
    return { ok: false, error: new Interrupted() };
  }
  return end;
}

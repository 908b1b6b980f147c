import { dirname, resolve } from "node:path";
import { boundMemory } from "../session/v8.js";
import { readNotebook, writeNotebook } from "./files.js";
import { inject, type Parameters } from "./parameters.js";
import { type RunFailure, type RunReport, runNotebook } from "./run.js";

/** One notebook to run, as the parent process tells it to the child. */
export interface Job {
  readonly file: string;
  readonly target: string;
  readonly parameters: Parameters;
  readonly timeout?: number;
  readonly allowErrors: boolean;
}

export type JobMessage =
  | { readonly type: "report"; readonly report: RunReport }
  | { readonly type: "done"; readonly failure: RunFailure | null; readonly stopped: boolean }
  | { readonly type: "refused"; readonly message: string };

/**
 * The process of one notebook: what a cell does to it (a crash of the engine, `process.exit`, a global) stays here.
 * Started by `pool.ts` with an IPC channel.
 */
async function main(job: Job): Promise<void> {
  boundMemory();
  const send = (message: JobMessage) => new Promise<void>((sent) => process.send?.(message, () => sent()));
  const abort = new AbortController();
  process.on("message", (message) => {
    if (message === "stop") abort.abort();
  });
  try {
    const { parameters, timeout, allowErrors } = job;
    const notebook = inject(readNotebook(job.file), parameters, job.file);
    const [file, target] = [resolve(job.file), resolve(job.target)];
    // As Jupyter starts its kernels: a relative path in a cell is seen from the notebook's folder.
    process.chdir(dirname(file));
    const {
      notebook: executed,
      failure,
      stopped,
    } = await runNotebook(notebook, {
      file,
      ...(timeout === undefined ? {} : { timeout }),
      allowErrors,
      signal: abort.signal,
      onReport: (report) => void send({ type: "report", report }),
    });
    // A run that was stopped leaves the file as it was.
    if (!stopped) writeNotebook(target, executed);
    await send({ type: "done", failure, stopped });
  } catch (error) {
    await send({ type: "refused", message: error instanceof Error ? error.message : String(error) });
  }
  process.exit(0);
}

process.once("message", (job) => void main(job as Job));
// The terminal's Ctrl-C reaches the whole group; the parent decides what it means.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(1));

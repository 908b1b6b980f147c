import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { builtFile } from "../../lib/built.js";
import type { Job, JobMessage } from "./job.js";
import type { RunFailure, RunReport } from "./run.js";

/** How one notebook ended. */
export type JobOutcome =
  | { readonly status: "ok"; readonly seconds: number }
  | { readonly status: "failed"; readonly seconds: number; readonly failure: RunFailure }
  | { readonly status: "broken"; readonly seconds: number; readonly message: string }
  | { readonly status: "stopped"; readonly seconds: number };

export interface PoolOptions {
  /** Notebooks that run at the same time, each in a process of its own; 1 unless told. */
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  readonly onReport?: (job: Job, report: RunReport) => void;
  readonly onDone?: (job: Job, outcome: JobOutcome) => void;
}

/** How long a stopped notebook may take to end before its process is killed (ms). */
const GRACE = 900;

/** Runs notebooks, each in its own process; the outcomes come in the order of the jobs. */
export async function runJobs(
  jobs: readonly Job[],
  options: PoolOptions = {},
): Promise<readonly JobOutcome[]> {
  const { jobs: atOnce = 1 } = options;
  const outcomes = new Array<JobOutcome>(jobs.length);
  let next = 0;
  const worker = async () => {
    while (next < jobs.length) {
      const index = next++;
      const job = jobs[index] as Job;
      const outcome: JobOutcome = options.signal?.aborted
        ? { status: "stopped", seconds: 0 }
        : await runJob(job, options);
      outcomes[index] = outcome;
      options.onDone?.(job, outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(atOnce, jobs.length)) }, worker));
  return outcomes;
}

function runJob(job: Job, { signal, onReport }: PoolOptions): Promise<JobOutcome> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  return new Promise((resolve) => {
    const child: ChildProcess = fork(fileURLToPath(builtFile(import.meta.url, "./job.js")), {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      serialization: "advanced",
    });
    let last: RunReport | undefined;
    let settled: JobOutcome | undefined;
    let killer: NodeJS.Timeout | undefined;
    const stop = () => {
      child.send("stop", () => undefined);
      killer = setTimeout(() => child.kill("SIGKILL"), GRACE);
    };
    signal?.addEventListener("abort", stop);
    child.on("message", (message: JobMessage) => {
      if (message.type === "report") {
        last = message.report.type === "cell" ? message.report : last;
        onReport?.(job, message.report);
      } else if (message.type === "done") {
        settled = message.failure
          ? { status: "failed", seconds: seconds(), failure: message.failure }
          : { status: "ok", seconds: seconds() };
      } else settled = { status: "broken", seconds: seconds(), message: message.message };
    });
    child.on("exit", (code, how) => {
      clearTimeout(killer);
      signal?.removeEventListener("abort", stop);
      const where = last?.type === "cell" ? ` in cell ${last.index + 1} (${last.firstLine})` : "";
      if (signal?.aborted) resolve({ status: "stopped", seconds: seconds() });
      else {
        resolve(
          settled ?? {
            status: "broken",
            seconds: seconds(),
            message: `the notebook's process ended${where} with ${how ?? `exit code ${code}`}; a native crash or process.exit in that cell`,
          },
        );
      }
    });
    child.send(job);
  });
}

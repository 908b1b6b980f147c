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

/** How long a stopped notebook may take to end before its process is killed (ms); the command itself has 800. */
const GRACE = 500;
/** How long a cell whose time is up may take to end before its process is killed (ms). */
const GRACE_LATE = 5_000;

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
      // TensorFlow's own log goes to the process's stderr; only what is wrong is of interest there.
      env: { TF_CPP_MIN_LOG_LEVEL: "1", ...process.env },
    });
    let last: RunReport | undefined;
    let settled: JobOutcome | undefined;
    let killer: NodeJS.Timeout | undefined;
    let deadline: NodeJS.Timeout | undefined;
    let overdue = false;
    // Native code hears no stop.
    const kill = () => {
      overdue = true;
      child.kill("SIGKILL");
    };
    const stop = () => {
      child.send("stop", () => undefined);
      killer = setTimeout(() => child.kill("SIGKILL"), GRACE);
    };
    signal?.addEventListener("abort", stop);
    child.on("message", (message: JobMessage) => {
      if (message.type !== "report" || message.report.type === "cell") clearTimeout(deadline);
      if (message.type === "report") {
        if (message.report.type === "cell") {
          last = message.report;
          if (job.timeout !== undefined) deadline = setTimeout(kill, job.timeout * 1000 + GRACE_LATE);
        }
        onReport?.(job, message.report);
      } else if (message.type === "done") {
        if (message.stopped) settled = { status: "stopped", seconds: seconds() };
        else
          settled = message.failure
            ? { status: "failed", seconds: seconds(), failure: message.failure }
            : { status: "ok", seconds: seconds() };
      } else settled = { status: "broken", seconds: seconds(), message: message.message };
    });
    child.on("exit", (code, how) => {
      clearTimeout(killer);
      clearTimeout(deadline);
      signal?.removeEventListener("abort", stop);
      const where = last?.type === "cell" ? ` in cell ${last.index + 1} (${last.firstLine})` : "";
      if (signal?.aborted) resolve({ status: "stopped", seconds: seconds() });
      else {
        resolve(
          settled ?? {
            status: "broken",
            seconds: seconds(),
            message: overdue
              ? `the notebook was stopped${where}: it took longer than ${job.timeout} s and did not heed the stop`
              : `the notebook's process ended${where} with ${how ?? `exit code ${code}`}: native code has crashed, or the cell has ended it`,
          },
        );
      }
    });
    child.send(job);
  });
}

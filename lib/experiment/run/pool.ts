import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { builtFile } from "../../built.js";
import { SwathError } from "../../errors.js";
import { environment } from "../environment.js";
import type { Paper } from "../paper.js";
import type { RunRecord } from "../record.js";
import type { Agenda } from "./agenda.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { recordOf } from "./one.js";
import type { PlannedRun, PlanOptions } from "./plan.js";
import { stopped } from "./stopped.js";

/** What happens to a run, for whoever leads the reproduction. */
export interface Hooks {
  begin(run: PlannedRun): void;
  work(run: PlannedRun, fraction: number, words?: string): void;
  /** The record is in the ledger when this returns. */
  end(run: PlannedRun, record: RunRecord): Promise<void>;
}

export interface PoolOptions extends PlanOptions {
  readonly out: string;
  readonly workers: number;
  readonly module?: string | undefined;
  readonly since?: string | undefined;
  readonly signal: AbortSignal;
}

/** A worker that was killed (out of memory, a crash in the engine) takes a run down twice at most. */
const TRIES = 2;
/** A worker that is told to stop and computes without a pause is ended after this (ms). */
const GRACE = 700;

/**
 * Runs in several processes. Only this one writes the ledger. Workers end with it, because their channel does; a worker that
 * dies is replaced, and its run is tried once more from its checkpoint before it counts as failed.
 */
export async function runInWorkers(
  agenda: Agenda,
  paper: Paper,
  options: PoolOptions,
  hooks: Hooks,
): Promise<void> {
  const { signal, workers } = options;
  const module = options.module ?? moduleOf(paper);
  const children = new Set<ChildProcess>();
  const tries = new Map<string, number>();
  let failed = false;
  const end = () => {
    for (const child of children) {
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), GRACE).unref();
    }
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    const all = await Promise.allSettled(Array.from({ length: workers }, work));
    const problem = all.find((one) => one.status === "rejected");
    if (problem) throw problem.reason;
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
  if (signal.aborted) throw stopped();

  async function work(): Promise<void> {
    let child: ChildProcess | undefined;
    try {
      for (;;) {
        const taken = failed ? undefined : await agenda.next(signal);
        if (!taken) break;
        const { run, release } = taken;
        try {
          child = child?.connected ? child : spawn();
          hooks.begin(run);
          const ended = await one(child, run);
          if (signal.aborted) throw stopped();
          if ("record" in ended) await hooks.end(run, ended.record);
          else {
            child = undefined;
            const tried = (tries.get(run.run) ?? 0) + 1;
            tries.set(run.run, tried);
            if (tried < TRIES) agenda.putBack(run);
            else await hooks.end(run, await lost(paper, run, ended.lost));
          }
        } finally {
          await release();
        }
      }
    } catch (error) {
      failed = true; // the others finish what they have in hand
      throw error;
    } finally {
      if (child?.connected) child.disconnect();
    }
  }

  function spawn(): ChildProcess {
    const threads = String(Math.max(1, Math.floor(availableParallelism() / workers)));
    const file = fileURLToPath(builtFile(import.meta.url, "./worker.js"));
    const child = fork(file, [], {
      execArgv: [],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: {
        ...process.env,
        TF_NUM_INTRAOP_THREADS: threads,
        TF_NUM_INTEROP_THREADS: threads,
        OMP_NUM_THREADS: threads,
      },
    });
    child.on("error", () => {}); // a message that came too late: its end is heard of anyway
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  }

  function one(
    child: ChildProcess,
    planned: PlannedRun,
  ): Promise<{ readonly record: RunRecord } | { readonly lost: string }> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        child.off("message", heard);
        child.off("exit", gone);
        settle();
      };
      const gone = (code: number | null, killed: string | null) =>
        finish(() => resolve({ lost: `its process ended with ${killed ?? `code ${code}`}` }));
      const heard = (message: FromWorker) => {
        if (message.type === "work") hooks.work(planned, message.fraction, message.words);
        else if (message.type === "record") finish(() => resolve({ record: message.record }));
        else finish(() => reject(new SwathError("STATE", "reproduce", message.problem)));
      };
      child.on("message", heard);
      child.on("exit", gone);
      const { out, since, seeds, data = "auto" } = options;
      const { scale, experiment, run } = planned;
      const plan = { scale, experiment, run, data, seeds };
      child.send({ type: "run", module, out, since, plan } satisfies ToWorker);
    });
  }
}

/** Worker processes import the definition themselves: Swath's own papers have theirs in `papers/<slug>/paper`. */
function moduleOf({ slug }: Paper): string {
  try {
    return builtFile(import.meta.url, `../../papers/${slug}/paper.js`).href;
  } catch (cause) {
    throw new SwathError("USAGE", "reproduce", "worker processes cannot find the paper's definition", {
      mend: "give module, the URL of a module that exports `paper`, or leave workers at 0",
      cause,
    });
  }
}

async function lost(paper: Paper, planned: PlannedRun, problem: string): Promise<RunRecord> {
  const record = recordOf(paper, planned, new Date().toISOString());
  return { ...record, error: problem, seconds: 0, attempts: TRIES, environment: await environment() };
}

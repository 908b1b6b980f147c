import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { builtFile } from "../../built.js";
import { SwathError } from "../../errors.js";
import { environment } from "../environment.js";
import type { Paper } from "../paper.js";
import type { RunRecord } from "../record.js";
import type { FromWorker, ToWorker } from "./messages.js";
import type { PlannedRun } from "./plan.js";
import { plain } from "./plan.js";
import { moduleOf, type ReproduceOptions } from "./reproduce.js";
import { stopped } from "./stage.js";

interface Hooks {
  begin(run: PlannedRun): void;
  work(run: PlannedRun, fraction: number, words?: string): void;
  end(run: PlannedRun, record: RunRecord): Promise<void>;
}

/** A worker that was killed (out of memory, a crash in the engine) takes a run down twice at most. */
const TRIES = 2;

/**
 * Runs in several processes. Only this one writes the ledger. Workers end with it, because their channel does; a worker that
 * dies is replaced, and its run is tried once more from its checkpoint before it counts as failed.
 */
export async function runInWorkers(
  todo: readonly PlannedRun[],
  paper: Paper,
  options: ReproduceOptions & { readonly workers: number; readonly signal: AbortSignal },
  hooks: Hooks,
): Promise<void> {
  const { out, signal, workers } = options;
  const module = moduleOf(options);
  const queue = todo.map((run) => ({ run, tries: 0 }));
  const children = new Set<ChildProcess>();
  const stop = () => {
    for (const child of children) child.kill("SIGTERM");
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    await Promise.all(Array.from({ length: Math.min(workers, todo.length) }, () => work()));
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
  if (signal.aborted) throw stopped();

  async function work(): Promise<void> {
    let child: ChildProcess | undefined;
    for (let next = queue.shift(); next && !signal.aborted; next = queue.shift()) {
      child = child?.connected ? child : spawn();
      const { run } = next;
      hooks.begin(run);
      const ended = await one(child, run);
      if (signal.aborted) return;
      if ("record" in ended) {
        await hooks.end(run, ended.record);
        child.send({ type: "clear" } satisfies ToWorker);
        continue;
      }
      child = undefined;
      if (++next.tries < TRIES) queue.unshift(next);
      else await hooks.end(run, await lost(paper, run, ended.lost));
    }
    child?.disconnect();
  }

  function spawn(): ChildProcess {
    const threads = String(Math.max(1, Math.floor(availableParallelism() / workers)));
    const file = fileURLToPath(builtFile(import.meta.url, "./worker.js"));
    const child = fork(file, [], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { ...process.env, TF_NUM_INTRAOP_THREADS: threads, OMP_NUM_THREADS: threads },
    });
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
      const { scale, experiment, run, seed } = { ...planned, seed: planned.seed };
      child.send({
        type: "run",
        module,
        out,
        plan: { scale, experiment, run, seed, data: options.data ?? "auto", seeds: options.seeds },
      } satisfies ToWorker);
    });
  }
}

async function lost(paper: Paper, planned: PlannedRun, problem: string): Promise<RunRecord> {
  const { run, experiment, variant, item, source, origin, seed, scale, setting } = planned;
  const started = new Date().toISOString();
  return {
    schema: 1,
    id: `${paper.slug}-${run}-${started.replace(/\D/g, "")}`,
    run,
    paper: paper.slug,
    version: paper.version,
    experiment,
    variant,
    item: item.name,
    source,
    origin: plain(origin),
    scale,
    setting,
    seed,
    outcome: "failed",
    error: problem,
    metrics: {},
    curves: {},
    pictures: {},
    notes: [],
    stages: [],
    started,
    seconds: 0,
    attempts: TRIES,
    environment: await environment(),
  };
}

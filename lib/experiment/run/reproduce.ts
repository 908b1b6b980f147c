import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SwathError, ValueError } from "../../errors.js";
import { environment } from "../environment.js";
import { appendRecord, countingRecords, type DamagedLine, ledgerFile, readLedger } from "../ledger/ledger.js";
import type { Paper } from "../paper.js";
import type { RunRecord } from "../record.js";
import { Agenda } from "./agenda.js";
import { TimeLeft } from "./eta.js";
import { itemLoader } from "./load.js";
import { checkpointFile, runOne, workFolder } from "./one.js";
import { type PlannedRun, type PlannedSource, type PlanOptions, planPaper } from "./plan.js";
import { type Hooks, runInWorkers } from "./pool.js";
import { stopped } from "./stopped.js";
import { sweep } from "./sweep.js";

/** What {@link reproduce} does and where. */
export interface ReproduceOptions extends PlanOptions {
  /** The folder of ledger, reports and unfinished work. */
  readonly out: string;
  /** Make runs again that the ledger has, and their stages. Their older records stay. False unless told. */
  readonly fresh?: boolean;
  /** Processes that work side by side; 0 (this process) unless told. */
  readonly workers?: number;
  /** Where worker processes import the definition from: the URL of a module that exports `paper`. Needed for other papers than Swath's. */
  readonly module?: string;
  /** Hears how far it is, a few times a second. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a reproduction is. */
export type Progress =
  | {
      readonly type: "plan";
      readonly sources: readonly PlannedSource[];
      readonly total: number;
      /** Runs that the ledger has. */
      readonly known: number;
      readonly todo: number;
      /** Of all that is to do, as far as earlier runs tell. */
      readonly seconds: number | undefined;
      readonly damaged: readonly DamagedLine[];
    }
  | {
      readonly type: "begin";
      readonly run: PlannedRun;
      readonly done: number;
      readonly todo: number;
      readonly seconds: number | undefined;
    }
  | {
      readonly type: "work";
      readonly run: PlannedRun;
      /** Of this run, 0 to 1. */
      readonly fraction: number;
      readonly words: string;
      readonly done: number;
      readonly todo: number;
      /** Until all is done, as far as it can be told. */
      readonly seconds: number | undefined;
    }
  | {
      readonly type: "end";
      readonly run: PlannedRun;
      readonly record: RunRecord;
      readonly done: number;
      readonly todo: number;
      readonly seconds: number | undefined;
    };

/** What a reproduction leaves. */
export interface Reproduction {
  readonly sources: readonly PlannedSource[];
  /** The records of the plan's runs that count, new and old. */
  readonly records: readonly RunRecord[];
  /** Runs that this process made, those that failed among them. */
  readonly made: number;
  /** Runs that were in the ledger, or that another process put there meanwhile. */
  readonly known: number;
  /** Runs of the plan that have failed and were not made since. */
  readonly failed: number;
}

/**
 * Runs a paper's experiments at a scale and writes every run into the ledger as soon as it is finished. What the ledger has
 * is not run again; what was killed goes on from its checkpoint; a run that fails is recorded as failed, and the others go on.
 *
 * @example
 * ```ts
 * import { mkdtempSync, rmSync } from "node:fs";
 * import { simulatedOrigin } from "swath/data";
 * import { definePaper, experiment, reproduce } from "swath/experiment";
 *
 * const plan = { data: ["toy"], seeds: [1, 2], setting: {}, differs: "a toy" };
 * const main = experiment({
 *   question: "Is two more than one?",
 *   variants: { two: { title: "two", means: "2", own: true }, one: { title: "one", means: "1" } },
 *   metrics: { value: { title: "value", better: "higher" } },
 *   sources: {
 *     toy: {
 *       title: "a toy", kind: "simulated", manifests: [],
 *       find: async () => ({
 *         items: [{ name: "simulated/toy", origin: (key) => simulatedOrigin("toy", key), load: async () => 0 }],
 *       }),
 *     },
 *   },
 *   scales: { smoke: plan, pilot: plan, lab: plan, paper: plan },
 *   run: async ({ variant }) => ({ metrics: { value: variant === "two" ? 2 : 1 } }),
 * });
 * const cite = { key: "toy", authors: ["nobody"], title: "Toys", venue: "nowhere", year: 2000 };
 * const paper = definePaper({
 *   slug: "toy", title: "Toys", cite, summary: "", version: 1, published: [], experiments: { main }, claims: [],
 * });
 *
 * const out = mkdtempSync("toy-");
 * const first = await reproduce(paper, { scale: "smoke", out });
 * const again = await reproduce(paper, { scale: "smoke", out });
 * [first.made, again.made]; // [4, 0]
 * rmSync(out, { recursive: true });
 * ```
 */
export async function reproduce(paper: Paper, options: ReproduceOptions): Promise<Reproduction> {
  const { out, fresh = false, workers = 0, module, onProgress = () => {} } = options;
  if (!Number.isInteger(workers) || workers < 0) {
    throw new ValueError("reproduce", `${workers} workers`, { mend: "give 0, 1, 2 …" });
  }
  const signal = options.signal ?? new AbortController().signal;
  const since = fresh ? new Date().toISOString() : undefined;
  const { runs, sources } = await planPaper(paper, options);
  const file = ledgerFile(out, paper.slug);
  await prepare(out);
  const before = await readLedger(file);
  const had = countingRecords(before.records);
  await sweep(out, paper.slug, (run) => had.get(run)?.outcome === "done");
  const todo = fresh ? runs : runs.filter(({ run }) => had.get(run)?.outcome !== "done");
  const left = new TimeLeft(before.records, todo, Math.max(1, workers));
  const total = { total: runs.length, known: runs.length - todo.length, todo: todo.length };
  onProgress({ type: "plan", sources, ...total, seconds: left.seconds(), damaged: before.damaged });

  const ended: RunRecord[] = [];
  let elsewhere = 0;
  let heard = 0;
  const where = () => ({ done: ended.length + elsewhere, todo: todo.length, seconds: left.seconds() });
  const hooks: Hooks = {
    begin(run) {
      left.begin(run);
      onProgress({ type: "begin", run, ...where() });
    },
    work(run, fraction, words = "") {
      left.work(run, fraction);
      if (performance.now() - heard < REPORT_EVERY) return;
      heard = performance.now();
      onProgress({ type: "work", run, fraction, words, ...where() });
    },
    async end(run, record) {
      await appendRecord(file, record);
      // What a run left that failed after it went on from a checkpoint may be the reason: the next attempt begins anew.
      if (record.outcome === "done" || record.attempts > 1) {
        await rm(checkpointFile(out, paper.slug, run.run), { force: true });
      }
      left.end(run, record);
      ended.push(record);
      onProgress({ type: "end", run, record, ...where() });
    },
  };
  const agenda = new Agenda(todo, {
    out,
    paper: paper.slug,
    since,
    elsewhere(run, record) {
      elsewhere++;
      left.end(run, record);
      onProgress({ type: "end", run, record, ...where() });
    },
  });

  if (workers > 0 && todo.length > 0) {
    const most = Math.min(workers, todo.length);
    await runInWorkers(agenda, paper, { ...options, workers: most, module, since, signal }, hooks);
  } else if (todo.length > 0) {
    await runHere(agenda, paper, { out, since, signal }, hooks);
  }
  const after = await readLedger(file);
  const counting = countingRecords(after.records);
  const records = runs.flatMap(({ run }) => counting.get(run) ?? []);
  return {
    sources,
    records,
    made: ended.length,
    known: total.known + elsewhere,
    failed: records.filter(({ outcome }) => outcome === "failed").length,
  };
}

/** More news than this (ms) only costs time: runs report after every step. */
const REPORT_EVERY = 100;
/** Work that does not see that it is to stop is left behind after this (ms). */
const GRACE = 700;

async function runHere(
  agenda: Agenda,
  paper: Paper,
  {
    out,
    since,
    signal,
  }: { readonly out: string; readonly since: string | undefined; readonly signal: AbortSignal },
  hooks: Hooks,
): Promise<void> {
  const circumstances = await environment();
  const load = itemLoader(signal);
  for (let taken = await agenda.next(signal); taken; taken = await agenda.next(signal)) {
    const { run, release } = taken;
    try {
      hooks.begin(run);
      const report = (fraction: number, words?: string) => hooks.work(run, fraction, words);
      const world = { paper, out, environment: circumstances, signal, report, since, load };
      await hooks.end(run, await untilStopped(runOne(run, world), signal));
    } finally {
      await release();
    }
  }
}

async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => {};
  const left = new Promise<never>((_, reject) => {
    onAbort = () => void sleep(GRACE).then(() => reject(stopped()));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } catch (error) {
    throw signal.aborted ? stopped() : error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    left.catch(() => {});
  }
}

/** Makes the folders, so that one that cannot be written is known before hours of work and not after. */
async function prepare(out: string): Promise<void> {
  const work = workFolder(out);
  try {
    await mkdir(dirname(ledgerFile(out, "any")), { recursive: true });
    await mkdir(work, { recursive: true });
    await writeFile(join(work, ".gitignore"), "# unfinished work of `swath reproduce`\n*\n");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new SwathError("IO", "reproduce", `cannot write in ${out} (${code})`, {
      mend: "give a folder on a disk with room, which can be written, with --out",
      cause,
    });
  }
}

import { SwathError } from "../../errors.js";
import { environment } from "../environment.js";
import { appendRecord, countingRecords, type DamagedLine, ledgerFile, readLedger } from "../ledger/ledger.js";
import type { Paper } from "../paper.js";
import type { RunRecord } from "../record.js";
import { Durations } from "./eta.js";
import { itemLoader } from "./load.js";
import { runOne } from "./one.js";
import { type PlannedRun, type PlannedSource, type PlanOptions, planPaper } from "./plan.js";
import { runInWorkers } from "./pool.js";
import { stopped } from "./stage.js";

/** What {@link reproduce} does and where. */
export interface ReproduceOptions extends PlanOptions {
  /** The folder of ledger, reports and unfinished work. */
  readonly out: string;
  /** Make runs again that the ledger has. Their older records stay. False unless told. */
  readonly fresh?: boolean;
  /** Processes that work side by side; 0 (this process) unless told. */
  readonly workers?: number;
  /** Where worker processes import the definition from: the URL of a module that exports `paper`. */
  readonly module?: string;
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
  | { readonly type: "begin"; readonly run: PlannedRun; readonly done: number; readonly todo: number }
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
  readonly made: number;
  readonly known: number;
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
  const { out, fresh = false, workers = 0, onProgress = () => {} } = options;
  const signal = options.signal ?? new AbortController().signal;
  const { runs, sources } = await planPaper(paper, options);
  const file = ledgerFile(out, paper.slug);
  const before = await readLedger(file);
  const had = countingRecords(before.records);
  const isKnown = ({ run }: PlannedRun) => had.get(run)?.outcome === "done";
  const todo = fresh ? runs : runs.filter((run) => !isKnown(run));
  const durations = new Durations(before.records);
  const counts = { total: runs.length, known: runs.length - todo.length, todo: todo.length };
  const { damaged } = before;
  onProgress({ type: "plan", sources, ...counts, seconds: durations.ofAll(todo), damaged });

  const ended: RunRecord[] = [];
  const left = new Set(todo);
  const running = new Map<PlannedRun, number>();
  const rest = (): number | undefined => {
    const waiting = durations.ofAll([...left].filter((run) => !running.has(run)));
    const now = [...running].map(([run, fraction]) => (1 - fraction) * (durations.of(run) ?? Number.NaN));
    const seconds = (waiting ?? Number.NaN) + now.reduce((sum, part) => sum + part, 0);
    return Number.isFinite(seconds) ? seconds / Math.max(1, workers) : undefined;
  };
  const where = () => ({ done: ended.length, todo: todo.length });
  const hooks = {
    begin(run: PlannedRun) {
      running.set(run, 0);
      onProgress({ type: "begin", run, ...where() });
    },
    work(run: PlannedRun, fraction: number, words = "") {
      running.set(run, fraction);
      onProgress({ type: "work", run, fraction, words, ...where(), seconds: rest() });
    },
    /** The record is in the ledger when this returns. */
    async end(run: PlannedRun, record: RunRecord) {
      await appendRecord(file, record);
      running.delete(run);
      left.delete(run);
      ended.push(record);
      durations.add(record);
      onProgress({ type: "end", run, record, ...where(), seconds: rest() });
    },
  };

  if (workers > 0 && todo.length > 0) {
    await runInWorkers(todo, paper, { ...options, workers, signal }, hooks);
  } else if (todo.length > 0) {
    const circumstances = await environment();
    const load = itemLoader(signal);
    for (const planned of todo) {
      if (signal.aborted) throw stopped();
      hooks.begin(planned);
      const report = (fraction: number, words?: string) => hooks.work(planned, fraction, words);
      const world = { paper, out, environment: circumstances, signal, report, load };
      const { record, clear } = await runOne(planned, world);
      await hooks.end(planned, record);
      await clear();
    }
  }
  const counting = countingRecords([...before.records, ...ended]);
  const records = runs.flatMap(({ run }) => counting.get(run) ?? []);
  return {
    sources,
    records,
    made: ended.length,
    known: counts.known,
    failed: records.filter(({ outcome }) => outcome === "failed").length,
  };
}

/** Worker processes import the definition themselves: they need to know where from. */
export function moduleOf({ module }: Pick<ReproduceOptions, "module">): string {
  if (module !== undefined) return module;
  throw new SwathError("USAGE", "reproduce", "worker processes cannot find the paper's definition", {
    mend: "give module, the URL of a module that exports `paper`, or leave workers at 0",
  });
}

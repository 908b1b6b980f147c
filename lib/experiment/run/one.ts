import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { seed as keyOf } from "../../device/random/index.js";
import { keepPictures } from "../ledger/pictures.js";
import type { Paper, Result, Work } from "../paper.js";
import type { Environment, RunRecord } from "../record.js";
import { FileCheckpoint } from "./checkpoint.js";
import { type PlannedRun, plain } from "./plan.js";
import { type StageUse, useStage } from "./stage.js";

/** A curve is for looking at: more points than a figure has pixels only fill the ledger. */
const POINTS = 400;

/** The world of one run. */
export interface RunWorld {
  readonly paper: Paper;
  readonly out: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly report: Work["report"];
  /** Loads the data of an item; kept between runs on the same. */
  readonly load: (planned: PlannedRun) => Promise<unknown>;
}

/** A record, and what is to be cleared away once it is safe in the ledger. */
export interface Finished {
  readonly record: RunRecord;
  readonly clear: () => Promise<void>;
}

/** Makes one run. A failure is a record too; only being stopped is an error. */
export async function runOne(planned: PlannedRun, world: RunWorld): Promise<Finished> {
  const { paper, out, environment, signal, report } = world;
  const { run, experiment, variant, item, source, origin, seed, scale, setting } = planned;
  const work = join(out, "work");
  const checkpoint = new FileCheckpoint(join(work, "runs", `${paper.slug}-${run}.safetensors`));
  const started = new Date().toISOString();
  const stages = new Map<string, RunRecord["stages"][number]>();
  const facts = {
    schema: 1,
    id: `${paper.slug}-${run}-${started.replace(/\D/g, "").slice(0, 14)}-${randomBytes(3).toString("hex")}`,
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
  } as const;
  await checkpoint.start();
  const finish = (result: Result, pictures: RunRecord["pictures"], error?: string): RunRecord => {
    const { attempts, seconds } = checkpoint.effort;
    return {
      ...facts,
      outcome: error === undefined ? "done" : "failed",
      ...(error !== undefined && { error }),
      metrics: mapValues(result.metrics, word),
      curves: mapValues(result.curves ?? {}, (curve) => thinned(curve).map(word)),
      pictures,
      notes: [...(result.notes ?? [])],
      stages: [...stages.values()],
      started,
      seconds: Math.round(seconds * 1000) / 1000,
      attempts,
      environment,
    };
  };
  try {
    const begin = performance.now();
    const data = await world.load(planned);
    checkpoint.exclude((performance.now() - begin) / 1000);
    const stage = async (...[name, make, options]: Parameters<Parameters<Runner>[0]["stage"]>) => {
      const used: StageUse = await useStage(
        {
          work,
          paper: paper.slug,
          version: paper.version,
          experiment,
          setting,
          seed,
          signal,
          report,
        },
        name,
        make,
        options,
      );
      checkpoint.exclude(used.waited);
      stages.set(used.record.id, used.record);
      return used.arrays;
    };
    const result = await (paper.experiments[experiment] as { readonly run: Runner }).run({
      variant,
      item,
      data,
      seed,
      key: keyOf(seed),
      scale,
      setting,
      signal,
      report,
      checkpoint,
      stage,
    });
    checkMetrics(paper, experiment, result);
    const record = finish(result, await keepPictures(out, result.pictures ?? {}));
    return { record, clear: () => checkpoint.remove() };
  } catch (error) {
    if (signal.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return {
      record: finish({ metrics: {} }, {}, message || "an error without words"),
      clear: async () => {},
    };
  }
}

type Runner = Paper["experiments"][string]["run"];

function checkMetrics(paper: Paper, experiment: string, { metrics }: Result): void {
  const known = Object.keys(paper.experiments[experiment]?.metrics ?? {});
  const unknown = Object.keys(metrics).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(
      `the run gave the metric ${unknown}, which the experiment does not define (${known.join(", ")})`,
    );
  }
}

function thinned(curve: readonly number[]): readonly number[] {
  if (curve.length <= POINTS) return curve;
  return Array.from(
    { length: POINTS },
    (_, i) => curve[Math.round((i * (curve.length - 1)) / (POINTS - 1))]!,
  );
}

const word = (value: number): number | "NaN" | "Infinity" | "-Infinity" =>
  Number.isFinite(value) ? value : (String(value) as "NaN");

const mapValues = <A, B>(record: Readonly<Record<string, A>>, to: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));

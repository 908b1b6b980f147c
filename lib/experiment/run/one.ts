import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { seed as keyOf } from "../../device/random/index.js";
import { SwathError } from "../../errors.js";
import { keepPictures } from "../ledger/pictures.js";
import type { Paper, Result, Run, Work } from "../paper.js";
import type { Environment, RunRecord } from "../record.js";
import { FileCheckpoint } from "./checkpoint.js";
import { type PlannedRun, plain } from "./plan.js";
import { useStage } from "./stage.js";

/** A curve is for looking at: more points than a figure has pixels only fill the ledger. */
const POINTS = 400;

/** The world of one run. */
export interface RunWorld {
  readonly paper: Paper;
  readonly out: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly report: Work["report"];
  /** Stages and checkpoints from before this time (ISO 8601) do not count. */
  readonly since?: string | undefined;
  /** Loads the data of an item; kept between runs on the same. */
  readonly load: (planned: PlannedRun) => Promise<unknown>;
}

/** Where everything lies that is not finished. */
export const workFolder = (out: string): string => join(out, "work");

/** Where a run keeps its checkpoint. */
export const checkpointFile = (out: string, paper: string, run: string): string =>
  join(workFolder(out), "runs", `${paper}-${run}.safetensors`);

/** Makes one run. A failure is a record too; only being stopped is an error. */
export async function runOne(planned: PlannedRun, world: RunWorld): Promise<RunRecord> {
  const { paper, out, environment, signal, report, since } = world;
  const { run, experiment, variant, item, seed, scale, setting } = planned;
  const started = new Date().toISOString();
  const stages = new Map<string, RunRecord["stages"][number]>();
  const checkpoint = new FileCheckpoint(checkpointFile(out, paper.slug, run), since);
  const work = workFolder(out);
  const scope = {
    work,
    paper: paper.slug,
    version: paper.version,
    experiment,
    setting,
    seed,
    since,
    signal,
    report,
  };
  const finish = (found: Found): RunRecord => {
    const { attempts, seconds } = checkpoint.effort;
    return {
      ...recordOf(paper, planned, started),
      ...found,
      stages: [...stages.values()],
      seconds: Math.round(seconds * 1000) / 1000,
      attempts,
      environment,
    };
  };
  const stage: Run<unknown, unknown>["stage"] = async (name, make, options) => {
    const { arrays, records, waited } = await useStage(scope, name, make, options);
    checkpoint.exclude(waited);
    for (const record of records) stages.set(record.id, record);
    return arrays;
  };
  try {
    await checkpoint.start();
    const begin = performance.now();
    const data = await world.load(planned);
    checkpoint.exclude((performance.now() - begin) / 1000);
    const given = {
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
    };
    const result = await (paper.experiments[experiment] as NonNullable<Paper["experiments"][string]>).run(
      given,
    );
    return finish(await done(paper, experiment, out, result));
  } catch (error) {
    if (signal.aborted) throw error;
    return finish({ outcome: "failed", error: wordsOf(error) });
  }
}

type Found = Partial<Pick<RunRecord, "outcome" | "error" | "metrics" | "curves" | "pictures" | "notes">>;

async function done(paper: Paper, experiment: string, out: string, result: Result): Promise<Found> {
  checkMetrics(paper, experiment, result);
  return {
    outcome: "done",
    metrics: mapValues(result.metrics, word),
    curves: mapValues(result.curves ?? {}, (curve) => thinned(curve).map(word)),
    pictures: await keepPictures(out, result.pictures ?? {}),
    notes: [...(result.notes ?? [])],
  };
}

/** A record that says what was run, and nothing yet of what it found. Its fields have the order of the ledger's. */
export function recordOf(
  paper: Paper,
  planned: PlannedRun,
  started: string,
): Omit<RunRecord, "environment" | "seconds" | "attempts"> {
  const { run, experiment, variant, item, source, origin, seed, scale, setting } = planned;
  const when = started.replace(/\D/g, "").slice(0, 14);
  return {
    schema: 1,
    id: `${paper.slug}-${run}-${when}-${randomBytes(3).toString("hex")}`,
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
    metrics: {},
    curves: {},
    pictures: {},
    notes: [],
    stages: [],
    started,
  };
}

function checkMetrics(paper: Paper, experiment: string, { metrics }: Result): void {
  const known = Object.keys(paper.experiments[experiment]?.metrics ?? {});
  const list = known.join(", ");
  for (const [name, value] of Object.entries(metrics)) {
    if (!known.includes(name)) {
      throw new SwathError(
        "VALUE",
        "reproduce",
        `the run gave the metric ${name}, the experiment has ${list}`,
        {
          mend: "define it in the experiment's metrics, or leave it out",
        },
      );
    }
    if (typeof value !== "number") {
      throw new SwathError(
        "VALUE",
        "reproduce",
        `the metric ${name} is ${value === null ? "null" : typeof value}`,
        {
          mend: "give a number; leave out a metric that does not apply",
        },
      );
    }
  }
}

/** An error for a reader of the ledger: with its name, which says much of a mistake in the code. */
function wordsOf(error: unknown): string {
  if (error instanceof SwathError) return `${error.code} ${error.message}`;
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return String(error) || "an error without words";
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

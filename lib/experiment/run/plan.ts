import type { Origin } from "../../data/origin.js";
import { seed as keyOf } from "../../device/random/index.js";
import { SwathError } from "../../errors.js";
import { digest } from "../identity.js";
import type { DataSource, Experiment, Found, Item, Paper, ScalePlan } from "../paper.js";
import type { Scale } from "../scale.js";

/** Which data a plan may take. `auto`: real data where any of the scale's are there, else simulated ones. */
export type DataChoice = "auto" | "real" | "simulated";

/** Which of the runs to make; all unless told. */
export interface Only {
  readonly experiment?: string;
  readonly variant?: string;
  readonly item?: string;
  /** The first digits of a run's name, as a report or ledger gives it. */
  readonly run?: string;
}

/** What {@link planPaper} plans. */
export interface PlanOptions {
  readonly scale: Scale;
  readonly data?: DataChoice;
  /** The first so many of the scale's seeds; all unless told. More than there are continue with the next whole numbers. */
  readonly seeds?: number;
  readonly only?: Only;
  readonly signal?: AbortSignal;
}

/** One run of the grid. */
export interface PlannedRun {
  /** The digest of everything that it depends on. */
  readonly run: string;
  readonly experiment: string;
  readonly variant: string;
  readonly source: string;
  readonly item: Item<unknown>;
  readonly origin: Origin;
  readonly seed: number;
  readonly scale: Scale;
  readonly setting: unknown;
}

/** A data set of the plan, and what is there of it. */
export interface PlannedSource {
  readonly experiment: string;
  readonly source: string;
  readonly title: string;
  readonly kind: "real" | "simulated";
  readonly items: readonly string[];
  /** What is missing, with the mend. */
  readonly missing?: string;
  /** Whether the plan runs on it. */
  readonly used: boolean;
}

/** The grid of a paper at a scale. */
export interface Plan {
  readonly runs: readonly PlannedRun[];
  readonly sources: readonly PlannedSource[];
}

/**
 * The grid of a paper at a scale: what is there of its data, and every run that they allow. Nothing is run.
 *
 * @example
 * ```ts
 * import { type Paper, planPaper } from "swath/experiment";
 *
 * const count = async (paper: Paper) => (await planPaper(paper, { scale: "pilot" })).runs.length;
 * typeof count; // "function": await count(paper) tells how many runs there are to make
 * ```
 */
export async function planPaper(paper: Paper, options: PlanOptions): Promise<Plan> {
  const { only = {} } = options;
  const runs: PlannedRun[] = [];
  const sources: PlannedSource[] = [];
  if (only.experiment !== undefined && !Object.hasOwn(paper.experiments, only.experiment)) {
    const names = Object.keys(paper.experiments).join(", ");
    throw new SwathError("USAGE", "reproduce", `${paper.slug} has no experiment ${only.experiment}`, {
      mend: `it has ${names}`,
    });
  }
  for (const [name, experiment] of Object.entries(paper.experiments)) {
    if (only.experiment !== undefined && only.experiment !== name) continue;
    const planned = await planExperiment(paper, name, experiment, options);
    runs.push(...planned.runs);
    sources.push(...planned.sources);
  }
  const wanted = runs.filter(
    ({ variant, item, run }) =>
      (only.variant === undefined || only.variant === variant) &&
      (only.item === undefined || only.item === item.name) &&
      (only.run === undefined || run.startsWith(only.run)),
  );
  if (wanted.length === 0 && runs.length > 0) throw nothingLeft(only, runs);
  return { runs: wanted, sources };
}

async function planExperiment(
  paper: Paper,
  name: string,
  experiment: Experiment,
  { scale, data = "auto", seeds, signal }: PlanOptions,
): Promise<Plan> {
  const plan = experiment.scales[scale] as ScalePlan<unknown>;
  const asked = plan.data.filter((source) => data === "auto" || experiment.sources[source]?.kind === data);
  const found = new Map<string, Found<unknown>>();
  for (const source of asked) {
    found.set(source, await (experiment.sources[source] as DataSource<unknown>).find(signal));
  }
  const real = asked.filter((source) => experiment.sources[source]?.kind === "real");
  const anyReal = real.some((source) => found.get(source)?.items.length);
  const used = asked.filter((source) => !(data === "auto" && anyReal) || real.includes(source));
  const variants = plan.variants ?? Object.keys(experiment.variants);
  const allSeeds = seedsOf(plan.seeds, seeds);
  const runs: PlannedRun[] = [];
  for (const seed of allSeeds) {
    for (const source of used) {
      for (const item of found.get(source)?.items ?? []) {
        const origin = item.origin(keyOf(seed));
        for (const variant of variants) {
          // Simulated data are others for each seed, so there a deterministic method has something new to say.
          const once = experiment.variants[variant]?.deterministic && origin.kind === "real";
          if (once && seed !== allSeeds[0]) continue;
          const { setting } = plan;
          const run = digest({
            paper: paper.slug,
            version: paper.version,
            experiment: name,
            variant,
            item: item.name,
            origin: plain(origin),
            scale,
            setting,
            seed,
          });
          runs.push({ run, experiment: name, variant, source, item, origin, seed, scale, setting });
        }
      }
    }
  }
  const sources = asked.map((source): PlannedSource => {
    const { title, kind } = experiment.sources[source] as DataSource<unknown>;
    const { items = [], missing } = found.get(source) ?? {};
    return {
      experiment: name,
      source,
      title,
      kind,
      items: items.map((item) => item.name),
      ...(missing !== undefined && { missing }),
      used: used.includes(source) && items.length > 0,
    };
  });
  return { runs, sources };
}

/** An origin as the ledger keeps it. */
export function plain(origin: Origin) {
  return origin.kind === "real"
    ? { kind: origin.kind, dataset: origin.dataset, sha256: origin.sha256 }
    : { kind: origin.kind, simulator: origin.simulator, seed: origin.seed };
}

function seedsOf(seeds: readonly number[], count = seeds.length): readonly number[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new SwathError("USAGE", "reproduce", `${count} seeds`, { mend: "give 1 or more" });
  }
  const last = Math.max(...seeds);
  return Array.from({ length: count }, (_, i) => seeds[i] ?? last + 1 + i - seeds.length);
}

function nothingLeft(only: Only, runs: readonly PlannedRun[]): SwathError {
  const list = (names: readonly string[]) => [...new Set(names)].slice(0, 20).join(", ");
  return new SwathError("USAGE", "reproduce", "no run of the plan is asked for", {
    mend: "ask for one of these, at a scale that has them",
    facts: {
      asked: Object.entries(only)
        .map(([what, name]) => `${what} ${name}`)
        .join(", "),
      variants: list(runs.map(({ variant }) => variant)),
      items: list(runs.map(({ item }) => item.name)),
    },
  });
}

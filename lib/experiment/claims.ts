import { ValueError } from "../errors.js";
import type { Claim, Effect, Evidence, Verdict } from "./claim.js";
import { countingRecords } from "./ledger/ledger.js";
import type { Paper } from "./paper.js";
import type { RunRecord } from "./record.js";
import { type Scale, scales } from "./scale.js";
import { meanInterval } from "./statistics/interval.js";
import { signFlip } from "./statistics/permutation.js";
import { meanOf } from "./statistics/summary.js";

/** What is counted as one independent observation. */
export type Units = "items" | "seeds" | "items x seeds";

/** What {@link paired} compares. */
export interface PairedOptions {
  /** The variant that is claimed to be better. */
  readonly a: string;
  readonly b: string;
  readonly metric: string;
  /** Whether higher values of the metric are better, or lower ones; higher unless told. */
  readonly better?: "higher" | "lower";
  /**
   * `items`: each item counts once, averaged over seeds: for deterministic methods on several scenes. `seeds`: each seed
   * counts once, averaged over items: for trained networks. `items x seeds`: every pair, when each seed makes data of its own.
   */
  readonly units: Units;
  /** How much better at least; below 0 for "no worse than by so much". 0 unless told. */
  readonly by?: number;
}

/**
 * The test "a is better than b", in pairs of the same item and seed. A deterministic variant, which real data are run with
 * once, is paired with every seed of the other; a seed that only one of two seeded variants has does not count.
 *
 * @example
 * ```ts
 * import { paired } from "swath/experiment";
 *
 * const test = paired({ a: "stad", b: "rx", metric: "auc", units: "items" });
 * test({ rows: [], scale: "pilot", data: "real" }).n; // 0
 * ```
 */
export function paired(options: PairedOptions): Claim["test"] {
  const { a, b, metric, better = "higher", units, by = 0 } = options;
  const sign = better === "higher" ? 1 : -1;
  return (evidence) => {
    const { rows, variants } = evidence;
    const [more, less] = (sign > 0 ? [a, b] : [b, a]).map((name) => variantTitle(evidence, name));
    const what = `${metricTitle(evidence, metric)}: ${more} minus ${less}`;
    const values = new Map<string, { a?: RunRecord; b?: RunRecord }>();
    const seedsOf = (variant: string) =>
      new Set(rows.filter((row) => row.variant === variant).map(({ seed }) => seed));
    const [seedsA, seedsB] = [seedsOf(a), seedsOf(b)];
    const allSeeds = [...new Set([...seedsA, ...seedsB])].sort((x, y) => x - y);
    const standsForAll = (variant: string, seeds: ReadonlySet<number>) =>
      variants ? variants[variant]?.deterministic === true : seeds.size === 1;
    const at = (variant: string, seeds: ReadonlySet<number>, item: string, seed: number) =>
      rows.find(
        (row) =>
          row.variant === variant &&
          row.item === item &&
          (row.seed === seed || (row.origin.kind === "real" && standsForAll(variant, seeds))) &&
          usable(row, metric),
      );
    for (const item of new Set(rows.map((row) => row.item))) {
      for (const seed of allSeeds) {
        const pair = { a: at(a, seedsA, item, seed), b: at(b, seedsB, item, seed) };
        if (pair.a && pair.b) values.set(JSON.stringify([item, seed]), pair);
      }
    }
    const differences: { item: string; seed: number; value: number }[] = [];
    const records = new Set<string>();
    for (const [at, pair] of values) {
      const [item, seed] = JSON.parse(at) as [string, number];
      const value = sign * (number(pair.a as RunRecord, metric) - number(pair.b as RunRecord, metric));
      differences.push({ item, seed, value });
      records.add((pair.a as RunRecord).id).add((pair.b as RunRecord).id);
    }
    return effectOf({ what, values: differences, units, threshold: by, records: [...records] });
  };
}

/** What {@link level} asks for. */
export interface LevelOptions {
  readonly variant: string;
  readonly metric: string;
  /** The claim holds when the mean is on the better side of this. */
  readonly above?: number;
  readonly below?: number;
  readonly units: Units;
}

/**
 * The test "the metric of a variant lies above (or below) a level".
 *
 * @example
 * ```ts
 * import { level } from "swath/experiment";
 *
 * level({ variant: "full", metric: "oa", above: 50, units: "seeds" })({ rows: [], scale: "pilot", data: "real" }).n; // 0
 * ```
 */
export function level({ variant, metric, above, below, units }: LevelOptions): Claim["test"] {
  if ((above === undefined) === (below === undefined)) {
    throw new ValueError("level", "one bound is needed", { mend: "give above or below" });
  }
  const sign = above === undefined ? -1 : 1;
  const bound = (above ?? below) as number;
  return (evidence) => {
    const mine = evidence.rows.filter((row) => row.variant === variant && usable(row, metric));
    const values = mine.map((row) => ({
      item: row.item,
      seed: row.seed,
      value: sign * (number(row, metric) - bound),
    }));
    const measured = `${metricTitle(evidence, metric)} of ${variantTitle(evidence, variant)}`;
    const what = sign > 0 ? `${measured} minus ${bound}` : `${bound} minus ${measured}`;
    return effectOf({ what, values, units, records: mine.map(({ id }) => id) });
  };
}

/** As tables call it; its key where nothing else is known. */
const variantTitle = ({ variants }: Pick<Evidence, "variants">, name: string) =>
  variants?.[name]?.title ?? name;
const metricTitle = ({ metrics }: Pick<Evidence, "metrics">, name: string) => metrics?.[name]?.title ?? name;

const usable = (row: RunRecord, metric: string): boolean => Number.isFinite(row.metrics[metric]);
const number = (row: RunRecord, metric: string): number => row.metrics[metric] as number;

/** What {@link effectOf} takes. */
export interface Observations {
  /** The effect in words. */
  readonly what: string;
  /** One value an item and seed; above the threshold they speak for the claim. */
  readonly values: readonly { readonly item: string; readonly seed: number; readonly value: number }[];
  readonly units: Units;
  /** 0 unless told. */
  readonly threshold?: number;
  /** Ids of the records that the values were made from. */
  readonly records: readonly string[];
}

/**
 * The mean of some values with its interval: what tests of one's own, which neither {@link paired} nor {@link level}
 * covers, end with. Values of the same unit are averaged first.
 *
 * @example
 * ```ts
 * import { effectOf, verdictOf } from "swath/experiment";
 *
 * const values = [1.1, 0.9, 1.0].map((value, seed) => ({ item: "scene", seed, value }));
 * const effect = effectOf({ what: "a less b less c", values, units: "seeds", records: [] });
 * [effect.n, verdictOf(effect)]; // [3, "supported"]
 * ```
 */
export function effectOf({ what, values, units, threshold = 0, records }: Observations): Effect {
  const groups = new Map<string, number[]>();
  for (const { item, seed, value } of values) {
    const unit = units === "items" ? item : units === "seeds" ? `${seed}` : `${seed} ${item}`;
    groups.set(unit, [...(groups.get(unit) ?? []), value]);
  }
  const observations = [...groups.values()].map(meanOf);
  const seeds = new Set(values.map(({ seed }) => seed)).size;
  const facts = { what, threshold, units, n: observations.length, seeds, records };
  if (observations.length === 0) return facts;
  const interval = meanInterval(observations);
  const p = observations.length < 2 ? undefined : signFlip(observations.map((value) => value - threshold));
  return {
    ...facts,
    effect: meanOf(observations),
    ...(interval && { interval }),
    ...(p !== undefined && { p }),
  };
}

/**
 * What an effect says of its claim: the interval lies above the threshold, below it, or on both sides.
 *
 * @example
 * ```ts
 * import { verdictOf } from "swath/experiment";
 *
 * const interval = { low: -2, high: -1, method: "t" } as const;
 * verdictOf({ what: "", effect: -1.5, interval, threshold: 0, units: "seeds", n: 3, seeds: 3, records: [] });
 * // "contradicted"
 * ```
 */
export function verdictOf({ effect, interval, threshold, n }: Effect): Verdict {
  if (n === 0 || effect === undefined) return "not tested";
  if (interval && interval.low > threshold) return "supported";
  if (interval && interval.high < threshold) return "contradicted";
  return "not separable at this scale";
}

/** A claim judged on one scale, on real or on simulated data. */
export interface Judgement {
  readonly claim: Claim;
  readonly scale: Scale;
  readonly data: Evidence["data"];
  readonly effect: Effect;
  readonly verdict: Verdict;
}

/**
 * Judges a claim on everything that was run: for each scale, real and simulated data apart. Without any run it is one
 * judgement, `not tested`. Runs of other versions of the paper's definition do not count, and of a run that was made
 * several times the record that {@link countingRecords} names.
 *
 * @example
 * ```ts
 * import { judge, paired } from "swath/experiment";
 *
 * const test = paired({ a: "new", b: "old", metric: "score", units: "seeds" });
 * const claim = { id: "beats-old", says: "new beats old", source: "abstract", experiment: "main", test };
 * judge(claim, { version: 1 }, [])[0]?.verdict; // "not tested"
 * ```
 */
export function judge(
  claim: Claim,
  paper: Pick<Paper, "version"> & Partial<Pick<Paper, "experiments">>,
  records: readonly RunRecord[],
): readonly Judgement[] {
  const mine = records.filter(
    ({ version, experiment }) => version === paper.version && experiment === claim.experiment,
  );
  // A run that was made twice is still one observation.
  const rows = [...countingRecords(mine).values()].filter(({ outcome }) => outcome === "done");
  const known = paper.experiments?.[claim.experiment];
  const names = known && { variants: known.variants, metrics: known.metrics };
  const judgements: Judgement[] = [];
  for (const scale of [...scales].reverse()) {
    for (const data of ["real", "simulated"] as const) {
      const evidence = rows.filter((row) => row.scale === scale && row.origin.kind === data);
      if (evidence.length === 0) continue;
      const effect = claim.test({ rows: evidence, scale, data, ...names });
      judgements.push({ claim, scale, data, effect, verdict: verdictOf(effect) });
    }
  }
  if (judgements.length > 0) return judgements;
  const effect = claim.test({ rows: [], scale: "pilot", data: "real", ...names });
  return [{ claim, scale: "pilot", data: "real", effect, verdict: "not tested" }];
}

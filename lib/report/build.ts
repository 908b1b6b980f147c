import { judge } from "../experiment/claims.js";
import { countingRecords } from "../experiment/ledger/ledger.js";
import type { Experiment, Paper } from "../experiment/paper.js";
import type { RunRecord } from "../experiment/record.js";
import { type Scale, scales } from "../experiment/scale.js";
import { cellOf, largestFirst as order, plain, unique } from "./aggregate.js";
import { beside } from "./beside.js";
import { address, citation, references } from "./cite.js";
import type { Report, ReportExperiment, ReportJudgement, ReportTable } from "./schema.js";
import { counted } from "./words.js";

/** What {@link buildReport} may also know. */
export interface BuildOptions {
  /** The committed ledger, when the records are a reader's own: its figures are set beside them. */
  readonly reference?: readonly RunRecord[];
}

type Kind = "real" | "simulated";
const kinds = ["real", "simulated"] as const;
/** Curves of more seeds and items than these only cover each other. */
const CURVES = 24;

/**
 * The report of a paper: everything that it says is computed here, from the definition and the ledger alone, so the same
 * ledger always gives the same report.
 *
 * @example
 * ```ts
 * import { buildReport } from "swath/report";
 * import { paper } from "swath/papers/stad";
 *
 * const report = buildReport(paper, []);
 * report.claims[0]?.judgements[0]?.verdict; // "not tested"
 * ```
 */
export function buildReport(
  paper: Paper,
  records: readonly RunRecord[],
  { reference = [] }: BuildOptions = {},
): Report {
  const current = records.filter((row) => row.paper === paper.slug && row.version === paper.version);
  const inOrder = orderOf(paper);
  const rows = [...countingRecords(current).values()].sort(inOrder);
  const committed = [
    ...countingRecords(
      reference.filter((row) => row.paper === paper.slug && row.version === paper.version),
    ).values(),
  ].sort(inOrder);
  const done = rows.filter(({ outcome }) => outcome === "done");
  const place = new Map(rows.map(({ id }, i) => [id, i]));
  const where = address(paper.cite);
  return {
    schema: 1,
    slug: paper.slug,
    version: paper.version,
    title: paper.title,
    citation: citation(paper.cite),
    ...(where !== undefined && { address: where }),
    summary: paper.summary,
    runs: order.flatMap((scale) => kinds.flatMap((data) => runsOf(rows, scale, data))),
    outdated: records.filter((row) => row.paper === paper.slug && row.version !== paper.version).length,
    claims: paper.claims.map((claim) => ({
      id: claim.id,
      says: claim.says,
      source: claim.source,
      experiment: claim.experiment,
      judgements: judge(claim, paper, done).map(
        ({ scale, data, verdict, effect: found }): ReportJudgement => {
          const { what, effect, interval, threshold, units, n, seeds, p } = found;
          return {
            scale,
            data,
            verdict,
            what,
            ...(effect !== undefined && { effect }),
            ...(interval && { low: interval.low, high: interval.high, method: interval.method }),
            threshold,
            units,
            n,
            seeds,
            ...(p !== undefined && { p }),
            records: [...found.records].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
          };
        },
      ),
    })),
    experiments: Object.entries(paper.experiments).map(([name, experiment]) =>
      experimentOf(paper, name, experiment, done, committed),
    ),
    failures: rows
      .filter(({ outcome }) => outcome === "failed")
      .map(({ id, run, experiment, variant, item, seed, error = "" }) => ({
        id,
        run,
        what: `${experiment}, ${variant} on ${item}, seed ${seed}`,
        error,
      })),
    references: references(paper).map((one) => ({ ...one })),
    records: rows.map(({ id, run, experiment, variant, item, seed, scale, seconds }) => ({
      id,
      run,
      experiment,
      variant,
      item,
      seed,
      scale,
      seconds,
    })),
  };
}

/**
 * The order in which records are read: the definition's, then item, seed and run. It depends neither on the ledger's lines
 * nor on ids and times, so the sums of two reproductions of the same runs round alike.
 */
function orderOf({ experiments }: Paper): (a: RunRecord, b: RunRecord) => number {
  const names = Object.keys(experiments);
  const places = new Map(
    names.map((name) => [name, Object.keys(experiments[name]?.variants ?? {})] as const),
  );
  const key = ({ experiment, variant, scale, item, seed, run }: RunRecord) =>
    [
      names.indexOf(experiment),
      -scales.indexOf(scale),
      places.get(experiment)?.indexOf(variant) ?? -1,
      item,
      seed,
      run,
    ] as const;
  return (a, b) => {
    const [x, y] = [key(a), key(b)];
    const at = x.findIndex((part, i) => part !== y[i]);
    return at < 0 ? 0 : (x[at] as string | number) < (y[at] as string | number) ? -1 : 1;
  };
}

function runsOf(rows: readonly RunRecord[], scale: Scale, data: Kind): Report["runs"] {
  const mine = rows.filter((row) => row.scale === scale && row.origin.kind === data);
  if (mine.length === 0) return [];
  const days = mine.map(({ started }) => started.slice(0, 10)).sort();
  const stages = new Map(mine.flatMap((row) => row.stages.map((stage) => [stage.id, stage.seconds])));
  const own = mine.reduce((sum, row) => sum + row.seconds, 0);
  const environments = mine.map(({ environment }) => environment);
  return [
    {
      scale,
      data,
      runs: mine.length,
      failed: mine.filter(({ outcome }) => outcome === "failed").length,
      seeds: new Set(mine.map(({ seed }) => seed)).size,
      items: new Set(mine.map(({ item }) => item)).size,
      seconds: Math.round(own + [...stages.values()].reduce((sum, seconds) => sum + seconds, 0)),
      engines: unique(
        environments.map(
          ({ engine }) => `${engine.name} · ${engine.version} · ${counted(engine.threads, "thread")}`,
        ),
      ),
      machines: unique(
        environments.map(
          ({ cpu, cores, platform, node }) => `${cpu}, ${cores} cores, ${platform}, Node ${node}`,
        ),
      ),
      revisions: unique(
        environments.map(({ revision, swath }) => revision?.slice(0, 12) ?? `swath ${swath}`),
      ),
      unclean: environments.filter(({ clean }) => clean === false).length,
      from: days[0] as string,
      to: days.at(-1) as string,
    },
  ];
}

function experimentOf(
  paper: Paper,
  name: string,
  experiment: Experiment,
  done: readonly RunRecord[],
  committed: readonly RunRecord[],
): ReportExperiment {
  const rows = done.filter((row) => row.experiment === name);
  const tables = order.flatMap((scale) =>
    kinds.flatMap((data) => tableOf(paper, name, experiment, scale, data, rows, committed)),
  );
  return {
    name,
    question: experiment.question,
    variants: Object.entries(experiment.variants).map(([variant, { title, means, own = false }]) => ({
      name: variant,
      title,
      means,
      own,
    })),
    metrics: Object.entries(experiment.metrics).map(
      ([metric, { title, unit, better, digits = 4, volatile = false }]) => ({
        name: metric,
        title,
        ...(unit !== undefined && { unit }),
        better,
        digits,
        volatile,
      }),
    ),
    tables,
    beside: paper.published
      .filter((row) => row.experiment === name)
      .map((row) => beside(row, experiment, rows)),
  };
}

function tableOf(
  { slug }: Paper,
  name: string,
  experiment: Experiment,
  scale: Scale,
  data: Kind,
  rows: readonly RunRecord[],
  committed: readonly RunRecord[],
): ReportTable[] {
  const here = (row: RunRecord) => row.scale === scale && row.origin.kind === data && row.experiment === name;
  const mine = rows.filter(here);
  if (mine.length === 0) return [];
  const runs = new Set(mine.map(({ run }) => run));
  const same = committed.filter((row) => here(row) && runs.has(row.run) && row.outcome === "done");
  const variants = Object.keys(experiment.variants).filter((variant) =>
    mine.some((row) => row.variant === variant),
  );
  const items = unique(mine.map(({ item }) => item));
  const cells = (chosen: readonly RunRecord[], other: readonly RunRecord[]) =>
    Object.fromEntries(
      Object.keys(experiment.metrics).flatMap((metric) => {
        const cell = cellOf(chosen, metric);
        const reference = cellOf(other, metric);
        return cell ? [[metric, plain({ ...cell, ...(reference && { reference: reference.mean }) })]] : [];
      }),
    );
  const of = (list: readonly RunRecord[], variant: string, item?: string) =>
    list.filter((row) => row.variant === variant && (item === undefined || row.item === item));
  const { differs, setting } = experiment.scales[scale];
  return [
    {
      scale,
      data,
      sources: unique(mine.map(({ source }) => experiment.sources[source]?.title ?? source)),
      differs,
      setting,
      command: `swath reproduce ${slug} --scale ${scale} --data ${data} --only ${name} --fresh`,
      rows: variants.map((variant) => ({ variant, cells: cells(of(mine, variant), of(same, variant)) })),
      items: items.map((item) => ({
        item,
        variants: Object.fromEntries(
          variants.map((variant) => [variant, cells(of(mine, variant, item), of(same, variant, item))]),
        ),
      })),
      curves: curvesOf(mine),
      pictures: picturesOf(mine),
    },
  ];
}

function curvesOf(rows: readonly RunRecord[]): ReportTable["curves"] {
  const seen = new Set<string>();
  const curves: ReportTable["curves"] = [];
  for (const { id, variant, item, origin, seed, curves: own } of rows) {
    for (const [name, values] of Object.entries(own)) {
      // Variants of one stage share its curve: shown once.
      const same = JSON.stringify([name, values]);
      if (seen.has(same) || curves.length >= CURVES || values.length < 2) continue;
      seen.add(same);
      curves.push({ variant, name, item, data: origin.kind, seed, record: id, values: [...values] });
    }
  }
  return curves;
}

function picturesOf(rows: readonly RunRecord[]): ReportTable["pictures"] {
  const items = unique(
    rows.filter(({ pictures }) => Object.keys(pictures).length > 0).map(({ item }) => item),
  );
  const shown = new Set(items.slice(0, 3));
  return rows
    .filter(({ item }) => shown.has(item))
    .flatMap(({ item, origin, variant, pictures }) =>
      Object.values(pictures).map((picture) => ({ item, data: origin.kind, variant, ...picture })),
    )
    .sort((a, b) => (a.item < b.item ? -1 : a.item > b.item ? 1 : 0));
}

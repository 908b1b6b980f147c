import { z } from "zod";
import { recordSchema } from "../experiment/record.js";
import { scales } from "../experiment/scale.js";

const text = z.string();
const kind = z.enum(["real", "simulated"]);

const cellSchema = z
  .strictObject({
    mean: z.number(),
    deviation: z.number().optional(),
    items: z.int(),
    seeds: z.int(),
    records: z.array(text),
    notNumbers: z.int().optional().describe("Runs whose value is NaN or infinite: the mean leaves them out."),
    reference: z.number().optional().describe("The committed figure of the same runs."),
  })
  .describe("Mean over items, each averaged over its seeds; deviation over seeds.");

const cellsSchema = z.record(text, cellSchema).describe("By metric.");

const judgementSchema = z.strictObject({
  scale: z.enum(scales),
  data: kind,
  verdict: z.enum(["supported", "not separable at this scale", "contradicted", "not tested"]),
  what: text,
  effect: z.number().optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  method: text.optional(),
  threshold: z.number(),
  units: text,
  n: z.int(),
  seeds: z.int(),
  p: z.number().optional(),
  records: z.array(text),
});

const metricSchema = z.strictObject({
  name: text,
  title: text,
  unit: text.optional(),
  better: z.enum(["higher", "lower", "neither"]),
  digits: z.int(),
  volatile: z.boolean(),
});

const variantSchema = z.strictObject({ name: text, title: text, means: text, own: z.boolean() });

const tableSchema = z
  .strictObject({
    scale: z.enum(scales),
    data: kind,
    sources: z.array(text),
    differs: text,
    setting: z.unknown(),
    command: text.describe("Makes these runs again."),
    rows: z.array(z.strictObject({ variant: text, cells: cellsSchema })),
    items: z.array(z.strictObject({ item: text, variants: z.record(text, cellsSchema) })),
    curves: z.array(
      z.strictObject({
        variant: text,
        name: text,
        item: text,
        data: kind,
        seed: z.int(),
        record: text,
        values: z.array(z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])),
      }),
    ),
    pictures: z.array(
      z.strictObject({
        item: text,
        data: kind,
        variant: text,
        title: text,
        width: z.int(),
        height: z.int(),
        sha256: text,
      }),
    ),
  })
  .describe("Runs of one scale, all on real data or all on simulated data.");

const besideSchema = z.strictObject({
  dataset: text,
  setting: text,
  variant: text,
  metric: text,
  published: z.union([z.number(), z.literal("unknown")]),
  evidence: z.enum(["quoted", "code", "recalled"]),
  source: text,
  note: text.optional(),
  measured: cellSchema.optional(),
  scale: z.enum(scales).optional().describe("Of the measured figure."),
  data: kind.optional().describe("Of the measured figure."),
  on: text.optional().describe("What it was measured on; simulated data say so."),
  differs: text.describe("Between the published figure and the measured one."),
});

const runsSchema = z.strictObject({
  scale: z.enum(scales),
  data: kind,
  runs: z.int(),
  failed: z.int(),
  seeds: z.int(),
  items: z.int(),
  seconds: z.number(),
  engines: z.array(text),
  machines: z.array(text),
  revisions: z.array(text),
  unclean: z.int().describe("Runs of a tree with uncommitted changes."),
  from: text,
  to: text,
});

/**
 * What a report says, for machines.
 *
 * @example
 * ```ts
 * import { paper } from "swath/papers/stad";
 * import { buildReport, reportSchema } from "swath/report";
 *
 * reportSchema.parse(buildReport(paper, [])).slug; // "stad"
 * ```
 */
export const reportSchema = z.strictObject({
  schema: z.literal(1),
  slug: text,
  version: z.int(),
  title: text,
  citation: text,
  address: text.optional(),
  summary: text,
  runs: z.array(runsSchema),
  outdated: z.int().describe("Records of older versions of the definition, which do not count."),
  claims: z.array(
    z.strictObject({
      id: text,
      says: text,
      source: text,
      experiment: text,
      judgements: z.array(judgementSchema),
    }),
  ),
  experiments: z.array(
    z.strictObject({
      name: text,
      question: text,
      variants: z.array(variantSchema),
      metrics: z.array(metricSchema),
      tables: z.array(tableSchema),
      beside: z.array(besideSchema),
    }),
  ),
  failures: z.array(z.strictObject({ id: text, run: text, what: text, error: text })),
  references: z.array(z.strictObject({ text, bibtex: text })),
  records: z.array(
    recordSchema.pick({
      id: true,
      run: true,
      experiment: true,
      variant: true,
      item: true,
      seed: true,
      scale: true,
      seconds: true,
    }),
  ),
});

/** A report as data. */
export type Report = z.infer<typeof reportSchema>;
export type ReportTable = Report["experiments"][number]["tables"][number];
export type ReportExperiment = Report["experiments"][number];
export type ReportJudgement = Report["claims"][number]["judgements"][number];
export type Beside = ReportExperiment["beside"][number];

/**
 * JSON Schema of `reports/<slug>.json`.
 *
 * @example
 * ```ts
 * import { reportJsonSchema } from "swath/report";
 *
 * reportJsonSchema().type; // "object"
 * ```
 */
export const reportJsonSchema = (): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(reportSchema) as Readonly<Record<string, unknown>>;

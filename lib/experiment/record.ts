import { z } from "zod";
import { scales } from "./scale.js";

const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** JSON has no NaN and no infinity: they are written as words. */
const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);

const originSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("real"), dataset: text, sha256 }),
  z.strictObject({ kind: z.literal("simulated"), simulator: text, seed: text }),
]);

const environmentSchema = z.strictObject({
  swath: text.describe("Version of the package."),
  revision: text.nullable().describe("Of the source, where it is a checkout; null elsewhere."),
  clean: z.boolean().nullable().describe("Whether the tree had no uncommitted change."),
  engine: z.strictObject({ name: text, version: text, kind: text, threads: z.int().min(0) }),
  node: text,
  platform: text,
  cpu: text,
  cores: z.int().min(1),
  memoryGiB: z.number(),
});

/**
 * One run, as the ledger keeps it (a zod schema).
 *
 * @example
 * ```ts
 * import { recordSchema } from "swath/experiment";
 *
 * recordSchema.safeParse({ schema: 1 }).success; // false: much is missing
 * ```
 */
export const recordSchema = z.strictObject({
  schema: z.literal(1),
  id: text.describe("Of this record: no two records share it."),
  run: z
    .string()
    .regex(/^[0-9a-f]{12}$/)
    .describe(
      "Of what was run: the digest of paper, version, experiment, variant, item, origin, scale, setting and seed.",
    ),
  paper: text,
  version: z.int().min(1),
  experiment: text,
  variant: text,
  item: text.describe("What it ran on; simulated items begin with `simulated/`."),
  source: text.describe("The experiment's name for the data set that the item belongs to."),
  origin: originSchema,
  scale: z.enum(scales),
  setting: z.unknown(),
  seed: z.int(),
  outcome: z.enum(["done", "failed"]),
  error: text.optional(),
  metrics: z.record(text, number),
  curves: z.record(text, z.array(number)),
  pictures: z.record(
    text,
    z
      .strictObject({ title: text, width: z.int(), height: z.int(), sha256 })
      .describe("PNG in pictures/<sha256>.png"),
  ),
  notes: z.array(text),
  stages: z.array(
    z.strictObject({
      name: text,
      id: text,
      seconds: z.number().describe("What it took to make it, by whichever run did."),
      sha256: sha256.describe("Of its arrays."),
    }),
  ),
  started: text.describe("ISO 8601, UTC."),
  seconds: z.number().describe("Of the run without its stages, over all its attempts."),
  attempts: z.int().min(1).describe("1, and one more for each time that it was killed and resumed."),
  environment: environmentSchema,
});

/** A record of the ledger. */
export type RunRecord = z.infer<typeof recordSchema>;

/** The circumstances of a run. */
export type Environment = z.infer<typeof environmentSchema>;

/**
 * The JSON Schema of a ledger's line, for other programs that read ledgers.
 *
 * @example
 * ```ts
 * import { recordJsonSchema } from "swath/experiment";
 *
 * recordJsonSchema()["type"]; // "object"
 * ```
 */
export const recordJsonSchema = (): Readonly<Record<string, unknown>> => z.toJSONSchema(recordSchema);

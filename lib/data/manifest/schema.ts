import { z } from "zod";

/** The ten papers, by their slugs. */
const slugs = [
  "dianet",
  "feddiff",
  "mdfl",
  "mivit",
  "picpq",
  "rsdgc",
  "sarnet",
  "stad",
  "swimdiff",
  "tdds",
] as const;

const text = z.string().min(1);
const count = z.int().min(0);
const relativePattern = text
  .regex(/^(?![/\\])(?!.*(?:^|\/)\.\.(?:\/|$))[^\\]+$/, "a relative path with slashes, without ..")
  .describe("Relative to a data root; * and ? stand for a part of one file or folder name.");

const placeSchema = z
  .strictObject({
    path: relativePattern,
    count: count.min(1).nullable().describe("How many files the path names; null where that is not known."),
    size: count.nullable().describe("Bytes of all of them together; null where no copy was measured."),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable()
      .describe(
        "Of the file; of several files, the digest of the lines `digest, two spaces, path, newline` in the order of the paths.",
      ),
    inside: relativePattern
      .nullable()
      .describe("Where the path is an archive: the members that are the data."),
    copy: text.nullable().describe("Which copy was measured, so that a difference can be judged."),
  })
  .describe("One place and form in which the same content may lie.");

const variableSchema = z.strictObject({
  name: text,
  means: text,
  shape: z.array(count).nullable().describe("null where it differs between files or is not known."),
});

const fileSchema = z
  .strictObject({
    name: text.describe("What a reader calls it: `airport-1`, `lidar`, `images`."),
    means: text,
    required: z.boolean().describe("Whether the data set is incomplete without it."),
    reader: z
      .enum(["mat", "geotiff", "image", "npy", "hdf5", "cifar", "yolo", "voc", "coco", "text", "unknown"])
      .describe("The form of the content; archives are read in place."),
    variables: z.array(variableSchema).describe("Names inside a file that holds several arrays."),
    places: z.array(placeSchema).min(1).describe("The first that is there and right is taken."),
  })
  .describe("A file of the data set, or many of one kind.");

const citationSchema = z.strictObject({
  type: z.enum(["article", "inproceedings", "misc"]),
  authors: z.array(text).min(1),
  title: text.nullable(),
  venue: text.nullable(),
  year: z.int().min(1950).max(2100).nullable(),
  volume: text.nullable(),
  number: text.nullable(),
  pages: text.nullable(),
});

const bandsSchema = z.strictObject({
  count: count.min(1).nullable().describe("null where it differs from scene to scene."),
  names: z.array(text).nullable(),
  centresNm: z.array(z.number().positive()).nullable(),
  rangeNm: z.tuple([z.number().positive(), z.number().positive()]).nullable(),
});

const samplesSchema = z.strictObject({
  unit: z.enum(["scene", "image", "image pair", "tile", "pixel"]),
  count: count.nullable(),
  height: count.nullable().describe("null where it differs or is not known."),
  width: count.nullable(),
});

const splitSchema = z.strictObject({
  name: text,
  rule: text.describe("How the parts come about."),
  parts: z.record(z.string(), count.nullable()).describe("Samples in each part."),
  published: z.boolean().describe("Given by the data set's or a paper's authors, not chosen here."),
});

/** Fields that state a fact; each one that is not empty names its source. */
const factual = [
  "citation",
  "doi",
  "licence",
  "home",
  "sensor",
  "resolutionM",
  "samples",
  "bands",
  "classes",
  "splits",
  "pitfalls",
  "files",
] as const;

export const manifestSchema = z
  .strictObject({
    $schema: z.literal("./manifest.schema.json"),
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    title: text,
    description: text,
    partOf: text.nullable().describe("The id of the data set of which this one is a piece."),
    papers: z.array(z.enum(slugs)).describe("Papers whose sheets name the data set."),
    citation: citationSchema.nullable(),
    doi: z
      .string()
      .regex(/^10\.\d{4,9}\/\S+$/)
      .nullable(),
    licence: z
      .strictObject({ name: text, url: z.url().nullable(), note: text.nullable() })
      .nullable()
      .describe("null where none is stated: then it is not free to be passed on."),
    home: z.url().nullable(),
    obtain: z.array(text).min(1).describe("Steps to get it, one a line."),
    sensor: text.nullable(),
    resolutionM: z.number().positive().nullable().describe("Metres on the ground between pixels."),
    samples: samplesSchema.nullable(),
    bands: bandsSchema.nullable(),
    classes: z
      .array(z.strictObject({ value: z.int().nullable(), name: text, count: count.nullable() }))
      .nullable()
      .describe("`value` as the label files hold it, `count` labelled samples or pixels."),
    splits: z.array(splitSchema),
    pitfalls: z.array(text).describe("What makes figures wrong: leakage first."),
    simulator: text.nullable().describe("The simulator that stands in where the data are not there."),
    files: z.array(fileSchema).min(1),
    sources: z
      .partialRecord(z.enum(factual), text)
      .describe("For each fact where it was read, and how sure that is."),
  })
  .superRefine((manifest, context) => {
    for (const field of factual) {
      const value = manifest[field];
      const empty = value === null || (Array.isArray(value) && value.length === 0);
      if (!empty && manifest.sources[field] === undefined) {
        context.addIssue({ code: "custom", path: ["sources", field], message: `${field} has no source` });
      }
    }
    const names = manifest.files.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      context.addIssue({ code: "custom", path: ["files", index, "name"], message: `${name} is there twice` });
    }
    for (const [index, { places }] of manifest.files.entries()) {
      for (const [at, place] of places.entries()) {
        if (place.sha256 === null || (place.size !== null && place.count !== null)) continue;
        const path = ["files", index, "places", at];
        context.addIssue({ code: "custom", path, message: "a sha256 needs a size and a count beside it" });
      }
    }
    const { bands } = manifest;
    for (const key of ["names", "centresNm"] as const) {
      const list = bands?.[key];
      if (!list || bands.count === null || list.length === bands.count) continue;
      const message = `${list.length} entries for ${bands.count} bands`;
      context.addIssue({ code: "custom", path: ["bands", key], message });
    }
  })
  .describe("What Swath knows of a data set. Facts are only those that a named source states; else null.");

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** What Swath knows of a data set: identity, citation, licence, files with sizes and digests, splits, pitfalls. */
export type Manifest = DeepReadonly<z.infer<typeof manifestSchema>>;
/** A file of a data set, or many of one kind. */
export type ManifestFile = Manifest["files"][number];
/** One place and form in which a file may lie. */
export type ManifestPlace = ManifestFile["places"][number];

/**
 * The JSON Schema (2020-12) of a manifest, as committed in `data-manifests/manifest.schema.json`.
 *
 * @example
 * ```ts
 * import { manifestJsonSchema } from "swath/data";
 *
 * manifestJsonSchema()["$schema"]; // "https://json-schema.org/draft/2020-12/schema"
 * ```
 */
export function manifestJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(manifestSchema, { target: "draft-2020-12" });
  return { $schema, $id: "manifest.schema.json", title: "Swath data set manifest", ...rest };
}

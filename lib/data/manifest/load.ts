import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SwathError } from "../../errors.js";
import { nearest } from "../../nearest.js";
import { type Manifest, manifestSchema } from "./schema.js";

/** The folder of the manifests that come with Swath. */
export function manifestFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: string };
      if (about.name === "swath") return join(folder, "data-manifests");
    } catch {
      // The sources lie three folders below the package, the compiled files four.
    }
    const up = dirname(folder);
    if (up === folder) {
      throw new SwathError("IO", "data.manifests", "the package's folder was not found", {
        mend: "install swath again",
      });
    }
    folder = up;
  }
}

/** A manifest is told apart from its problems: `manifest` is there when `problems` is empty. */
export interface ManifestReport {
  readonly manifest?: Manifest;
  /** All that is wrong, each as `file: place: what`. */
  readonly problems: readonly string[];
}

/**
 * Looks at the JSON of a manifest and collects everything that is wrong with it.
 *
 * @example
 * ```ts
 * import { validateManifest } from "swath/data";
 *
 * const { problems } = validateManifest({ id: "My Scene" }, "my-scene.json");
 * problems.some((line) => line.startsWith("my-scene.json: id: ")); // true
 * ```
 */
export function validateManifest(json: unknown, file = "manifest"): ManifestReport {
  const { success, data, error } = manifestSchema.safeParse(json);
  if (success) return { manifest: data, problems: [] };
  return {
    problems: error.issues.map(
      ({ path, message }) => `${file}: ${path.length > 0 ? placeOf(path) : "the whole"}: ${message}`,
    ),
  };
}

/** `files[3].places[0].size` */
function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (done, part) =>
      typeof part === "number" ? `${done}[${part}]` : done ? `${done}.${String(part)}` : String(part),
    "",
  );
}

/** Which manifests to read. */
export interface ManifestOptions {
  /** The folder of the manifests; Swath's own unless told. */
  readonly folder?: string;
}

/**
 * All manifests of a folder in the order of their ids, with the problems of those that are not right.
 *
 * @example
 * ```ts
 * import { readManifests } from "swath/data";
 *
 * const { manifests, problems } = readManifests();
 * manifests.some(({ id }) => id === "abu"); // true
 * problems; // []
 * ```
 */
export function readManifests(options: ManifestOptions = {}): {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly string[];
} {
  const { folder = manifestFolder() } = options;
  const manifests: Manifest[] = [];
  const problems: string[] = [];
  for (const file of manifestFiles(folder)) {
    let json: unknown;
    try {
      json = JSON.parse(readFileSync(join(folder, file), "utf8"));
    } catch (cause) {
      problems.push(`${file}: ${(cause as Error).message}`);
      continue;
    }
    const report = validateManifest(json, file);
    problems.push(...report.problems);
    if (!report.manifest) continue;
    if (`${report.manifest.id}.json` !== file)
      problems.push(`${file}: id: ${JSON.stringify(report.manifest.id)} is not the file's name`);
    else manifests.push(report.manifest);
  }
  const ids = new Set(manifests.map(({ id }) => id));
  for (const { id, partOf } of manifests) {
    if (partOf !== null && !ids.has(partOf))
      problems.push(`${id}.json: partOf: there is no ${JSON.stringify(partOf)}`);
  }
  manifests.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { manifests, problems };
}

function manifestFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json") && file !== "manifest.schema.json")
      .sort();
  } catch (cause) {
    throw new SwathError("IO", "data.manifests", `${folder} cannot be read`, {
      mend: "name a folder of manifests",
      cause,
    });
  }
}

/**
 * All manifests; an error that lists every problem where one of them is not right.
 *
 * @example
 * ```ts
 * import { manifests } from "swath/data";
 *
 * manifests().filter(({ papers }) => papers.includes("stad")).map(({ id }) => id); // ["abu", "had-scenes", "had100"]
 * ```
 */
export function manifests(options: ManifestOptions = {}): readonly Manifest[] {
  const read = readManifests(options);
  if (read.problems.length > 0) {
    const some =
      read.problems.length === 1 ? "a manifest is" : `${read.problems.length} problems: manifests are`;
    throw new SwathError("FORMAT", "data.manifests", `${some} not right`, {
      facts: Object.fromEntries(read.problems.map((line, index) => [`${index + 1}`, line])),
      mend: "correct them as manifest.schema.json says",
    });
  }
  return read.manifests;
}

/**
 * The manifest with this id.
 *
 * @example
 * ```ts
 * import { manifest } from "swath/data";
 *
 * manifest("eurosat").classes?.length; // 10
 * ```
 */
export function manifest(id: string, options: ManifestOptions = {}): Manifest {
  const all = manifests(options);
  const found = all.find((one) => one.id === id);
  if (found) return found;
  const near = nearest(
    id,
    all.map((one) => one.id),
  );
  throw new SwathError("VALUE", "data.manifest", `there is no data set ${JSON.stringify(id)}`, {
    mend: near ? `did you mean ${near}? (swath data list)` : "swath data list names them",
  });
}

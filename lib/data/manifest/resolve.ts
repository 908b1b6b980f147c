import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { SwathError } from "../../errors.js";
import { type CheckOptions, checkDataset, type DatasetState, type FileState, some } from "./check.js";
import { sha256OfFile } from "./digest.js";
import { type ManifestOptions, manifest } from "./load.js";
import { type DataRoot, dataRoots } from "./roots.js";
import type { Manifest } from "./schema.js";

/** A data set that is there: the files of each name that its manifest gives. */
export interface ResolvedDataset {
  readonly manifest: Manifest;
  readonly state: DatasetState;
  /** Names of the files that are there, in the manifest's order. */
  readonly names: readonly string[];
  /** The one file of this name. */
  file(name: string): string;
  /** All files of this name, in the order of their paths. */
  files(name: string): readonly string[];
  /**
   * The checksum of the contents of these names (all that are there unless told), for `realOrigin`. The files are read,
   * but for those whose digest the cache knows; the same contents have the same checksum wherever they lie.
   */
  sha256(names?: readonly string[]): Promise<string>;
}

/** What must be there, and what is to be done when not all is. */
export interface ResolveOptions extends CheckOptions, ManifestOptions {
  /** Names that must be there; all required ones unless told. */
  readonly need?: readonly string[];
  /** Take what is there, as long as it is anything; false unless told. */
  readonly partial?: boolean;
  /** What messages call the operation; `data.load` unless told. */
  readonly operation?: string;
}

/**
 * The files of a data set under the roots that `SWATH_DATA` names. What is missing or altered is an error that says
 * so: nothing ever stands in for it silently.
 *
 * @example
 * ```ts
 * import { resolveDataset } from "swath/data";
 *
 * const error = await resolveDataset("houston2013", { roots: [] }).catch((cause) => cause);
 * error.code; // "DATA_MISSING"
 * error.facts.missing; // "hsi, lidar, labels"
 * ```
 */
export async function resolveDataset(
  dataset: string | Manifest,
  options: ResolveOptions = {},
): Promise<ResolvedDataset> {
  const about = typeof dataset === "string" ? manifest(dataset, options) : dataset;
  const { roots = dataRoots(), partial = false, operation = "data.load" } = options;
  const needed = options.need ?? about.files.filter(({ required }) => required).map(({ name }) => name);
  const unknown = needed.find((name) => !about.files.some((file) => file.name === name));
  if (unknown !== undefined) {
    throw new SwathError("VALUE", operation, `"${about.id}" has no file ${JSON.stringify(unknown)}`, {
      mend: `it has ${some(
        about.files.map(({ name }) => name),
        20,
      )}`,
    });
  }
  const state = await checkDataset(about, { ...options, roots });
  const asked = state.files.filter(({ name }) => partial || needed.includes(name));
  const altered = asked.filter((file) => file.state === "differs");
  if (altered.length > 0) throw differs(about, altered, operation);
  const there = asked.filter((file) => file.state === "present");
  const enough = partial ? there.length > 0 : there.length === asked.length;
  if (!enough) throw missing(about, asked, roots, operation);
  const usable = new Map(
    state.files.filter((file) => file.state === "present").map((file) => [file.name, file.found] as const),
  );
  const files = (name: string): readonly string[] => {
    const found = usable.get(name);
    if (found) return found;
    throw missing(
      about,
      state.files.filter((file) => file.name === name),
      roots,
      operation,
    );
  };
  return {
    manifest: about,
    state,
    names: [...usable.keys()],
    files,
    sha256: async (names = [...usable.keys()]) => {
      const lines: string[] = [];
      for (const name of names) {
        for (const [index, path] of files(name).entries()) {
          lines.push(`${await digestOf(path, options)}  ${name} ${index}\n`);
        }
      }
      return createHash("sha256").update(lines.join("")).digest("hex");
    },
    file: (name) => {
      const found = files(name);
      if (found.length === 1) return found[0] as string;
      throw new SwathError("VALUE", operation, `"${name}" of "${about.id}" is ${found.length} files`, {
        mend: `take files("${name}")`,
      });
    },
  };
}

async function digestOf(path: string, { cache, signal }: ResolveOptions): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const file = { path, full: path, size, mtimeMs };
  const known = cache?.get(file);
  if (known !== undefined) return known;
  const digest = await sha256OfFile(path, { signal });
  cache?.set(file, digest);
  return digest;
}

function missing(
  { id, simulator }: Manifest,
  files: readonly FileState[],
  roots: readonly DataRoot[],
  operation: string,
): SwathError {
  const here = files.filter((file) => file.state === "present");
  const away = files.filter((file) => file.state !== "present");
  const named = (file: FileState) => (file.problem ? `${file.name} (${file.problem})` : file.name);
  const good = roots.filter(({ problem }) => problem === undefined);
  const bad = roots.filter(({ problem }) => problem !== undefined);
  const problem =
    files.length === 1
      ? `"${id}" needs ${files[0]?.name}, which is not here`
      : `"${id}" needs ${files.length} files, ${here.length} ${here.length === 1 ? "is" : "are"} here`;
  const facts: Record<string, string> = {};
  if (here.length > 0) facts["found"] = `${some(here.map(({ name }) => name))}  (in ${here[0]?.root})`;
  if (away.length > 0) facts["missing"] = some(away.map(named), 8);
  facts["searched"] =
    roots.length === 0
      ? "nowhere: SWATH_DATA is not set"
      : [...good.map(({ path }) => path), ...bad.map(({ path, problem }) => `${path} (${problem})`)].join(
          ", ",
        );
  const standIn = simulator === null ? "" : "   ·   or run on the stand-in: --data simulated";
  return new SwathError("DATA_MISSING", operation, problem, {
    facts,
    mend: `swath data where ${id}${standIn}`,
  });
}

function differs({ id }: Manifest, files: readonly FileState[], operation: string): SwathError {
  const facts = Object.fromEntries(files.map((file) => [file.name, `${file.path}: ${file.problem}`]));
  const are = files.length === 1 ? "1 file of" : `${files.length} files of`;
  return new SwathError(
    "DATA_DIFFERS",
    operation,
    `${are} "${id}" ${files.length === 1 ? "is" : "are"} not as the manifest describes`,
    {
      facts,
      mend: `get ${some(files.map(({ name }) => name))} again, or name another root in SWATH_DATA (swath data where ${id})`,
    },
  );
}

import { DigestCache, digestOfAll, sha256OfFile } from "./digest.js";
import { type Matched, matchFiles } from "./match.js";
import { type DataRoot, dataRoots } from "./roots.js";
import type { Manifest, ManifestFile, ManifestPlace } from "./schema.js";

/**
 * `partial`: something is missing. `differs`: something is there that is not what the manifest describes (this is said
 * before anything else, since a figure made from it would be wrong).
 */
export type DataState = "present" | "partial" | "missing" | "differs";

/** What is there of one file (or of the many of one kind) that a manifest names. */
export interface FileState {
  readonly name: string;
  readonly required: boolean;
  readonly state: DataState;
  /** Full path, with the manifest's pattern where it is many; null where nothing was found. */
  readonly path: string | null;
  readonly root: string | null;
  /** How many files and bytes are there, and how many there should be (null: not known). */
  readonly count: number;
  readonly size: number;
  readonly expected: { readonly count: number | null; readonly size: number | null };
  /** The digest was compared and is equal; with `present` and false only name, count and size agree. */
  readonly verified: boolean;
  /** What is wrong, in words; null when nothing is. */
  readonly problem: string | null;
  /** The files, in the order of their paths. */
  readonly found: readonly string[];
  /** The place of the manifest that was taken. */
  readonly place: ManifestPlace | null;
}

/** What is there of a data set. */
export interface DatasetState {
  readonly id: string;
  readonly title: string;
  readonly papers: Manifest["papers"];
  readonly state: DataState;
  readonly files: readonly FileState[];
  /** What to do next; empty when all is there. */
  readonly mend: string;
}

/** Where and how closely to look. */
export interface CheckOptions {
  /** Where to look, in order; what `SWATH_DATA` names unless told. */
  readonly roots?: readonly DataRoot[];
  /** Read the files and compare digests; without it only sizes and digests known from before. False unless told. */
  readonly digests?: boolean;
  /** Digests of earlier checks; none unless told. */
  readonly cache?: DigestCache;
  readonly signal?: AbortSignal;
  /** Bytes that were read since the last call. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * What is there of a data set: present, partial, missing, or there and different. Every root is looked through; a
 * right copy in a later root counts before an altered one in an earlier.
 *
 * @example
 * ```ts
 * import { checkDataset, manifest } from "swath/data";
 *
 * const { state, mend } = await checkDataset(manifest("abu"), { roots: [] });
 * state; // "missing"
 * mend; // "set SWATH_DATA to the folder that holds your data sets · swath data where abu"
 * ```
 */
export async function checkDataset(manifest: Manifest, options: CheckOptions = {}): Promise<DatasetState> {
  const { roots = dataRoots(), cache = new DigestCache() } = options;
  const files: FileState[] = [];
  for (const file of manifest.files) files.push(await checkFile(file, { ...options, roots, cache }));
  const state = stateOf(files);
  const { id, title, papers } = manifest;
  return { id, title, papers, state, files, mend: mendOf(id, state, files, roots) };
}

function stateOf(files: readonly FileState[]): DataState {
  const is = (state: DataState) => (file: FileState) => file.state === state;
  if (files.some(is("differs"))) return "differs";
  const required = files.filter((file) => file.required);
  if ((required.length > 0 ? required : files).every(is("present"))) return "present";
  return files.every(is("missing")) ? "missing" : "partial";
}

function mendOf(
  id: string,
  state: DataState,
  files: readonly FileState[],
  roots: readonly DataRoot[],
): string {
  if (state === "present") return "";
  const where = `swath data where ${id}`;
  if (state === "differs") {
    const altered = files.filter((file) => file.state === "differs");
    return `get ${some(altered.map(({ name }) => name))} again, or name another root in SWATH_DATA · ${where}`;
  }
  const locked = files.find(({ problem }) => problem?.includes("may not be read"));
  if (locked) return `give yourself the right to read it (chmod) · ${where}`;
  const broken = roots.find(({ problem }) => problem !== undefined);
  if (roots.length === 0) return `set SWATH_DATA to the folder that holds your data sets · ${where}`;
  if (broken && state === "missing")
    return `SWATH_DATA names ${broken.path}, which ${broken.problem} · ${where}`;
  return where;
}

/** A few names, and how many more. */
export function some(names: readonly string[], limit = 4): string {
  if (names.length <= limit) return names.join(", ");
  return `${names.slice(0, limit).join(", ")} and ${names.length - limit} more`;
}

type Looking = CheckOptions & { readonly roots: readonly DataRoot[]; readonly cache: DigestCache };

const rank: Readonly<Record<DataState, number>> = { present: 3, differs: 2, partial: 1, missing: 0 };

async function checkFile(file: ManifestFile, options: Looking): Promise<FileState> {
  let best: FileState | undefined;
  for (const root of options.roots) {
    if (root.problem !== undefined) continue;
    for (const place of file.places) {
      const state = await checkPlace(file, place, root.path, options);
      if (state.state === "present") return state;
      const better = best === undefined || rank[state.state] > rank[best.state];
      if (better || (best?.state === "missing" && best.problem === null)) best = state;
    }
  }
  return best ?? nothing(file);
}

function nothing({ name, required, places: [first] }: ManifestFile): FileState {
  return {
    name,
    required,
    state: "missing",
    path: null,
    root: null,
    count: 0,
    size: 0,
    expected: { count: first?.count ?? null, size: first?.size ?? null },
    verified: false,
    problem: null,
    found: [],
    place: null,
  };
}

async function checkPlace(
  file: ManifestFile,
  place: ManifestPlace,
  root: string,
  options: Looking,
): Promise<FileState> {
  const { signal } = options;
  const { files, unreadable } = await matchFiles(root, place.path, signal);
  const none: FileState = {
    ...nothing(file),
    expected: { count: place.count, size: place.size },
    problem: unreadable.length > 0 ? some(unreadable) : null,
  };
  if (files.length === 0) return none;
  const size = files.reduce((sum, one) => sum + one.size, 0);
  const there: FileState = {
    ...none,
    path: `${root}/${place.path}`,
    root,
    count: files.length,
    size,
    found: files.map(({ full }) => full),
    place,
  };
  if (place.count !== null && files.length < place.count) {
    const problem = `${files.length} of ${place.count} files${none.problem ? `; ${none.problem}` : ""}`;
    return { ...there, state: "partial", problem };
  }
  if (place.count !== null && files.length > place.count) {
    const problem = `${files.length} files, the ${copyOf(place)} has ${place.count}`;
    return { ...there, state: "differs", problem };
  }
  if (place.size !== null && size !== place.size) {
    const problem = `${size} bytes, the ${copyOf(place)} has ${place.size}`;
    return { ...there, state: "differs", problem };
  }
  if (place.sha256 === null) return { ...there, state: "present" };
  const digest = await digestFor(files, place, options);
  if (digest === undefined) return { ...there, state: "present" };
  if ("problem" in digest) return { ...none, problem: digest.problem };
  if (digest.sha256 === place.sha256) return { ...there, state: "present", verified: true };
  const problem = `sha256 ${digest.sha256.slice(0, 12)}…, the ${copyOf(place)} has ${place.sha256.slice(0, 12)}…`;
  return { ...there, state: "differs", problem };
}

function copyOf({ copy }: ManifestPlace): string {
  return copy === null ? "known copy" : `known copy (${copy})`;
}

/** The digest of all, or undefined where it is not asked for and not known from before. */
async function digestFor(
  files: readonly Matched[],
  place: ManifestPlace,
  { digests = false, cache, signal, onBytes }: Looking,
): Promise<{ readonly sha256: string } | { readonly problem: string } | undefined> {
  const all: { readonly path: string; readonly sha256: string }[] = [];
  for (const file of files) {
    let sha256 = cache.get(file);
    if (sha256 === undefined) {
      if (!digests) return undefined;
      try {
        sha256 = await sha256OfFile(file.full, { signal, onBytes });
      } catch (cause) {
        if (signal?.aborted) throw cause;
        return { problem: `${file.path} cannot be read: ${(cause as Error).message}` };
      }
      cache.set(file, sha256);
    }
    all.push({ path: file.path, sha256 });
  }
  return { sha256: digestOfAll(all, place.path) };
}

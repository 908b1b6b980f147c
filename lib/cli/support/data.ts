import {
  checkDataset,
  type DataState,
  type DatasetState,
  type FileState,
} from "../../data/manifest/check.js";
import { croissant } from "../../data/manifest/croissant.js";
import { DigestCache, digestFile } from "../../data/manifest/digest.js";
import { manifest, manifests } from "../../data/manifest/load.js";
import { type DataRoot, dataRoots } from "../../data/manifest/roots.js";
import type { Manifest } from "../../data/manifest/schema.js";
import { bytesText, whereText } from "../../data/manifest/where.js";
import { cacheRoot } from "../../device/provision/cache.js";
import { SwathError } from "../../errors.js";
import { bar } from "./bar.js";
import { interruptible } from "./interrupt.js";

export interface RunCheck {
  readonly json?: boolean;
  readonly sizes?: boolean;
  readonly again?: boolean;
  /** One line a file rather than one a data set. */
  readonly detailed: boolean;
}

/** `swath data list` and `swath data check`. */
export async function runCheck(ids: readonly string[], options: RunCheck): Promise<void> {
  const asked = ids.length > 0 ? [...new Set(ids)].map(named) : manifests();
  const roots = dataRoots();
  const known = new DigestCache(digestFile(cacheRoot()));
  if (options.again) known.clear();
  const states = await interruptible((signal) =>
    checkAll(asked, { roots, cache: known, signal, ...options }).finally(() => known.save()),
  );
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ datasets: states.map(forMachines) }, undefined, 2)}\n`);
  } else {
    process.stdout.write(`${stateWords(states, roots, options.detailed)}\n`);
  }
  if (!options.detailed) return;
  const failed = ids.length > 0 ? states.some(({ state }) => state !== "present") : states.some(isDifferent);
  if (failed) process.exitCode = 1;
}

const isDifferent = ({ state }: DatasetState) => state === "differs";

async function checkAll(
  asked: readonly Manifest[],
  options: {
    readonly roots: readonly DataRoot[];
    readonly cache: DigestCache;
    readonly signal: AbortSignal;
    readonly sizes?: boolean;
  },
): Promise<readonly DatasetState[]> {
  const { roots, cache, signal, sizes = false } = options;
  const common = { roots, cache, signal };
  const states: DatasetState[] = [];
  const progress = bar(process.stderr);
  try {
    for (const one of asked) {
      if (sizes) {
        states.push(await checkDataset(one, common));
        continue;
      }
      // The sizes first: they say how much there is to read, and what need not be read at all.
      const quick = await checkDataset(one, common);
      const total = quick.files
        .filter(({ verified, place }) => !verified && place?.sha256)
        .reduce((sum, { size }) => sum + size, 0);
      let done = 0;
      const onBytes = (bytes: number) => {
        done += bytes;
        if (process.stderr.isTTY) {
          progress.onProgress({ phase: "reading", done: Math.min(done, total), total, text: one.id });
        }
      };
      states.push(total === 0 ? quick : await checkDataset(one, { ...common, digests: true, onBytes }));
    }
  } finally {
    progress.stop();
  }
  return states;
}

/** An id that nobody knows is a misuse of the command line. */
function named(id: string): Manifest {
  try {
    return manifest(id);
  } catch (cause) {
    if (!(cause instanceof SwathError) || cause.code !== "VALUE") throw cause;
    const problem = cause.message.slice(`${cause.operation}: `.length).split(";")[0] as string;
    throw new SwathError("USAGE", "swath data", problem, { mend: cause.mend, cause });
  }
}

function forMachines({ id, title, papers, state, files, mend }: DatasetState): unknown {
  return {
    id,
    title,
    papers,
    state,
    files: files.map(({ name, required, state, path, count, size, expected, verified, problem }) => ({
      name,
      required,
      state,
      path,
      count,
      size,
      expected,
      verified,
      problem,
    })),
    mend,
  };
}

/** The states for people: one line a data set, and with `detailed` one more for each file that needs a word. */
export function stateWords(
  states: readonly DatasetState[],
  roots: readonly DataRoot[],
  detailed: boolean,
): string {
  const width = Math.max(...states.map(({ id }) => id.length)) + 2;
  const lines = states.flatMap((one) => [
    `${one.id.padEnd(width)}${one.state.padEnd(9)}${summary(one)}`,
    ...(detailed ? fileLines(one, width, states.length <= 3) : []),
    ...(detailed && one.mend !== "" && one.state !== "missing"
      ? [`${"".padEnd(width)}mend: ${one.mend}`]
      : []),
    ...(detailed && states.length <= 3 && one.state === "missing"
      ? [`${"".padEnd(width)}mend: ${one.mend}`]
      : []),
  ]);
  const count = (state: DataState) => states.filter((one) => one.state === state).length;
  const words = (["present", "partial", "differs", "missing"] as const)
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${state}`);
  return [
    ...rootLines(roots),
    "",
    ...lines,
    "",
    `${words.join(" · ")} · swath data where ID tells how to get one`,
  ].join("\n");
}

function rootLines(roots: readonly DataRoot[]): readonly string[] {
  if (roots.length === 0)
    return ["SWATH_DATA is not set: let it name the folder (or folders) that hold your data sets"];
  return roots.map(({ path, problem }) => `root  ${path}${problem === undefined ? "" : ` · ${problem}`}`);
}

function summary({ state, files, title }: DatasetState): string {
  const here = files.filter((file) => file.state === "present");
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const parts = [
    ...(state === "partial" || state === "differs" ? [`${here.length} of ${files.length} files`] : []),
    ...(size > 0 ? [bytesText(size)] : []),
    ...(state === "present" && here.every(({ verified }) => !verified) ? ["digests not compared"] : []),
    title,
  ];
  return parts.join(" · ");
}

/** Files with something wrong; all of them where few data sets are asked for. */
function fileLines({ files, state }: DatasetState, width: number, all: boolean): readonly string[] {
  return files
    .filter((file) => all || (state !== "missing" && file.state !== "present"))
    .map((file) => `${"".padEnd(width)}${file.state.padEnd(9)}${[file.name, ...about(file)].join(" · ")}`);
}

function about(file: FileState): readonly string[] {
  return [
    ...(file.path === null ? [] : [file.path]),
    ...(file.problem === null ? [] : [file.problem]),
    ...(file.state === "present" ? [file.verified ? "digest equal" : "digest not compared"] : []),
    ...(file.required ? [] : ["not required"]),
  ];
}

/** `swath data where ID`. */
export function runWhere(id: string, { json = false }: { readonly json?: boolean }): void {
  const one = named(id);
  const text = json ? JSON.stringify(one, undefined, 2) : whereText(one, { others: manifests() });
  process.stdout.write(`${text}\n`);
}

/** `swath data croissant ID`. */
export function runCroissant(id: string): void {
  process.stdout.write(`${JSON.stringify(croissant(named(id)), undefined, 2)}\n`);
}

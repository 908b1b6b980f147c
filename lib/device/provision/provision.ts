import { mkdir, readdir, rename, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheRoot } from "./cache.js";
import { checkAddon } from "./check.js";
import { aborted, asProvisionError, fullDisk, provisionError } from "./errors.js";
import { fetchWheel, keptWheel, pipCommand, sweepDownloads } from "./fetch.js";
import { findNative, hostName, incomplete, librariesIncomplete, type NativeFound } from "./find.js";
import { makeFolder } from "./folder.js";
import { ADDON, type Layout, layout, RECORD, recipeHash } from "./layout.js";
import { LOADER_SOURCE } from "./loader.js";
import { locked } from "./lock.js";
import {
  type CheckStep,
  type CompileStep,
  compilerArguments,
  type FetchStep,
  plan,
  type Step,
  type UnpackStep,
} from "./plan.js";
import { lastLine, run } from "./process.js";
import type { Phase, ProgressEvent } from "./progress.js";
import { type Host, type NativeKind, type Target, targetOf, thisHost } from "./target.js";
import { needCompiler, needPip } from "./tools.js";
import {
  bytesToUnpack,
  checkIdentity,
  openWheel,
  sweepPieces,
  unpack,
  type Wheel,
  wantedEntries,
} from "./wheel.js";

/** What to provision and how; all of it has a default. */
export interface ProvisionOptions {
  /** Default `cpu`. `cuda` was never seen on a GPU. */
  readonly kind?: NativeKind;
  /** Wheels that are here already; what is not among them is fetched. */
  readonly wheel?: string | readonly string[];
  /** Never use the network. Default false. */
  readonly offline?: boolean;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Stops it; what is finished is kept for the next run. */
  readonly signal?: AbortSignal;
  /** Default: this process's environment and machine. */
  readonly env?: NodeJS.ProcessEnv;
  readonly host?: Host;
  /** Free bytes where a folder lies. Default: what the system says. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** After how many milliseconds the work of a killed process is taken over. Default 5000. */
  readonly takeOverAfter?: number;
}

/** The engine, and whether it had been there before. */
export interface Provisioned extends NativeFound {
  readonly already: boolean;
  /** Whether TensorFlow sees a GPU; unknown when it was there before. */
  readonly gpu?: boolean;
}

/** The steps of one kind, picked out of a plan. */
type Job = Required<Pick<ProvisionOptions, "env" | "offline">> & {
  readonly target: Target;
  readonly place: Layout;
  readonly steps: readonly Step[];
  readonly wheels: readonly string[];
  readonly signal?: AbortSignal;
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly report: (phase: Phase, done: number, total: number, text: string) => void;
};

const stepsOf = <D extends Step["do"]>(steps: readonly Step[], what: D) =>
  steps.filter((step): step is Extract<Step, { do: D }> => step.do === what);

/**
 * Makes the native engine: fetches TensorFlow's wheel with pip, unpacks its libraries, compiles the addon,
 * checks it, and only then gives it its name. Stopping or killing it at any point leaves something that a
 * next run continues and that nobody takes for whole; of two at once the second waits and finds it made.
 */
export async function provision(options: ProvisionOptions = {}): Promise<Provisioned> {
  const { kind = "cpu", env = process.env, host = thisHost(), signal } = options;
  const root = cacheRoot(env);
  const target = targetOf(host);
  const there = findNative({ env, host, kind });
  if (there.found && (await loads(there, env, signal))) return { ...there, already: true };
  if (env["SWATH_NATIVE_DIR"]) {
    const reason = there.found ? `${there.addon} does not load` : there.reason;
    throw provisionError(reason, "unset SWATH_NATIVE_DIR, then run it again");
  }
  if (target?.wheel[kind] === undefined) {
    throw provisionError(
      `there is no ${kind === "cuda" ? "CUDA build of TensorFlow" : "TensorFlow"} for ${hostName(host)}`,
      kind === "cuda" ? "use --cpu, or another machine" : "nothing to do: another engine is used",
    );
  }
  const place = layout(root, target, kind, recipeHash());
  const { wheel = [] } = options;
  const job: Job = {
    env,
    target,
    place,
    signal,
    offline: options.offline ?? false,
    steps: plan(target, kind),
    wheels: typeof wheel === "string" ? [wheel] : wheel,
    freeBytes: options.freeBytes ?? freeBytes,
    report: (phase, done, total, text) => options.onProgress?.({ phase, done, total, text }),
  };
  try {
    await makeFolder(root);
    if (there.found) await rm(place.addonFolder, { recursive: true, force: true }); // it does not load: once more
    const checked = await locked(place.home, () => make(job), {
      signal,
      takeOverAfter: options.takeOverAfter,
      waiting: () => job.report("wait", 0, 0, "another process is provisioning; waiting for it"),
    });
    const made = findNative({ env, host, kind });
    if (!made.found) throw provisionError(made.reason, made.mend);
    return { ...made, already: checked === undefined, gpu: checked?.gpu };
  } catch (error) {
    throw asProvisionError(error, root);
  }
}

/** Whether what lies there works: a system that was upgraded may have other libraries below it. */
async function loads(there: NativeFound, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<boolean> {
  const step: CheckStep = { do: "check", tensorflow: there.tensorflow, expectGpu: false };
  try {
    await checkAddon(there.addon, step, { env, signal });
    return true;
  } catch (error) {
    if (signal?.aborted) throw error;
    return false;
  }
}

async function make(job: Job): Promise<{ readonly gpu: boolean } | undefined> {
  const { place, signal, env } = job;
  if (incomplete(place) === undefined) return undefined; // the one that we waited for has made it
  // Before the long download, not after it.
  const compiler = await needCompiler({ env, signal });
  if (librariesIncomplete(place) !== undefined) await libraries(job);
  return addon(job, compiler);
}

async function libraries(job: Job): Promise<void> {
  const { place, steps } = job;
  await sweepDownloads(place.wheels);
  await sweepPieces(place.partial);
  const opened = new Map<string, Wheel>();
  const fetched: string[] = [];
  try {
    for (const path of job.wheels) {
      const wheel = await openWheel(path);
      const step = stepsOf(steps, "fetch").find(({ name, or }) => [name, ...or].includes(wheel.name));
      opened.set(step?.name ?? wheel.name, wheel);
      checkIdentity(wheel, step ?? (stepsOf(steps, "fetch")[0] as FetchStep), job.target);
    }
    await enoughSpace(job, opened);
    await fetchMissing(job, opened, fetched);
    await unpackAll(job, opened);
  } finally {
    for (const wheel of opened.values()) wheel.zip.close();
  }
  await keep(job);
  for (const path of fetched) await rm(path, { force: true }); // its libraries are in place
}

/** A first, rough check before anything is fetched. */
async function enoughSpace(job: Job, opened: ReadonlyMap<string, Wheel>): Promise<void> {
  let needed = 50e6;
  for (const step of stepsOf(job.steps, "fetch")) {
    const here = opened.has(step.name) || (await keptWheel(step, job.place.wheels)) !== undefined;
    needed += here ? 0 : step.bytes;
  }
  for (const step of stepsOf(job.steps, "unpack")) {
    const wheel = opened.get(step.name);
    needed += wheel ? await bytesToUnpack(wantedEntries(wheel, step), job.place.partial) : step.bytes;
  }
  const free = await job.freeBytes(job.place.root);
  if (free >= needed) return;
  const error = fullDisk(job.place.root);
  throw provisionError("the disk has too little space", error.mend, {
    ...error.facts,
    needed: gigabytes(needed),
    free: gigabytes(free),
  });
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function fetchMissing(job: Job, opened: Map<string, Wheel>, fetched: string[]): Promise<void> {
  const { place, env, signal, target } = job;
  let python: string | undefined;
  for (const step of stepsOf(job.steps, "fetch")) {
    if (opened.has(step.name)) continue;
    let path = await keptWheel(step, place.wheels);
    if (path === undefined) {
      if (job.offline) {
        throw provisionError(
          `the wheel of ${step.name} is not here and --offline forbids fetching it`,
          "run it without --offline, or fetch the wheel elsewhere and give it: --wheel FILE",
          { elsewhere: pipCommand(step) },
        );
      }
      python ??= await needPip({ env, signal });
      const text = `${step.name} ${step.version.replace("==", "")} with pip`;
      const onBytes = (bytes: number) =>
        job.report("download", Math.min(bytes, step.bytes), step.bytes, text);
      onBytes(0);
      path = await fetchWheel(step, { python, wheels: place.wheels, env, signal, onBytes });
      onBytes(step.bytes);
    }
    fetched.push(path);
    const wheel = await openWheel(path).catch(async (error: unknown) => {
      await rm(path, { force: true }); // a broken one of our own is not to be found again
      throw error;
    });
    opened.set(step.name, wheel);
    checkIdentity(wheel, step, target);
  }
}

async function unpackAll(job: Job, opened: ReadonlyMap<string, Wheel>): Promise<void> {
  const { place, signal } = job;
  await mkdir(place.partial, { recursive: true });
  const work = stepsOf(job.steps, "unpack").map((step: UnpackStep) => {
    const wheel = opened.get(step.name) as Wheel;
    return { wheel, entries: wantedEntries(wheel, step) };
  });
  const total = work
    .flatMap(({ entries }) => entries)
    .reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  let done = 0;
  job.report("unpack", 0, total, "TensorFlow's libraries");
  for (const { wheel, entries } of work) {
    const onBytes = (bytes: number) => {
      done += bytes;
      job.report("unpack", done, total, "TensorFlow's libraries");
    };
    try {
      await unpack(wheel, entries, place.partial, { signal, onBytes });
    } catch (error) {
      const ours = wheel.path.startsWith(place.wheels);
      if (ours && (error as Error).message.includes("broken")) await rm(wheel.path, { force: true });
      throw error;
    }
  }
  const files = Object.fromEntries(
    work.flatMap(({ entries }) => entries.map((entry) => [entry.fileName, entry.uncompressedSize])),
  );
  await writeFile(
    join(place.partial, RECORD),
    JSON.stringify({ from: work.map(({ wheel }) => wheel.name), files }),
  );
}

/** Gives the finished libraries their name; what stood there was damaged. */
async function keep(job: Job): Promise<void> {
  const { home, partial } = job.place;
  const old = `${home}.damaged-${process.pid}`;
  await rename(home, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(partial, home);
  await rm(old, { recursive: true, force: true });
  await rm(join(home, "pieces.json"), { force: true });
}

async function addon(job: Job, compiler: string): Promise<{ readonly gpu: boolean }> {
  const { place, steps, env, signal } = job;
  for (const name of await readdir(place.home)) {
    // Left by runs that were killed while they compiled; we hold the lock.
    if (name.includes(".partial-")) await rm(join(place.home, name), { recursive: true, force: true });
  }
  const aside = `${place.addonFolder}.partial-${process.pid}`;
  await mkdir(aside, { recursive: true });
  try {
    await writeFile(join(aside, "loader.cc"), LOADER_SOURCE);
    const compile = stepsOf(steps, "compile");
    for (const [index, step] of compile.entries()) {
      job.report("compile", index, compile.length, `the addon with ${compiler}`);
      await compileOne(step, { compiler, home: place.home, cwd: aside, env, signal });
    }
    job.report("compile", compile.length, compile.length, `the addon with ${compiler}`);
    await rm(join(aside, "loader.cc"));
    job.report("check", 0, 1, "a small product");
    const checked = await checkAddon(join(aside, ADDON), stepsOf(steps, "check")[0] as CheckStep, {
      env,
      signal,
    });
    if (signal?.aborted) throw aborted();
    await rename(aside, place.addonFolder);
    job.report("check", 1, 1, "a small product");
    return checked;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function compileOne(
  step: CompileStep,
  options: {
    readonly compiler: string;
    readonly home: string;
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  const { compiler, home, ...rest } = options;
  const args = compilerArguments(step, home);
  const ended = await run(compiler, args, rest);
  if (ended.code === 0) return;
  const said = `${ended.stderr}\n${ended.stdout}`;
  if (/No space left on device/.test(said)) throw fullDisk(home);
  const line = said.split("\n").find((text) => /error/i.test(text)) ?? lastLine(said);
  throw provisionError(
    `${compiler} could not compile the addon (exit code ${ended.code})`,
    "install a C++17 compiler (g++ 8 or clang 7, or newer), or name one with CXX",
    { compiler: line.trim(), command: `${compiler} ${args.join(" ")}` },
  );
}

import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stopped } from "./stopped.js";

/** A holder on another machine is told to be alive by the age of its lock; here its process is looked up. */
const FOREIGN = 120_000;
const BEAT = 10_000;
/** A lock file without words: its writer was killed between making and filling it. */
const EMPTY = 2_000;

/** Gives a lock back. */
export type Release = () => Promise<void>;

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, so that another one with the same number is not taken for it; "" where it cannot be told. */
  readonly since: string;
}

/**
 * Takes a lock, or gives undefined where another process has it. The lock of a process that was killed is free at once:
 * a lock that only grows old would keep whoever resumes waiting, and one whose owner computes without a pause would be
 * broken while it works. Two that break a dead lock in the same moment may both get in; what locks protect here is
 * written whole, so that is work done twice and not damage.
 */
export async function tryLock(path: string): Promise<Release | undefined> {
  const file = `${path}.lock`;
  await mkdir(dirname(file), { recursive: true });
  const me: Holder = { pid: process.pid, host: hostname(), since: await beginOf(process.pid) };
  const words = JSON.stringify({ ...me, lock: randomBytes(4).toString("hex") });
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, "wx");
      try {
        await handle.writeFile(words);
      } finally {
        await handle.close();
      }
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      const found = await readFile(file, "utf8").catch(() => undefined);
      if (found !== undefined && !(await isDead(file, found))) return undefined;
      if (found !== undefined) await takeAway(file, found);
      continue;
    }
    const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), BEAT);
    beat.unref();
    return async () => {
      clearInterval(beat);
      if ((await readFile(file, "utf8").catch(() => "")) === words) await rm(file, { force: true });
    };
  }
  return undefined;
}

/** Runs a task under a lock and waits for it as long as another process has it. */
export async function locked<T>(path: string, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  for (;;) {
    if (signal.aborted) throw stopped();
    const release = await tryLock(path);
    if (release) {
      try {
        return await task();
      } finally {
        await release();
      }
    }
    await sleep(50, undefined, { signal }).catch(() => {});
  }
}

async function isDead(file: string, words: string): Promise<boolean> {
  const age = Date.now() - (await stat(file).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
  let holder: Holder;
  try {
    holder = JSON.parse(words) as Holder;
  } catch {
    return age > EMPTY;
  }
  if (holder.host !== hostname()) return age > FOREIGN;
  try {
    process.kill(holder.pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "ESRCH";
  }
  const since = await beginOf(holder.pid);
  return since !== "" && since !== holder.since;
}

/** Moves a dead lock aside, unless another has replaced it meanwhile: then that one is put back. */
async function takeAway(file: string, words: string): Promise<void> {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, "utf8")) !== words) await rename(aside, file);
  } catch {
    // another was faster
  }
  await rm(aside, { force: true });
}

/** When a process began, in the words of its system: field 22 of Linux's stat, which counts ticks since the start. */
async function beginOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  // A killed process that its parent has not yet asked for stays in the table as a zombie.
  return fields[0] === "Z" ? "gone" : (fields[19] ?? "");
}

import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { tryLock } from "./lock.js";
import { checkpointFile, workFolder } from "./one.js";

/** Younger halves of files (ms) may be another machine's, which is still writing. */
const YOUNG = 600_000;

/**
 * Clears away what killed processes left and nobody will ask for: checkpoints and locks of runs that are in the ledger
 * (the process ended between writing its record and tidying up), and old halves of files.
 */
export async function sweep(out: string, paper: string, isDone: (run: string) => boolean): Promise<void> {
  const runs = join(workFolder(out), "runs");
  const done = new Set<string>();
  for (const name of await names(runs)) {
    const [, run = ""] = new RegExp(`^${paper}-([0-9a-f]{12})\\.safetensors(\\.lock)?$`).exec(name) ?? [];
    if (run && isDone(run)) done.add(run);
  }
  for (const run of done) {
    const file = checkpointFile(out, paper, run);
    const release = await tryLock(file);
    if (!release) continue; // another process makes it again
    await rm(file, { force: true });
    await release();
  }
  for (const folder of [runs, join(workFolder(out), "stages")]) {
    for (const name of await names(folder)) {
      if (!name.endsWith(".part")) continue;
      const file = join(folder, name);
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > YOUNG) await rm(file, { force: true });
    }
  }
}

const names = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSavedModel } from "./saved-model.js";

const PREFIX = "swath-capture-";
let swept = false;

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes what processes that were killed while loading a graph left behind. */
function sweep(): void {
  if (swept) return;
  swept = true;
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const pid = Number(name.slice(PREFIX.length).split("-")[0]);
    if (Number.isInteger(pid) && pid > 0 && !alive(pid))
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/**
 * Writes a graph where TensorFlow can load it from (it takes only folders), lets `load` do so and removes it again.
 */
export function withModelFolder<T>(
  nodes: Parameters<typeof encodeSavedModel>[0],
  load: (folder: string) => T,
): T {
  sweep();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    mkdirSync(join(folder, "variables"));
    writeFileSync(join(folder, "saved_model.pb"), encodeSavedModel(nodes));
    return load(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

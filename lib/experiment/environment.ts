import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { engine } from "../device/engine.js";
import type { Environment } from "./record.js";

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

/** The folder of the package, whether this runs from source or compiled. */
function packageRoot(): string {
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: string };
      if (name === "swath") return folder;
    } catch {
      // no package.json here
    }
  }
  return here;
}

async function git(root: string, ...args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run("git", ["-C", root, ...args], { timeout: 10_000 });
    return stdout.trim();
  } catch {
    return null; // no git, or an installed package
  }
}

/**
 * The circumstances that a record keeps: engine, versions, processor, and the revision of the source with whether it was
 * changed since. Reports and ledgers themselves do not count as changes: a run writes them.
 *
 * @example
 * ```ts
 * import { environment } from "swath/experiment";
 *
 * const { engine, cores } = await environment();
 * cores >= 1 && engine.name.length > 0; // true
 * ```
 */
export async function environment(): Promise<Environment> {
  const root = packageRoot();
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const top = await git(root, "rev-parse", "--show-toplevel");
  const own = top !== null && (await git(root, "ls-files", "package.json")) === "package.json";
  const revision = own ? await git(root, "rev-parse", "HEAD") : null;
  const changes = own ? await git(root, "status", "--porcelain", "--", ".", ":(exclude)reports") : null;
  const active = engine();
  const processors = cpus();
  return {
    swath: version,
    revision,
    clean: changes === null ? null : changes === "",
    engine: { name: active.name, version: active.version, kind: active.kind, threads: active.threads },
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: processors[0]?.model.trim() || "unknown",
    cores: Math.max(1, processors.length),
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
  };
}

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "./roots.js";
import { stopWhenAborted } from "./stopped.js";

/** A file that a pattern named. */
export interface Matched {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly full: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export interface Matches {
  readonly files: readonly Matched[];
  /** What is there but cannot be looked at, each as `path reason`. */
  readonly unreadable: readonly string[];
}

const wild = /[*?]/;

/**
 * The files under a root that a pattern names, in the order of their paths. A pattern has as many levels as it has
 * slashes, so that links which lead back up cannot make the search endless; links to files and folders are followed,
 * because people keep large data elsewhere.
 */
export async function matchFiles(root: string, pattern: string, signal?: AbortSignal): Promise<Matches> {
  const unreadable: string[] = [];
  let found: readonly string[] = [""];
  const parts = pattern.split("/").filter((part) => part !== "" && part !== ".");
  for (const part of parts) {
    const next: string[] = [];
    for (const folder of found) {
      stopWhenAborted(signal);
      if (!wild.test(part)) next.push(slashed(folder, part));
      else next.push(...(await namesIn(root, folder, part, unreadable)));
    }
    found = next;
  }
  const files: Matched[] = [];
  for (const path of found) {
    stopWhenAborted(signal);
    const full = join(root, path);
    try {
      const stats = await stat(full);
      if (stats.isFile()) files.push({ path, full, size: stats.size, mtimeMs: stats.mtimeMs });
      else unreadable.push(`${path} is not a file`);
    } catch (cause) {
      const reason = reasonOf(cause);
      // A name from a folder's list that is not there is a link to nowhere.
      if (reason !== "does not exist") unreadable.push(`${path} ${reason}`);
      else if (wild.test(parts.at(-1) ?? "")) unreadable.push(`${path} is a link to nowhere`);
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, unreadable };
}

async function namesIn(
  root: string,
  folder: string,
  part: string,
  unreadable: string[],
): Promise<readonly string[]> {
  const like = new RegExp(
    `^${part
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  );
  try {
    const names = await readdir(join(root, folder));
    return names
      .filter((name) => like.test(name) && (part.startsWith(".") || !name.startsWith(".")))
      .sort()
      .map((name) => slashed(folder, name));
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason !== "does not exist") unreadable.push(`${folder} ${reason}`);
    return [];
  }
}

function slashed(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

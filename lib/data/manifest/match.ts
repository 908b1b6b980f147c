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
  const fromList = wild.test(parts.at(-1) ?? "");
  for (let start = 0; start < found.length; start += AT_ONCE) {
    stopWhenAborted(signal);
    const looked = await Promise.all(
      found.slice(start, start + AT_ONCE).map((path) => look(root, path, fromList)),
    );
    for (const one of looked) {
      if (typeof one === "string") unreadable.push(one);
      else if (one !== undefined) files.push(one);
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, unreadable };
}

/** Files looked at together: a data set may have a million. */
const AT_ONCE = 64;

/** The file, what is wrong with it, or nothing where nothing is. */
async function look(root: string, path: string, fromList: boolean): Promise<Matched | string | undefined> {
  const full = join(root, path);
  try {
    const stats = await stat(full);
    if (!stats.isFile()) return `${path} is not a file`;
    return { path, full, size: stats.size, mtimeMs: stats.mtimeMs };
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason !== "does not exist") return `${path} ${reason}`;
    // A name from a folder's list that is not there is a link to nowhere.
    return fromList ? `${path} is a link to nowhere` : undefined;
  }
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

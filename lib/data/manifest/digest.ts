import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SwathError } from "../../errors.js";
import type { Matched } from "./match.js";
import { reasonOf } from "./roots.js";
import { stopWhenAborted } from "./stopped.js";

/** The sha256 of a file, read in pieces. `onBytes` hears how many came since the last call. */
export async function sha256OfFile(
  path: string,
  options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void } = {},
): Promise<string> {
  const { signal, onBytes } = options;
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20, signal })) {
      hash.update(piece as Buffer);
      onBytes?.((piece as Buffer).length);
    }
  } catch (cause) {
    stopWhenAborted(signal, cause);
    throw new SwathError("IO", "data.check", `${path} ${reasonOf(cause)}`, {
      mend: "make it readable, or get it again",
      cause,
    });
  }
  return hash.digest("hex");
}

/** The digest of several files, as the manifest's schema defines it; of one file its own. */
export function digestOfAll(
  files: readonly { readonly path: string; readonly sha256: string }[],
  pattern: string,
): string {
  if (files.length === 1 && !/[*?]/.test(pattern)) return (files[0] as { readonly sha256: string }).sha256;
  const fixed = fixedPart(pattern);
  const lines = files
    .map(({ path, sha256 }) => ({ path: path.slice(fixed.length), sha256 }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex");
}

/** The folders of a pattern before its first wild name: the same files elsewhere have the same digest. */
function fixedPart(pattern: string): string {
  const parts = pattern.split("/");
  const at = parts.findIndex((part) => /[*?]/.test(part));
  return at <= 0 ? "" : `${parts.slice(0, at).join("/")}/`;
}

interface Entry {
  readonly size: number;
  readonly mtimeMs: number;
  readonly sha256: string;
}

/**
 * Digests of files that were read before. An entry holds as long as the file's size and time of change are the same;
 * whoever wants to be sure leaves the cache out.
 *
 * @example
 * ```ts
 * import { checkDataset, DigestCache, manifest } from "swath/data";
 *
 * const cache = new DigestCache(); // with a path it lasts
 * (await checkDataset(manifest("ssdd"), { roots: [], cache, digests: true })).state; // "missing"
 * ```
 */
export class DigestCache {
  private readonly entries: Map<string, Entry>;
  private changed = false;

  /** `file`: where it lasts; it lives in memory only when there is none. */
  constructor(private readonly file?: string) {
    this.entries = new Map(file === undefined ? [] : Object.entries(readEntries(file)));
  }

  get(file: Matched): string | undefined {
    const entry = this.entries.get(file.full);
    return entry && entry.size === file.size && entry.mtimeMs === file.mtimeMs ? entry.sha256 : undefined;
  }

  set({ full, size, mtimeMs }: Matched, sha256: string): void {
    this.entries.set(full, { size, mtimeMs, sha256 });
    this.changed = true;
  }

  /** Every file is read anew. */
  clear(): void {
    this.entries.clear();
    this.changed = true;
  }

  /** Writes it whole or not at all. A cache that cannot be written is no reason to fail: the digests are known. */
  save(): void {
    if (this.file === undefined || !this.changed) return;
    const beside = `${this.file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(beside, JSON.stringify(Object.fromEntries(this.entries)));
      renameSync(beside, this.file);
      this.changed = false;
    } catch {
      removeQuietly(beside);
    }
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // `force` hides only what does not exist, not a file where a folder should be.
  }
}

/** Where the digests last, below a cache folder. */
export function digestFile(cache: string): string {
  return join(cache, "data-digests.json");
}

function readEntries(file: string): Readonly<Record<string, Entry>> {
  try {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof json !== "object" || json === null) return {};
    const whole = (entry: Partial<Entry> | null): entry is Entry =>
      typeof entry?.size === "number" &&
      typeof entry.mtimeMs === "number" &&
      typeof entry.sha256 === "string" &&
      entry.sha256.length === 64;
    return Object.fromEntries(
      Object.entries(json as Record<string, Partial<Entry> | null>).filter((pair): pair is [string, Entry] =>
        whole(pair[1]),
      ),
    );
  } catch {
    return {}; // none yet, or broken: it is made anew
  }
}

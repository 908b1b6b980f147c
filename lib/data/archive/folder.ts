import { opendir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import type { Guard } from "../read/guard.js";
import { plainBytes } from "../read/source.js";
import type { Archive, Member } from "./archive.js";

/**
 * A folder as an archive: its files in the order of their paths. Links are not followed, so that no folder leads to a
 * file outside it; folders nested deeper than the limit are an error.
 */
export async function openFolder(path: string, guard: Guard): Promise<Archive> {
  const root = resolve(path);
  const found: { readonly path: string; readonly full: string; readonly size: number }[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (depth > guard.limits.depth)
      guard.fail(
        relative(root, folder),
        `nested deeper than ${guard.limits.depth} folders`,
        "give limits: { depth }",
      );
    for await (const entry of await opendir(folder)) {
      guard.check();
      const full = join(folder, entry.name);
      if (entry.isDirectory()) await visit(full, depth + 1);
      else if (entry.isFile()) {
        guard.count(1, "the folder");
        found.push({ path: relative(root, full).split(sep).join("/"), full, size: (await stat(full)).size });
      }
    }
  };
  await visit(root, 0);
  const members = found
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(
      ({ path: inner, full, size }): Member => ({
        path: inner,
        size,
        read: async () => plainBytes(await readFile(full)),
      }),
    );
  return { name: basename(root), format: "folder", members, close: async () => {} };
}

import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Guard, type ReadOptions } from "../read/guard.js";
import { type ByteSource, bytesSource, fileSource, type Input, inputName } from "../read/source.js";
import type { Archive } from "./archive.js";
import { openFolder } from "./folder.js";
import { openTar, openTarGz } from "./tar.js";
import { openZip } from "./zip.js";

/**
 * Opens a folder, tar, tar.gz or zip, told apart by content, for reading in place. Close it when done.
 *
 * @example
 * ```ts
 * import { encodeZip, openArchive } from "swath/data";
 *
 * const archive = await openArchive(encodeZip({ "readme.txt": new TextEncoder().encode("hello") }));
 * const bytes = await archive.members[0]?.read();
 * new TextDecoder().decode(bytes); // "hello"
 * await archive.close();
 * ```
 */
export async function openArchive(input: Input, options: ReadOptions = {}): Promise<Archive> {
  const guard = new Guard("openArchive", inputName(input), options);
  if (typeof input === "string" || input instanceof URL) {
    const path = typeof input === "string" ? input : fileURLToPath(input);
    if ((await stat(path).catch(() => undefined))?.isDirectory()) return openFolder(path, guard);
    const source = await fileSource(path);
    try {
      return await archiveOf(source, guard);
    } catch (cause) {
      await source.close();
      throw cause;
    }
  }
  return archiveOf(input instanceof Uint8Array ? bytesSource(input) : input, guard);
}

/** The archive in this source. */
export async function archiveOf(source: ByteSource, guard: Guard): Promise<Archive> {
  const head = await source.read(0, Math.min(262, source.size));
  const kind = archiveKind(head);
  if (kind === "zip") return openZip(source, guard);
  if (kind === "tar.gz") return openTarGz(source, guard);
  if (kind === "tar") return openTar(source, guard);
  return guard.fail(0, "neither tar, gzip nor zip", "give an archive or a folder");
}

/** The kind of archive that begins so. */
export function archiveKind(head: Uint8Array): "zip" | "tar.gz" | "tar" | undefined {
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5) && head[3] === head[2]! + 1)
    return "zip";
  if (head[0] === 0x1f && head[1] === 0x8b) return "tar.gz";
  return String.fromCharCode(...head.subarray(257, 262)) === "ustar" ? "tar" : undefined;
}

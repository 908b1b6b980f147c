import type { Guard } from "../read/guard.js";

/** A file inside an archive. */
export interface Member {
  /** Its path inside the archive, with slashes; never absolute, never with `..`. */
  readonly path: string;
  /** Bytes of its content. */
  readonly size: number;
  /** Its content; a view on the archive's memory where that is possible. */
  read(): Promise<Uint8Array>;
}

/** An archive that is read in place: nothing is unpacked to a disk. */
export interface Archive {
  readonly name: string;
  readonly format: "tar" | "tar.gz" | "zip" | "folder";
  /** The files in it, in the archive's order; folders and links are left out. */
  readonly members: readonly Member[];
  close(): Promise<void>;
}

/**
 * The path of a member as we show it, or an error where it would lead out of the archive: nothing is unpacked here, but
 * whoever writes members to a disk must be able to trust their paths.
 */
export function safePath(raw: string, guard: Guard, place: number | string): string {
  const path = raw.replace(/^(\.\/)+/, "");
  const parts = path.split("/");
  if (path.includes("\0") || path.includes("\\") || path.startsWith("/") || /^[a-zA-Z]:/.test(path)) {
    guard.fail(place, `the path ${JSON.stringify(raw)} is not relative`, "do not trust this archive");
  }
  if (parts.includes(".."))
    guard.fail(
      place,
      `the path ${JSON.stringify(raw)} leads out of the archive`,
      "do not trust this archive",
    );
  return path;
}

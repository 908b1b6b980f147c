import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import type * as H5 from "h5wasm";
import { SwathError } from "../../errors.js";
import type { Guard } from "./guard.js";

/** The library with its file system in memory: a hostile file's external links reach nothing of the host. */
export type Hdf5 = typeof H5;

let script: Promise<Script> | undefined;
let library: Promise<Hdf5> | undefined;
let files = 0;

/**
 * A fresh instance of the library. As a script and not as a module, since modules are never let go, and an instance must be:
 * a hostile file can upset its memory so that a later call runs for ever, so each failure ends its life.
 */
async function load(): Promise<Hdf5> {
  // Compiled on first use: 4 MB that a reader of GeoTIFFs need not pay for.
  script ??= readFile(scriptPath(), "utf8").then((text) => new Script(`(() => {${text}\nreturn h5wasm;})()`));
  const hdf5 = (await script).runInThisContext() as Hdf5;
  const module = await hdf5.ready;
  // Otherwise a chunk that cannot be decoded is printed to the terminal and read as zeros.
  module.activate_throwing_error_handler();
  return hdf5;
}

function scriptPath(): string {
  const folders = createRequire(import.meta.url).resolve.paths("h5wasm") ?? [];
  const paths = folders.map((folder) => join(folder, "h5wasm", "dist", "iife", "h5wasm.js"));
  const found = paths.find((path) => existsSync(path));
  if (found) return found;
  throw new SwathError("IO", "readHdf5", "the package h5wasm is not installed", { mend: "npm ci" });
}

/** Opens bytes as an HDF5 file, runs the step, and closes and forgets the file whatever happens. */
export async function withHdf5<T>(
  bytes: Uint8Array,
  guard: Guard,
  step: (file: H5.File, hdf5: Hdf5) => T,
): Promise<T> {
  library ??= load();
  const hdf5 = await library;
  const system = (await hdf5.ready).FS;
  const path = `/swath-${++files}.h5`;
  guard.take(bytes.length, "the file in the library's memory");
  try {
    system.writeFile(path, bytes);
    const file = new hdf5.File(path, "r");
    if (Number(file.file_id) < 0) guard.fail(0, "the HDF5 library cannot open it");
    try {
      return step(file, hdf5);
    } finally {
      file.close();
    }
  } catch (cause) {
    library = undefined;
    throw hdf5Error(guard, "an HDF5 object", cause);
  } finally {
    forget(system as unknown as FileSystem, path);
  }
}

/** What Emscripten's file system in memory offers beside its published types. */
interface FileSystem {
  readonly streams: readonly ({ readonly fd: number } | null | undefined)[];
  close(stream: unknown): void;
  analyzePath(path: string): { readonly exists: boolean };
  unlink(path: string): void;
}

/**
 * Removes the file, and closes what the library left open: after an error that is a temporary file with the error's text and
 * sometimes the file itself. When the 4096 handles are used up, the library looks for a free one for ever. All but the three
 * standard ones are ours: no step gives another reader a turn.
 */
function forget(system: FileSystem, path: string): void {
  for (const stream of [...system.streams]) if (stream && stream.fd > 2) system.close(stream);
  if (system.analyzePath(path).exists) system.unlink(path);
}

/** A FormatError for what the library threw: of its stack of messages the innermost one, which says what was wrong. */
export function hdf5Error(guard: Guard, place: string, cause: unknown): SwathError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const reasons = [...text.matchAll(/ in \w+\(\): ([^\n]+)/g)];
  const reason = reasons.at(-1)?.[1];
  return guard.translate(
    place,
    reason === undefined ? cause : new Error(`the HDF5 library says: ${reason}`, { cause }),
  );
}

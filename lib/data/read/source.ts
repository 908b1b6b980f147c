import { open } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { SwathError } from "../../errors.js";
import type { Guard } from "./guard.js";

/** Bytes that can be read at any place: a file, a buffer, a member of an archive. */
export interface ByteSource {
  /** How messages call it. */
  readonly name: string;
  readonly size: number;
  /** Exactly `length` bytes from `offset`; rejects when they are not all there. The bytes may be a view. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What readers take: a path, a file URL, bytes in memory, or a source of one's own. */
export type Input = string | URL | Uint8Array | ByteSource;

/**
 * Bytes in memory as a source; `read` gives views.
 *
 * @example
 * ```ts
 * import { bytesSource } from "swath/data";
 *
 * await bytesSource(new Uint8Array([1, 2, 3])).read(1, 2); // Uint8Array [2, 3]
 * ```
 */
export function bytesSource(given: Uint8Array, name = "bytes in memory"): ByteSource {
  // A Buffer's slice is a view where a Uint8Array's is a copy: readers see plain arrays only.
  const bytes = plainBytes(given);
  return {
    name,
    size: bytes.length,
    read: async (offset, length) => {
      checkRange(name, bytes.length, offset, length);
      return bytes.subarray(offset, offset + length);
    },
    close: async () => {},
  };
}

/**
 * A file as a source; only what is asked for is read.
 *
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { fileSource } from "swath/data";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "swath-")), "three.bin");
 * await writeFile(path, new Uint8Array([1, 2, 3]));
 * const source = await fileSource(path);
 * source.size; // 3
 * await source.close();
 * ```
 */
export async function fileSource(path: string): Promise<ByteSource> {
  const name = basename(path);
  const handle = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "ENOENT" ? "there is no such file" : cause.message;
    throw new SwathError("IO", "open", `${path}: ${reason}`, { mend: "check the path", cause });
  });
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    throw new SwathError("IO", "open", `${path}: not a regular file`, { mend: "give the path of a file" });
  }
  return {
    name,
    size: stats.size,
    read: async (offset, length) => {
      checkRange(name, stats.size, offset, length);
      // Not from Node's pool: typed arrays of 8-byte numbers want an aligned start.
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) {
          throw new SwathError("IO", "read", `${name}: the file became shorter while it was read`, {
            mend: "try again when nobody writes to it",
          });
        }
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

function checkRange(name: string, size: number, offset: number, length: number): void {
  if (offset >= 0 && length >= 0 && offset + length <= size) return;
  throw new SwathError("FORMAT", "read", `${name}: bytes ${offset} … ${offset + length} of ${size}`, {
    mend: "the file is broken or truncated: get it again",
  });
}

/** The name of an input before it is opened. */
export function inputName(input: Input): string {
  if (typeof input === "string") return basename(input);
  if (input instanceof URL) return basename(fileURLToPath(input));
  return input instanceof Uint8Array ? "bytes in memory" : input.name;
}

/** Opens the input, runs the step, and closes what was opened here (a caller's own source stays open). */
export async function withSource<T>(input: Input, step: (source: ByteSource) => Promise<T>): Promise<T> {
  if (typeof input !== "string" && !(input instanceof URL)) {
    return step(input instanceof Uint8Array ? bytesSource(input) : input);
  }
  const source = await fileSource(typeof input === "string" ? input : fileURLToPath(input));
  try {
    return await step(source);
  } finally {
    await source.close();
  }
}

/** The whole input, for formats that are read at once; counts against the guard's memory. */
export async function readAll(source: ByteSource, guard: Guard): Promise<Uint8Array> {
  guard.check();
  guard.take(source.size, "the file itself");
  const chunk = 2 ** 26;
  if (source.size <= chunk || !guard.signal) return source.read(0, source.size);
  const bytes = new Uint8Array(source.size);
  for (let offset = 0; offset < source.size; offset += chunk) {
    guard.check();
    bytes.set(await source.read(offset, Math.min(chunk, source.size - offset)), offset);
  }
  return bytes;
}

/** A Buffer as a plain Uint8Array over the same memory. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return Buffer.isBuffer(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;
}

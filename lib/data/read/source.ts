import { closeSync, fstatSync, openSync, read, readSync, statSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
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
 * What is read at once and not by Node's threads: each of open, stat, read and close takes longer on its way to a thread
 * and back than such a file takes to be read (half a millisecond for a small image that is decoded in one).
 */
const SMALL = 2 ** 20;

const readInThread = promisify(read);

/** How long readers keep timers, prints and interrupts waiting, in milliseconds. */
const BREATH = 10;
let breathed = 0;

/** Reading at once never leaves the thread: whoever reads many small files in a row lets others in now and then. */
async function breathe(): Promise<void> {
  const now = performance.now();
  if (now - breathed < BREATH) return;
  await new Promise(setImmediate);
  breathed = performance.now();
}

/** Opens a regular file; anything else is refused before it is opened, which a named pipe would never answer. */
function openFile(path: string): { readonly fd: number; readonly size: number } {
  try {
    if (statSync(path).isFile()) {
      const fd = openSync(path, "r");
      return { fd, size: fstatSync(fd).size };
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such file" : message;
    throw new SwathError("IO", "open", `${path}: ${reason}`, { mend: "check the path", cause });
  }
  throw new SwathError("IO", "open", `${path}: not a regular file`, { mend: "give the path of a file" });
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
  await breathe();
  const { fd, size } = openFile(path);
  const readings = new Set<Promise<unknown>>();
  let open = true;
  const readSome = async (bytes: Uint8Array, done: number, offset: number): Promise<number> => {
    const [rest, from] = [bytes.length - done, offset + done];
    if (bytes.length <= SMALL) return readSync(fd, bytes, done, rest, from);
    const reading = readInThread(fd, bytes, done, rest, from);
    readings.add(reading);
    return reading.then(({ bytesRead }) => bytesRead).finally(() => readings.delete(reading));
  };
  return {
    name,
    size,
    read: async (offset, length) => {
      checkRange(name, size, offset, length);
      // Not from Node's pool: typed arrays of 8-byte numbers want an aligned start.
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        if (!open) throw new SwathError("STATE", "read", `${name} is closed`, { mend: "open it again" });
        const count = await readSome(bytes, done, offset);
        if (count === 0) {
          throw new SwathError("IO", "read", `${name}: the file became shorter while it was read`, {
            mend: "try again when nobody writes to it",
          });
        }
        done += count;
      }
      return bytes;
    },
    close: async () => {
      if (!open) return;
      open = false;
      // The system gives the number to the next file that is opened: no thread may read from it any more.
      await Promise.allSettled(readings);
      closeSync(fd);
    },
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

import { createInflate, createInflateRaw, inflateRawSync, inflateSync, constants as zlib } from "node:zlib";
import type { Guard } from "../read/guard.js";
import { plainBytes } from "../read/source.js";

/** Deflate cannot make more than this many bytes out of one. */
const deflateRatio = 1032;

/** Beyond this size (some tenths of a second) the work is cut into pieces, so that it can be cancelled. */
const pieceBytes = 2 ** 26;

/**
 * Inflates to exactly `size` bytes, which the file claims: refused before memory is taken where the input cannot hold
 * that much, and when the claim turns out wrong.
 */
export async function inflateExactly(
  bytes: Uint8Array,
  size: number,
  guard: Guard,
  place: number | string,
  raw = false,
): Promise<Uint8Array> {
  if (size > deflateRatio * bytes.length + 64) {
    guard.fail(place, `${bytes.length} compressed bytes cannot hold the ${size} that are claimed`);
  }
  guard.take(size, typeof place === "string" ? place : `the data at byte ${place}`);
  guard.check();
  // One byte more than claimed is let through, to tell "exactly" from "more".
  const options = { maxOutputLength: size + 1, chunkSize: Math.max(64, Math.min(size + 1, pieceBytes)) };
  let out: Uint8Array;
  try {
    if (size <= pieceBytes) out = plainBytes((raw ? inflateRawSync : inflateSync)(bytes, options));
    else out = await inPieces(bytes, size, guard, raw);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      guard.fail(place, `more than the claimed ${size} bytes come out of it`);
    }
    throw guard.translate(place, cause);
  }
  if (out.length !== size) guard.fail(place, `${out.length} bytes come out of it, ${size} are claimed`);
  return out;
}

/** The first bytes that come out, for a look at a header; `wanted` at most, fewer when the data are broken or short. */
export function inflateStart(bytes: Uint8Array, wanted: number): Uint8Array {
  const input = bytes.subarray(0, Math.min(bytes.length, 4 * wanted + 256));
  try {
    const options = { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: deflateRatio * input.length + 1024 };
    return plainBytes(inflateSync(input, options)).subarray(0, wanted);
  } catch {
    return new Uint8Array(0);
  }
}

async function inPieces(bytes: Uint8Array, size: number, guard: Guard, raw: boolean): Promise<Uint8Array> {
  const out = new Uint8Array(size);
  const stream = (raw ? createInflateRaw : createInflate)({ chunkSize: 2 ** 20 });
  let filled = 0;
  stream.end(bytes);
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    guard.check();
    if (filled + chunk.length > size) {
      throw Object.assign(new Error("too much"), { code: "ERR_BUFFER_TOO_LARGE" });
    }
    out.set(chunk, filled);
    filled += chunk.length;
  }
  return out.subarray(0, filled);
}

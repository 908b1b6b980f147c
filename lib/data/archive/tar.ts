import { createGunzip } from "node:zlib";
import type { Guard } from "../read/guard.js";
import { type ByteSource, bytesSource } from "../read/source.js";
import { type Archive, type Member, safePath } from "./archive.js";

// POSIX.1-2001 (pax) and the older ustar and GNU forms: headers of 512 bytes, contents padded to 512.

const block = 512;

/** Opens a tar archive: its headers are walked once, contents are read when asked for. */
export async function openTar(
  source: ByteSource,
  guard: Guard,
  format: "tar" | "tar.gz" = "tar",
): Promise<Archive> {
  const members: Member[] = [];
  let at = 0;
  let longPath: string | undefined;
  let pax: Readonly<Record<string, string>> = {};
  let ended = false;
  // Headers are small and contents are skipped: one read of 64 KiB serves many small members.
  const reading = buffered(source);
  while (at + block <= source.size) {
    guard.check();
    const header = await reading(at, block);
    if (header.every((byte) => byte === 0)) {
      ended = true;
      break;
    }
    checkSum(header, at, guard);
    const type = String.fromCharCode(header[156]!);
    const size = pax["size"] !== undefined ? Number(pax["size"]) : octal(header, 124, 12);
    const start = at + block;
    if (!(Number.isSafeInteger(size) && size >= 0 && start + size <= source.size)) {
      guard.fail(at, `a member of ${size} bytes, ${source.size - start} follow`);
    }
    guard.count(1, "the tar archive");
    const next = start + Math.ceil(size / block) * block;
    if (type === "L" || type === "x" || type === "g" || type === "K") {
      if (size > 2 ** 20) guard.fail(at, `a header of ${size} bytes`);
      const content = await reading(start, size);
      if (type === "L") longPath = new TextDecoder().decode(content).replace(/\0.*$/s, "");
      else if (type === "x") pax = paxRecords(content, start, guard);
    } else {
      if (type === "0" || type === "\0" || type === "7") {
        const path = safePath(pax["path"] ?? longPath ?? ustarPath(header), guard, at);
        members.push({ path, size, read: () => source.read(start, size) });
      }
      longPath = undefined;
      pax = {};
    }
    at = next;
  }
  if (!ended && at < source.size && source.size - at < block)
    guard.fail(at, "the archive ends within a header");
  if (!ended && members.length === 0) guard.fail(0, "no member of a tar archive");
  return { name: source.name, format, members, close: () => source.close() };
}

function buffered(source: ByteSource): (offset: number, length: number) => Promise<Uint8Array> {
  let start = 0;
  let held: Uint8Array = new Uint8Array(0);
  return async (offset, length) => {
    if (offset < start || offset + length > start + held.length) {
      start = offset;
      held = await source.read(offset, Math.min(Math.max(length, 65536), source.size - offset));
    }
    return held.subarray(offset - start, offset - start + length);
  };
}

/** A number in octal text, or in GNU's binary form when its first bit is set. */
function octal(header: Uint8Array, at: number, length: number): number {
  const field = header.subarray(at, at + length);
  if (field[0]! & 0x80)
    return field.subarray(1).reduce((value, byte) => value * 256 + byte, field[0]! & 0x7f);
  const text = String.fromCharCode(...field)
    .replace(/\0.*$/s, "")
    .trim();
  return text === "" ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function checkSum(header: Uint8Array, at: number, guard: Guard): void {
  const claimed = octal(header, 148, 8);
  // The sum is made with blanks in its own place.
  let sum = 8 * 32;
  for (let i = 0; i < block; i++) if (i < 148 || i >= 156) sum += header[i]!;
  if (sum !== claimed) guard.fail(at, "the checksum of a tar header is wrong");
}

function field(header: Uint8Array, at: number, length: number): string {
  const bytes = header.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function ustarPath(header: Uint8Array): string {
  const name = field(header, 0, 100);
  const prefix = field(header, 257, 5) === "ustar" && header[262] === 0 ? field(header, 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Pax records: `<length> <key>=<value>\n`, the length counting the whole record. */
function paxRecords(bytes: Uint8Array, place: number, guard: Guard): Readonly<Record<string, string>> {
  const records: Record<string, string> = Object.create(null);
  const decoder = new TextDecoder();
  let at = 0;
  while (at < bytes.length) {
    const blank = bytes.indexOf(32, at);
    const length =
      blank < 0 || blank - at > 8 ? Number.NaN : Number(decoder.decode(bytes.subarray(at, blank)));
    if (!(Number.isInteger(length) && length > blank - at + 1 && at + length <= bytes.length)) {
      guard.fail(place + at, "a broken pax record");
    }
    const [, key, value] =
      /^([^=]*)=(.*)\n$/s.exec(decoder.decode(bytes.subarray(blank + 1, at + length))) ?? [];
    if (key === undefined || value === undefined) guard.fail(place + at, "a broken pax record");
    records[key] = value;
    at += length;
  }
  return { ...records };
}

/**
 * Opens a gzipped tar archive. Gzip cannot be entered in the middle, so the archive is inflated into memory once, as far
 * as the limits allow; its members are then views on that memory.
 */
export async function openTarGz(source: ByteSource, guard: Guard): Promise<Archive> {
  guard.check();
  const packed = await source.read(0, source.size);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = createGunzip({ chunkSize: 2 ** 20 });
  stream.end(packed);
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      guard.check();
      // Twice, for the moment in which the pieces are joined.
      guard.take(2 * chunk.length, "the unpacked archive");
      chunks.push(chunk);
      size += chunk.length;
    }
  } catch (cause) {
    throw guard.translate("the gzip data", cause);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  guard.release(size);
  await source.close();
  return openTar(bytesSource(whole, source.name), guard, "tar.gz");
}

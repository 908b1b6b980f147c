import { crc32 } from "node:zlib";
import type { Guard } from "../read/guard.js";
import type { ByteSource } from "../read/source.js";
import { type Archive, type Member, safePath } from "./archive.js";
import { inflateExactly } from "./inflate.js";

// PKWARE's APPNOTE 6.3: read from its central directory, ZIP64 included. Members are inflated one at a time when asked
// for, to exactly the size that the directory names, and their checksum is compared.

const endSize = 22;

interface Listing {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

async function listing(source: ByteSource, guard: Guard): Promise<Listing> {
  // The end record may be followed by a comment of up to 64 KiB.
  const tailSize = Math.min(source.size, endSize + 65535);
  const tail = await source.read(source.size - tailSize, tailSize);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  for (let at = tail.length - endSize; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + endSize + view.getUint16(at + 20, true) > tail.length) continue;
    const end = source.size - tailSize + at;
    const small = {
      entries: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
    const large = small.entries === 0xffff || small.size === 0xffffffff || small.offset === 0xffffffff;
    return large ? ((await listing64(source, end, guard)) ?? small) : small;
  }
  return guard.fail(Math.max(0, source.size - endSize), "the zip's directory is missing");
}

async function listing64(source: ByteSource, end: number, guard: Guard): Promise<Listing | undefined> {
  if (end < 20) return undefined;
  const locator = await source.read(end - 20, 20);
  const where = new DataView(locator.buffer, locator.byteOffset, 20);
  if (where.getUint32(0, true) !== 0x07064b50) return undefined;
  const at = Number(where.getBigUint64(8, true));
  if (!(at + 56 <= source.size)) guard.fail(end - 20, "the ZIP64 directory lies beyond the file");
  const record = await source.read(at, 56);
  const view = new DataView(record.buffer, record.byteOffset, 56);
  if (view.getUint32(0, true) !== 0x06064b50) guard.fail(at, "no ZIP64 directory");
  return {
    entries: Number(view.getBigUint64(32, true)),
    size: Number(view.getBigUint64(40, true)),
    offset: Number(view.getBigUint64(48, true)),
  };
}

interface Entry {
  readonly path: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** Opens a zip archive. */
export async function openZip(source: ByteSource, guard: Guard): Promise<Archive> {
  const { entries, size, offset } = await listing(source, guard);
  // An entry takes 46 bytes at least.
  if (!(offset + size <= source.size) || entries * 46 > size) {
    guard.fail(source.size - endSize, `a directory of ${entries} entries in ${size} bytes at ${offset}`);
  }
  guard.count(entries, "the zip's directory");
  guard.take(size, "the zip's directory");
  const bytes = await source.read(offset, size);
  const members: Member[] = [];
  let at = 0;
  for (let i = 0; i < entries; i++) {
    const { entry, next } = parseEntry(bytes, at, offset, guard);
    at = next;
    if (!entry.path.endsWith("/")) members.push(memberOf(entry, source, guard));
  }
  return { name: source.name, format: "zip", members, close: () => source.close() };
}

function parseEntry(
  bytes: Uint8Array,
  at: number,
  base: number,
  guard: Guard,
): { readonly entry: Entry; readonly next: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
    guard.fail(base + at, "no entry of a zip's directory");
  const [nameSize, extraSize, commentSize] = [28, 30, 32].map((shift) =>
    view.getUint16(at + shift, true),
  ) as [number, number, number];
  const next = at + 46 + nameSize + extraSize + commentSize;
  if (next > bytes.length) guard.fail(base + at, "an entry beyond the zip's directory");
  const flags = view.getUint16(at + 8, true);
  // Old archives name files in code page 437; UTF-8 decoding keeps ASCII, which is what data sets use.
  const raw = new TextDecoder("utf-8").decode(bytes.subarray(at + 46, at + 46 + nameSize));
  const wide = extra64(view, at + 46 + nameSize, extraSize);
  const value = (shift: number): number => {
    const short = view.getUint32(at + shift, true);
    return short === 0xffffffff ? (wide() ?? short) : short;
  };
  const size = value(24);
  const packed = value(20);
  const entry: Entry = {
    path: safePath(raw, guard, base + at),
    method: view.getUint16(at + 10, true),
    encrypted: (flags & 1) !== 0,
    crc: view.getUint32(at + 16, true),
    size,
    packed,
    offset: value(42),
  };
  return { entry, next };
}

/** The 64-bit values of an entry in their order: size, packed size, offset, each only where the short one is full. */
function extra64(view: DataView, start: number, length: number): () => number | undefined {
  let at = start;
  let end = start;
  for (let i = start; i + 4 <= start + length; ) {
    const size = view.getUint16(i + 2, true);
    if (view.getUint16(i, true) === 1) {
      at = i + 4;
      end = Math.min(start + length, at + size);
      break;
    }
    i += 4 + size;
  }
  return () => {
    if (at + 8 > end) return undefined;
    const value = Number(view.getBigUint64(at, true));
    at += 8;
    return value;
  };
}

function memberOf(entry: Entry, source: ByteSource, guard: Guard): Member {
  const { path, size, packed, offset, method } = entry;
  const place = `"${path}"`;
  return {
    path,
    size,
    read: async () => {
      guard.check();
      if (entry.encrypted) guard.fail(place, "is encrypted", "unpack it with its password first");
      if (method !== 0 && method !== 8)
        guard.fail(place, `is packed by method ${method}`, "pack it with deflate");
      if (!(offset + 30 <= source.size)) guard.fail(place, `begins at ${offset} of a file of ${source.size}`);
      const head = await source.read(offset, 30);
      const view = new DataView(head.buffer, head.byteOffset, 30);
      if (view.getUint32(0, true) !== 0x04034b50) guard.fail(offset, "no member of a zip");
      const start = offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
      if (!(start + packed <= source.size))
        guard.fail(place, `${packed} bytes at ${start} of a file of ${source.size}`);
      const bytes = await source.read(start, packed);
      let content: Uint8Array;
      if (method === 0) {
        if (packed !== size) guard.fail(place, `${packed} bytes are stored, ${size} are claimed`);
        content = bytes;
      } else {
        content = await inflateExactly(bytes, size, guard, place, true);
        // The caller holds it now; a walk through the archive must not add up.
        guard.release(size);
      }
      if (crc32(content) !== entry.crc) guard.fail(place, "its checksum does not fit its content");
      return content;
    },
  };
}

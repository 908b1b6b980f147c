import { inflateSync } from "node:zlib";
import type { Guard } from "../guard.js";
import { decodeJpeg } from "../jpeg-codec.js";
import { plainBytes } from "../source.js";
import { decodeLzw } from "./lzw.js";

/** How a block (tile or strip) of a TIFF is packed. */
export interface Packing {
  readonly compression: number;
  /** Quantisation and Huffman tables that JPEG blocks share. */
  readonly jpegTables?: Uint8Array;
  /** TIFF's own word on the colours of JPEG blocks. */
  readonly photometric: number;
  readonly lerc?: readonly number[];
}

/** Most bytes that one packed byte can become, for the check of claims against the file. */
export function largestGrowth(compression: number): number {
  if (compression === 1) return 1;
  if (compression === 32773) return 64;
  if (compression === 5) return 4096;
  if (compression === 8 || compression === 32946) return 1032;
  // Zstandard and LERC write a block of one value in a handful of bytes.
  return compression === 7 ? 1500 : 2 ** 24;
}

/** The unpacked bytes of a block: `size` of them, fewer only when the data end too early. */
export async function unpack(
  bytes: Uint8Array,
  size: number,
  packing: Packing,
  guard: Guard,
  place: string,
): Promise<Uint8Array> {
  switch (packing.compression) {
    case 1:
      return bytes.subarray(0, size);
    case 5:
      return decodeLzw(bytes, size);
    case 8:
    case 32946:
      return inflate(bytes, size, guard, place);
    case 32773:
      return decodePackBits(bytes, size);
    case 7:
      if (bytes.length < 4) guard.fail(place, `${bytes.length} bytes are no JPEG`);
      return (await decodeJpeg(wholeJpeg(bytes, packing), guard, place)).data;
    case 50000:
      return zstandard(bytes, size, guard, place);
    case 34887:
      return lerc(bytes, size, packing, guard, place);
    default:
      return guard.fail(
        place,
        `compression ${packing.compression}`,
        "none, LZW, deflate, PackBits, JPEG, Zstandard and LERC are read: convert it (gdal_translate -co COMPRESS=DEFLATE)",
      );
  }
}

function inflate(bytes: Uint8Array, size: number, guard: Guard, place: string): Uint8Array {
  try {
    // Some writers pack whole strips beyond the image's end; what is more than needed is cut, but not without bound.
    const options = { maxOutputLength: 2 * size + 1024, chunkSize: Math.max(64, size + 1) };
    return plainBytes(inflateSync(bytes, options)).subarray(0, size);
  } catch (cause) {
    throw guard.translate(place, cause);
  }
}

function decodePackBits(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let filled = 0;
  let at = 0;
  while (filled < size && at < bytes.length) {
    const head = (bytes[at++]! << 24) >> 24;
    if (head >= 0) {
      const part = bytes.subarray(at, at + Math.min(head + 1, size - filled));
      out.set(part, filled);
      filled += part.length;
      at += head + 1;
    } else if (head !== -128 && at < bytes.length) {
      const end = Math.min(size, filled + 1 - head);
      out.fill(bytes[at++]!, filled, end);
      filled = end;
    }
  }
  return out.subarray(0, filled);
}

/** A block's JPEG with the shared tables, and with Adobe's mark that says which colours TIFF declares. */
function wholeJpeg(bytes: Uint8Array, { jpegTables, photometric }: Packing): Uint8Array {
  const tables = jpegTables && jpegTables.length > 4 ? jpegTables.subarray(2, -2) : new Uint8Array(0);
  const transform = photometric === 6 ? 1 : 0;
  const adobe = Uint8Array.from([
    0xff,
    0xee,
    0,
    14,
    0x41,
    0x64,
    0x6f,
    0x62,
    0x65,
    0,
    100,
    0,
    0,
    0,
    0,
    transform,
  ]);
  const out = new Uint8Array(bytes.length + tables.length + adobe.length);
  out.set(bytes.subarray(0, 2));
  out.set(adobe, 2);
  out.set(tables, 2 + adobe.length);
  out.set(bytes.subarray(2), 2 + adobe.length + tables.length);
  return out;
}

/**
 * The first frame of Zstandard data (RFC 8878) with its size written into its header. GDAL leaves the size out, and for such
 * frames the library goes through a loop that takes memory without bound and never ends on corrupt data; a frame that
 * names its size is decoded in one step, into that many bytes and no more.
 */
function zstandardFrame(bytes: Uint8Array, size: number, guard: Guard, place: string): Uint8Array {
  const fail = (): never => guard.fail(place, "no whole Zstandard frame");
  if (bytes.length < 9 || bytes[0] !== 0x28 || bytes[1] !== 0xb5 || bytes[2] !== 0x2f || bytes[3] !== 0xfd)
    return fail();
  const descriptor = bytes[4]!;
  const single = (descriptor & 0x20) !== 0;
  // A reserved bit, a dictionary or a window above 128 MiB: nothing that a TIFF needs.
  if (descriptor & 0x0b || (!single && bytes[5]! >> 3 > 17)) return fail();
  const sizeAt = single ? 5 : 6;
  const form = descriptor >> 6;
  const body = sizeAt + (form === 0 ? (single ? 1 : 0) : [0, 2, 4, 8][form]!);
  if (body > bytes.length) return fail();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const named = [
    () => (single ? bytes[sizeAt]! : size),
    () => view.getUint16(sizeAt, true) + 256,
    () => view.getUint32(sizeAt, true),
    () => Number(view.getBigUint64(sizeAt, true)),
  ][form]!();
  if (named > 2 * size + 1024)
    guard.fail(place, `a Zstandard frame of ${named} bytes where ${size} are needed`);
  let end = body;
  for (let last = 0; last === 0; ) {
    if (end + 3 > bytes.length) return fail();
    const head = bytes[end]! | (bytes[end + 1]! << 8) | (bytes[end + 2]! << 16);
    last = head & 1;
    // Kinds: as is, one byte repeated, compressed.
    end += 3 + (((head >> 1) & 3) === 1 ? 1 : head >> 3);
  }
  if (descriptor & 4) end += 4;
  if (end > bytes.length) return fail();
  const header = new DataView(new ArrayBuffer(10));
  header.setUint32(0, 0xfd2fb528, true);
  header.setUint8(4, 0x80 | (descriptor & 4));
  // Without a window of its own a frame's window is its size; the one set here holds 128 MiB, which costs nothing.
  header.setUint8(5, single ? 17 << 3 : bytes[5]!);
  header.setUint32(6, named, true);
  const out = new Uint8Array(10 + end - body);
  out.set(new Uint8Array(header.buffer));
  out.set(bytes.subarray(body, end), 10);
  return out;
}

async function zstandard(bytes: Uint8Array, size: number, guard: Guard, place: string): Promise<Uint8Array> {
  return (await foreign(50000, zstandardFrame(bytes, size, guard, place), guard, place)).subarray(0, size);
}

async function lerc(
  bytes: Uint8Array,
  size: number,
  packing: Packing,
  guard: Guard,
  place: string,
): Promise<Uint8Array> {
  if ((packing.lerc?.[1] ?? 0) !== 0) guard.fail(place, "LERC inside another compression", "convert it");
  // "Lerc2 ": version, checksum, then rows, columns (and depth from version 4): what it will take is known beforehand.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (String.fromCharCode(...bytes.subarray(0, 6)) !== "Lerc2 " || bytes.length < 66)
    guard.fail(place, "no LERC data");
  const start = view.getInt32(6, true) >= 3 ? 14 : 10;
  const cells = view.getInt32(start, true) * view.getInt32(start + 4, true);
  if (!(cells > 0 && cells <= size))
    guard.fail(place, `LERC data of ${cells} cells where ${size} bytes are needed`);
  return (await foreign(34887, bytes, guard, place, { LercParameters: packing.lerc ?? [4, 0] })).subarray(
    0,
    size,
  );
}

/** A codec of the library geotiff, which brings WebAssembly builds of the rarer ones. */
async function foreign(
  compression: number,
  bytes: Uint8Array,
  guard: Guard,
  place: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Uint8Array> {
  return guard.foreign(place, async () => {
    const { getDecoder } = await import("geotiff");
    const parameters = {
      tileWidth: 1,
      tileHeight: 1,
      predictor: 1,
      bitsPerSample: [8],
      planarConfiguration: 1,
      ...more,
    };
    const decoder = await getDecoder(compression, parameters);
    const decoded = await decoder.decodeBlock(bytes.slice().buffer);
    return new Uint8Array(decoded as ArrayBuffer);
  });
}

import { crc32, inflateSync } from "node:zlib";
import { Raster } from "../raster/raster.js";
import { Guard, type ReadOptions } from "./guard.js";
import { hostLittleEndian, swapBytes } from "./numbers.js";
import { type Input, inputName, plainBytes, readAll, withSource } from "./source.js";

// PNG (W3C, third edition). Our own decoder since the size of what comes out of the zlib stream is known beforehand and
// enforced here: a small file cannot become a large memory.

/** How a PNG is read. */
export interface ReadPngOptions {
  /**
   * What a palette image gives: the palette's `index` (one band: label maps keep their numbers, as with Pillow and GDAL) or
   * its `colours` (three bands, four where the palette is transparent); `index` unless told.
   */
  readonly palette?: "index" | "colours";
}

/**
 * Reads a PNG of any kind: 1 to 16 bits, grey, colour, palette, transparent, interlaced. Numbers of 1, 2 and 4 bits stay
 * what they are (0 … 15) and are not stretched to 255.
 *
 * @example
 * ```ts
 * import { encodePng, Raster, readPng } from "swath/data";
 *
 * const mask = new Raster(new Uint8Array([0, 255, 255, 0]), { height: 2, width: 2 });
 * (await readPng(encodePng(mask))).data; // Uint8Array [0, 255, 255, 0]
 * ```
 */
export async function readPng(input: Input, options: ReadPngOptions & ReadOptions = {}): Promise<Raster> {
  const guard = new Guard("readPng", inputName(input), options);
  return withSource(input, async (source) => parsePng(await readAll(source, guard), guard, options));
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Colour type → numbers a pixel and the bit depths that go with it. */
const kinds: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};
/** Adam7: first row, first column, step of rows, step of columns of each pass. */
const passes = [
  [0, 0, 8, 8],
  [0, 4, 8, 8],
  [4, 0, 8, 4],
  [0, 2, 4, 4],
  [2, 0, 4, 2],
  [0, 1, 2, 2],
  [1, 0, 2, 1],
] as const;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly samples: number;
  readonly interlaced: boolean;
}

/** The PNG in these bytes. */
export function parsePng(bytes: Uint8Array, guard: Guard, options: ReadPngOptions = {}): Raster {
  if (signature.some((byte, i) => bytes[i] !== byte))
    guard.fail(0, "does not begin as a PNG", "give a PNG file");
  const { header, palette, alpha, data } = chunks(bytes, guard);
  const lines = header.interlaced
    ? passes.map(([top, left, down, across]) => ({
        height: Math.ceil(Math.max(0, header.height - top) / down),
        width: Math.ceil(Math.max(0, header.width - left) / across),
      }))
    : [{ height: header.height, width: header.width }];
  const rowBytes = (width: number) => Math.ceil((width * header.samples * header.depth) / 8);
  const raw = lines.reduce(
    (sum, part) => sum + (part.width > 0 ? part.height * (1 + rowBytes(part.width)) : 0),
    0,
  );
  const packed = data.reduce((sum, part) => sum + part.length, 0);
  if (raw > 1032 * packed + 64)
    guard.fail("IHDR", `${packed} bytes of data cannot hold ${header.height}×${header.width}`);
  const count = header.height * header.width * header.samples;
  guard.take(raw + count * (header.depth > 8 ? 2 : 1), "the decoded image");
  guard.check();
  const filtered = inflated(data, raw, guard);
  const out = new Uint8Array(count * (header.depth > 8 ? 2 : 1));
  let at = 0;
  lines.forEach((part, pass) => {
    if (part.width === 0 || part.height === 0) return;
    const size = rowBytes(part.width);
    const rows = filtered.subarray(at, at + part.height * (1 + size));
    at += rows.length;
    unfilter(rows, part.height, size, Math.max(1, (header.samples * header.depth) >> 3), guard);
    const place = header.interlaced ? passes[pass]! : ([0, 0, 1, 1] as const);
    scatter(rows, part, size, header, place, out);
  });
  if (header.colour === 3) return fromPalette(out, header, palette, alpha, guard, options.palette ?? "index");
  const { height, width, samples: bands } = header;
  if (header.depth < 16) return new Raster(out, { height, width, bands });
  if (hostLittleEndian) swapBytes(out, 2);
  return new Raster(new Uint16Array(out.buffer), { height, width, bands });
}

function chunks(bytes: Uint8Array, guard: Guard) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette: Uint8Array | undefined;
  let alpha: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  let at = 8;
  for (;;) {
    if (at + 12 > bytes.length) guard.fail(at, "ends before its IEND chunk");
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (length > bytes.length - at - 12)
      guard.fail(at, `chunk ${type} claims ${length} bytes, ${bytes.length - at - 12} follow`);
    const content = bytes.subarray(at + 8, at + 8 + length);
    guard.count(1, "the chunks");
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) {
      guard.fail(at, `the checksum of chunk ${type} is wrong`);
    }
    if (!header && type !== "IHDR") guard.fail(at, `begins with ${type} instead of IHDR`);
    if (type === "IHDR") header = parseHeader(content, at, guard);
    else if (type === "PLTE") palette = content;
    else if (type === "tRNS") alpha = content;
    else if (type === "IDAT") data.push(content);
    else if (type === "IEND") return { header: header!, palette, alpha, data };
    // A large first letter marks a chunk without which the image cannot be understood.
    else if (type[0]! >= "A" && type[0]! <= "Z") guard.fail(at, `the chunk ${type} is unknown`);
    at += 12 + length;
  }
}

function parseHeader(content: Uint8Array, at: number, guard: Guard): Header {
  if (content.length !== 13) guard.fail(at, `a header of ${content.length} bytes`);
  const view = new DataView(content.buffer, content.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, compression, filter, interlace] = content.subarray(8) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const kind = kinds[colour];
  if (width === 0 || height === 0 || width > 2 ** 31 - 1 || height > 2 ** 31 - 1)
    guard.fail(at, `an image of ${height}×${width}`);
  if (!kind?.depths.includes(depth)) guard.fail(at, `${depth} bits of colour type ${colour}`);
  if (compression !== 0 || filter !== 0 || interlace > 1)
    guard.fail(at, "an unknown compression, filter or interlace");
  return { width, height, depth, colour, samples: kind.samples, interlaced: interlace === 1 };
}

function inflated(data: readonly Uint8Array[], size: number, guard: Guard): Uint8Array {
  let out: Uint8Array;
  try {
    const packed = data.length === 1 ? data[0]! : Buffer.concat(data);
    out = plainBytes(
      inflateSync(packed, { maxOutputLength: size + 1024, chunkSize: Math.max(64, size + 1) }),
    );
  } catch (cause) {
    throw guard.translate("IDAT", cause);
  }
  if (out.length < size) guard.fail("IDAT", `${out.length} bytes come out of it, ${size} are needed`);
  return out.subarray(0, size);
}

/** Undoes the filter of each row in place; `step` is the distance to the number on the left in bytes. */
function unfilter(rows: Uint8Array, height: number, size: number, step: number, guard: Guard): void {
  const stride = size + 1;
  for (let row = 0; row < height; row++) {
    const start = row * stride + 1;
    const above = row === 0 ? -1 : start - stride;
    const end = start + size;
    switch (rows[start - 1]) {
      case 0:
        break;
      case 1:
        for (let i = start + step; i < end; i++) rows[i] = rows[i]! + rows[i - step]!;
        break;
      case 2:
        if (above >= 0) for (let i = start, j = above; i < end; i++, j++) rows[i] = rows[i]! + rows[j]!;
        break;
      case 3:
        for (let i = start; i < end; i++) {
          const left = i - step >= start ? rows[i - step]! : 0;
          const up = above >= 0 ? rows[i - stride]! : 0;
          rows[i] = rows[i]! + ((left + up) >> 1);
        }
        break;
      case 4:
        for (let i = start; i < end; i++) {
          const inside = i - step >= start;
          const left = inside ? rows[i - step]! : 0;
          const up = above >= 0 ? rows[i - stride]! : 0;
          const corner = inside && above >= 0 ? rows[i - stride - step]! : 0;
          rows[i] = rows[i]! + paeth(left, up, corner);
        }
        break;
      default:
        guard.fail(`row ${row}`, `the filter ${rows[start - 1]} is unknown`);
    }
  }
}

/** Whichever of left, up and corner is nearest to left + up − corner. */
export function paeth(left: number, up: number, corner: number): number {
  const a = Math.abs(up - corner);
  const b = Math.abs(left - corner);
  const c = Math.abs(left + up - 2 * corner);
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Puts the numbers of a pass where they belong; numbers of less than a byte get one each. */
function scatter(
  rows: Uint8Array,
  part: { readonly height: number; readonly width: number },
  size: number,
  header: Header,
  [top, left, down, across]: readonly [number, number, number, number],
  out: Uint8Array,
): void {
  const { depth, samples, width } = header;
  const bytes = samples * Math.max(1, depth >> 3);
  const mask = (1 << depth) - 1;
  for (let row = 0; row < part.height; row++) {
    const start = row * (size + 1) + 1;
    const target = ((top + row * down) * width + left) * bytes;
    if (depth >= 8 && across === 1) out.set(rows.subarray(start, start + size), target);
    else if (depth >= 8) {
      for (let column = 0; column < part.width; column++) {
        for (let i = 0; i < bytes; i++)
          out[target + column * across * bytes + i] = rows[start + column * bytes + i]!;
      }
    } else {
      for (let column = 0; column < part.width; column++) {
        const bit = column * depth;
        out[target + column * across] = (rows[start + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
      }
    }
  }
}

function fromPalette(
  indices: Uint8Array,
  { height, width }: Header,
  palette: Uint8Array | undefined,
  alpha: Uint8Array | undefined,
  guard: Guard,
  wanted: "index" | "colours",
): Raster {
  if (!palette || palette.length % 3 !== 0 || palette.length > 768)
    guard.fail("PLTE", "the palette is missing or broken");
  if (wanted === "index") return new Raster(indices, { height, width });
  const bands = alpha ? 4 : 3;
  guard.take(indices.length * bands, "the colours");
  const out = new Uint8Array(indices.length * bands);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (3 * index >= palette.length)
      guard.fail(`pixel ${i}`, `colour ${index} of a palette of ${palette.length / 3}`);
    for (let c = 0; c < 3; c++) out[i * bands + c] = palette[3 * index + c]!;
    if (alpha) out[i * bands + 3] = alpha[index] ?? 255;
  }
  return new Raster(out, { height, width, bands });
}

import { crc32, deflateSync } from "node:zlib";
import { ShapeError, ValueError } from "../../errors.js";

/** Interleaved 8-bit samples, row by row from the top. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Size, palette and texts of a PNG file. */
export interface PngOptions {
  /** 0 (fast) to 9 (small); 6 unless told: 9 takes ten times as long on enlarged images, for one per cent. */
  readonly level?: number;
  /** Use a palette when the picture has at most 256 colours (exact, and much smaller); true unless told. */
  readonly palette?: boolean;
  /** Texts written into the file: `Title`, `Description`, `Software` … */
  readonly text?: Readonly<Record<string, string>>;
}

const SIGNATURE = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOR_TYPE = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;
const COLOR_TYPE_PALETTE = 3;

/**
 * Writes 8-bit pixels as PNG (W3C Portable Network Graphics, third edition), exactly: what was given is what a reader gets.
 *
 * @example
 * ```ts
 * import { encodePng } from "swath/figures";
 *
 * const file = encodePng({ width: 2, height: 1, channels: 3, data: Uint8Array.from([255, 0, 0, 0, 0, 255]) });
 * file.subarray(1, 4).toString(); // "PNG"
 * ```
 */
export function encodePng(image: PngImage, options: PngOptions = {}): Buffer {
  const { level = 6, palette = true, text = {} } = options;
  check(image);
  const indexed = palette ? toPalette(image) : null;
  const chunks: Uint8Array[] = [SIGNATURE];
  const depth = indexed ? bitDepth(indexed.colors.length) : 8;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(image.width, 0);
  header.writeUInt32BE(image.height, 4);
  header[8] = depth;
  header[9] = indexed ? COLOR_TYPE_PALETTE : COLOR_TYPE[image.channels];
  chunks.push(chunk("IHDR", header));
  if (indexed) chunks.push(...paletteChunks(indexed.colors));
  for (const [key, value] of Object.entries(text)) chunks.push(textChunk(key, value));
  const rows = indexed
    ? packIndices(indexed.indices, image.width, image.height, depth)
    : filterRows(image.data, image.width * image.channels, image.height, image.channels);
  chunks.push(chunk("IDAT", deflateSync(rows, { level, memLevel: 9 })), chunk("IEND", new Uint8Array(0)));
  return Buffer.concat(chunks);
}

function check({ width, height, channels, data }: PngImage): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new ValueError("encodePng", `size is ${width}×${height}`, {
      mend: "give whole numbers of at least 1",
    });
  }
  if (data.length !== width * height * channels) {
    throw new ShapeError(
      "encodePng",
      `${width}×${height} with ${channels} channels needs ${width * height * channels} bytes, ${data.length} were given`,
      { mend: "give width, height and channels of the array" },
    );
  }
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}

function textChunk(key: string, value: string): Buffer {
  // iTXt: keyword, NUL, not compressed, method 0, no language, no translated keyword, UTF-8 text.
  return chunk("iTXt", Buffer.concat([Buffer.from(key, "latin1"), Buffer.alloc(5), Buffer.from(value)]));
}

interface Indexed {
  readonly indices: Uint8Array;
  /** RGBA as one unsigned 32-bit number, in order of index. */
  readonly colors: readonly number[];
}

/** Whether row `y` repeats the one above it, as most rows of an enlarged image do. */
function repeats(data: Uint8Array | Uint8ClampedArray, stride: number, y: number): boolean {
  if (y === 0) return false;
  const row = Buffer.from(data.buffer, data.byteOffset + y * stride, stride);
  return row.equals(new Uint8Array(data.buffer, data.byteOffset + (y - 1) * stride, stride));
}

/** Indices into at most 256 colours, translucent ones first (then tRNS is short); null when there are more. */
function toPalette({ width, height, channels, data }: PngImage): Indexed | null {
  const indices = new Uint8Array(width * height);
  const seen = new Map<number, number>();
  let last = -1;
  let index = 0;
  for (let y = 0; y < height; y++) {
    if (repeats(data, width * channels, y)) {
      indices.copyWithin(y * width, (y - 1) * width, y * width);
      continue;
    }
    for (let x = 0, p = y * width * channels; x < width; x++, p += channels) {
      const grey = channels < 3;
      const r = data[p]!;
      const g = grey ? r : data[p + 1]!;
      const b = grey ? r : data[p + 2]!;
      const a = channels === 4 ? data[p + 3]! : channels === 2 ? data[p + 1]! : 255;
      const key = ((r << 24) | (g << 16) | (b << 8) | a) >>> 0;
      if (key !== last) {
        last = key;
        const known = seen.get(key);
        if (known === undefined) {
          if (seen.size === 256) return null;
          index = seen.size;
          seen.set(key, index);
        } else index = known;
      }
      indices[y * width + x] = index;
    }
  }
  const found = [...seen.keys()];
  const order = found
    .map((_, i) => i)
    .sort((i, j) => Number((found[i]! & 255) === 255) - Number((found[j]! & 255) === 255));
  const place = new Uint8Array(256);
  for (const [to, from] of order.entries()) place[from] = to;
  for (let i = 0; i < indices.length; i++) indices[i] = place[indices[i]!]!;
  return { indices, colors: order.map((from) => found[from]!) };
}

function bitDepth(colors: number): 1 | 2 | 4 | 8 {
  return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8;
}

function paletteChunks(colors: readonly number[]): Buffer[] {
  const rgb = Uint8Array.from(
    colors.flatMap((color) => [color >>> 24, (color >>> 16) & 255, (color >>> 8) & 255]),
  );
  const alpha = colors.map((color) => color & 255).filter((value) => value !== 255);
  const chunks = [chunk("PLTE", rgb)];
  if (alpha.length > 0) chunks.push(chunk("tRNS", Uint8Array.from(alpha)));
  return chunks;
}

function packIndices(indices: Uint8Array, width: number, height: number, depth: 1 | 2 | 4 | 8): Uint8Array {
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const out = new Uint8Array((rowBytes + 1) * height);
  for (let y = 0; y < height; y++) {
    // The byte before a row is its filter: 0, since indices have no neighbourhood, or "up" for a row that repeats.
    const start = y * (rowBytes + 1) + 1;
    if (repeats(indices, width, y)) {
      out[start - 1] = 2;
      continue;
    }
    for (let x = 0; x < width; x++) {
      const shift = 8 - depth - (x % perByte) * depth;
      out[start + Math.floor(x / perByte)]! |= indices[y * width + x]! << shift;
    }
  }
  return out;
}

/** Each row with the filter whose signed residuals are smallest in sum (the heuristic that the specification gives). */
function filterRows(
  samples: Uint8Array | Uint8ClampedArray,
  stride: number,
  height: number,
  step: number,
): Uint8Array {
  const data = new Uint8Array(samples.buffer, samples.byteOffset, samples.length);
  const out = new Uint8Array((stride + 1) * height);
  const trial = Array.from({ length: 5 }, () => new Uint8Array(stride));
  const [none, sub, up, average, paethRow] = trial as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const zeros = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * stride, (y + 1) * stride);
    const above = y > 0 ? data.subarray((y - 1) * stride, y * stride) : zeros;
    // "Up" leaves nothing of a row that repeats, and out is already zero.
    if (repeats(data, stride, y)) {
      out[y * (stride + 1)] = 2;
      continue;
    }
    const cost = [0, 0, 0, 0, 0];
    for (let i = 0; i < stride; i++) {
      const x = row[i]!;
      const a = i >= step ? row[i - step]! : 0;
      const b = above[i]!;
      const c = i >= step ? above[i - step]! : 0;
      none[i] = x;
      sub[i] = x - a;
      up[i] = x - b;
      average[i] = x - ((a + b) >> 1);
      paethRow[i] = x - paeth(a, b, c);
      for (let f = 0; f < 5; f++) {
        const value = trial[f]![i]!;
        cost[f]! += value < 128 ? value : 256 - value;
      }
    }
    const best = cost.indexOf(Math.min(...cost));
    out[y * (stride + 1)] = best;
    out.set(trial[best]!, y * (stride + 1) + 1);
  }
  return out;
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const pa = Math.abs(p - a);
  const pb = Math.abs(p - b);
  const pc = Math.abs(p - c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

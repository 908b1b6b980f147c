import type { PixelWindow } from "../../raster/crop.js";
import type { Dtype, RasterArray } from "../../raster/dtype.js";
import { halvesToFloats } from "../../raster/half.js";
import type { Guard } from "../guard.js";
import { elements } from "../guard.js";
import { allocate, type NumberType, numbers } from "../numbers.js";
import { largestGrowth, type Packing, unpack } from "./codecs.js";
import type { Directory, TiffFile } from "./ifd.js";
import { undoDifferences, undoFloatDifferences } from "./predictor.js";

/** How the numbers of a directory lie in the file. */
export interface Layout {
  readonly height: number;
  readonly width: number;
  readonly bands: number;
  /** Bits of a number as stored, and what they mean. */
  readonly bits: number;
  readonly format: "unsigned" | "signed" | "float";
  /** How they lie in memory. */
  readonly dtype: Dtype;
  readonly tiled: boolean;
  readonly blockHeight: number;
  readonly blockWidth: number;
  /** Each band in blocks of its own. */
  readonly planar: boolean;
  readonly predictor: number;
  readonly reversedBits: boolean;
  readonly packing: Packing;
}

const formats = { 1: "unsigned", 2: "signed", 3: "float", 4: "unsigned" } as const;

function dtypeFor(bits: number, format: Layout["format"]): Dtype | undefined {
  if (format === "float") return bits === 64 ? "float64" : bits === 32 || bits === 16 ? "float32" : undefined;
  if (format === "signed") return ({ 8: "int8", 16: "int16", 32: "int32", 64: "float64" } as const)[bits];
  if (bits === 64) return "float64";
  return bits <= 8 ? "uint8" : bits <= 16 ? "uint16" : bits <= 32 ? "uint32" : undefined;
}

/** Reads and checks what the directory says about its numbers. */
export async function layoutOf(directory: Directory, guard: Guard): Promise<Layout> {
  const fail = (reason: string, mend?: string): never => guard.fail(directory.at, reason, mend);
  const width = await directory.value(256, 0);
  const height = await directory.value(257, 0);
  const bands = await directory.value(277, 1);
  if (!(width > 0 && height > 0 && bands > 0) || Number.isNaN(elements([height, width, bands]))) {
    fail(`an image of ${height}×${width}×${bands}`);
  }
  if (bands > 65535) fail(`${bands} bands`);
  const allBits = directory.has(258)
    ? await directory.values(258, 0, Math.min(bands, directory.count(258)))
    : [1];
  const allFormats = directory.has(339)
    ? await directory.values(339, 0, Math.min(bands, directory.count(339)))
    : [1];
  const bits = allBits[0]!;
  const format = formats[allFormats[0] as keyof typeof formats];
  if (allBits.some((item) => item !== bits) || allFormats.some((item) => item !== allFormats[0])) {
    fail(`bands of different types (${allBits} bits)`, "convert it to one type for all bands");
  }
  if (!format)
    fail(`sample format ${allFormats[0]}`, "complex numbers are not read: split them into two bands");
  const dtype = dtypeFor(bits, format);
  const odd = bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64;
  if (!dtype || !Number.isInteger(bits) || bits < 1 || (odd && format !== "unsigned")) {
    fail(`${bits}-bit ${format} numbers`, "convert it to 8, 16, 32 or 64 bits");
  }
  const tiled = directory.has(324);
  const blockWidth = tiled ? await directory.value(322, 0) : width;
  const blockHeight = tiled
    ? await directory.value(323, 0)
    : Math.min(height, await directory.value(278, height));
  if (!(blockWidth > 0 && blockHeight > 0)) fail(`blocks of ${blockHeight}×${blockWidth}`);
  const predictor = await directory.value(317, 1);
  const compression = await directory.value(259, 1);
  if (![1, 2, 3].includes(predictor) || (predictor !== 1 && odd)) fail(`predictor ${predictor}`);
  if (predictor === 3 && format !== "float") fail("a floating-point predictor with whole numbers");
  const jpegTables = await directory.bytes(347);
  const lerc = directory.has(50674) ? await directory.values(50674) : undefined;
  return {
    height,
    width,
    bands,
    bits,
    format: format!,
    dtype: dtype!,
    tiled,
    blockHeight,
    blockWidth,
    planar: (await directory.value(284, 1)) === 2 && bands > 1,
    // JPEG and LERC carry their own prediction.
    predictor: compression === 7 || compression === 34887 ? 1 : predictor,
    reversedBits: (await directory.value(266, 1)) === 2,
    packing: {
      compression,
      photometric: await directory.value(262, 1),
      ...(jpegTables && { jpegTables }),
      ...(lerc && { lerc }),
    },
  };
}

interface Block {
  readonly offset: number;
  readonly bytes: number;
  /** Where its upper-left corner lies in the image. */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  /** The band it holds in a planar image, else 0. */
  readonly band: number;
}

/** Reads a window: only the blocks that it touches, neighbours in the file in one go. */
export async function readWindow(
  file: TiffFile,
  directory: Directory,
  layout: Layout,
  window: PixelWindow,
  bands: readonly number[],
  fill: number,
): Promise<RasterArray> {
  const { guard } = file;
  const blocks = await blocksOf(directory, layout, window, bands, guard);
  const { blockWidth, bits, planar, bands: all, packing } = layout;
  const rowBytes = Math.ceil((blockWidth * (planar ? 1 : all) * bits) / 8);
  const growth = largestGrowth(packing.compression);
  for (const block of blocks) {
    if (block.bytes > 0 && block.rows * rowBytes > growth * block.bytes + 64) {
      guard.fail(block.offset, `a block of ${block.bytes} bytes cannot hold ${block.rows * rowBytes}`);
    }
  }
  const count = window.height * window.width * bands.length;
  const out = allocateChecked(layout.dtype, count, guard);
  if (fill !== 0 && blocks.some((block) => block.bytes === 0)) out.fill(fill);
  for await (const { block, bytes } of fetched(file, blocks)) {
    guard.check();
    const size = block.rows * rowBytes;
    guard.take(size, `the block at byte ${block.offset}`);
    const samples = await samplesOf(bytes, size, block, layout, file);
    place(samples, block, layout, window, bands, out);
    guard.release(size);
  }
  return out;
}

function allocateChecked(dtype: Dtype, count: number, guard: Guard): RasterArray {
  guard.take(count * allocate(dtype, 0).BYTES_PER_ELEMENT, "the window");
  return allocate(dtype, count);
}

async function blocksOf(
  directory: Directory,
  layout: Layout,
  window: PixelWindow,
  bands: readonly number[],
  guard: Guard,
): Promise<readonly Block[]> {
  const { tiled, blockHeight, blockWidth, planar, height, width } = layout;
  const [offsetTag, sizeTag] = tiled ? [324, 325] : [273, 279];
  const across = Math.ceil(width / blockWidth);
  const down = Math.ceil(height / blockHeight);
  const planes = planar ? bands : [0];
  const needed = across * down * (planar ? layout.bands : 1);
  if (directory.count(offsetTag) < needed) {
    guard.fail(directory.at, `${directory.count(offsetTag)} blocks are listed, the image has ${needed}`);
  }
  const [firstRow, lastRow] = [
    Math.floor(window.row / blockHeight),
    Math.floor((window.row + window.height - 1) / blockHeight),
  ];
  const [first, last] = [
    Math.floor(window.column / blockWidth),
    Math.floor((window.column + window.width - 1) / blockWidth),
  ];
  guard.count((lastRow - firstRow + 1) * (last - first + 1) * planes.length, "the blocks");
  // Old writers leave the sizes of unpacked strips out.
  const sized = directory.count(sizeTag) >= needed;
  if (!sized && layout.packing.compression !== 1)
    guard.fail(directory.at, "the sizes of packed blocks are missing");
  const found: Block[] = [];
  for (const band of planes) {
    // One read of a table for all rows where the window is as wide as the image, else one a row of blocks.
    const whole = first === 0 && last === across - 1;
    for (let row = firstRow; row <= lastRow; row += whole ? lastRow - firstRow + 1 : 1) {
      const start = (band * down + row) * across + first;
      const count = whole ? (lastRow - firstRow + 1) * across : last - first + 1;
      const offsets = await directory.values(offsetTag, start, count);
      const sizes = sized ? await directory.values(sizeTag, start, count) : undefined;
      offsets.forEach((offset, i) => {
        const blockRow = row + Math.floor(i / (last - first + 1));
        const top = blockRow * blockHeight;
        const rows = tiled ? blockHeight : Math.min(blockHeight, height - top);
        const plain = Math.ceil((blockWidth * (planar ? 1 : layout.bands) * layout.bits) / 8) * rows;
        found.push({
          offset,
          bytes: offset === 0 ? 0 : (sizes?.[i] ?? plain),
          row: top,
          column: (first + (i % (last - first + 1))) * blockWidth,
          rows,
          band: planar ? band : 0,
        });
      });
    }
  }
  return found;
}

/** Blocks with their bytes, in the order of the file; neighbours are read together. */
async function* fetched(file: TiffFile, blocks: readonly Block[]) {
  const { source, guard } = file;
  const present = blocks.filter((block) => block.bytes > 0).sort((a, b) => a.offset - b.offset);
  for (const block of present) {
    if (!(block.offset + block.bytes <= source.size)) {
      guard.fail(block.offset, `a block of ${block.bytes} bytes in a file of ${source.size}`);
    }
  }
  const [gap, most] = [4096, 2 ** 23];
  for (let i = 0; i < present.length; ) {
    const start = present[i]!.offset;
    let end = start + present[i]!.bytes;
    let j = i + 1;
    for (; j < present.length; j++) {
      const { offset, bytes } = present[j]!;
      if (offset > end + gap || offset + bytes - start > most) break;
      end = Math.max(end, offset + bytes);
    }
    guard.check();
    const bytes = await source.read(start, end - start);
    for (; i < j; i++) {
      const block = present[i]!;
      yield { block, bytes: bytes.subarray(block.offset - start, block.offset - start + block.bytes) };
    }
  }
}

/** A block's numbers: unpacked, in the machine's byte order, prediction undone. */
async function samplesOf(
  bytes: Uint8Array,
  size: number,
  block: Block,
  layout: Layout,
  file: TiffFile,
): Promise<RasterArray> {
  const { guard, littleEndian } = file;
  const place = `the block at byte ${block.offset}`;
  const packed = layout.reversedBits && layout.packing.compression !== 7 ? bytes.map(reverseBits) : bytes;
  let unpacked = await unpack(packed, size, layout.packing, guard, place);
  if (unpacked.length !== size)
    guard.fail(place, `${unpacked.length} bytes come out of it, ${size} are needed`);
  const samples = layout.planar ? 1 : layout.bands;
  const { bits, format, predictor, blockWidth } = layout;
  const bytesEach = bits / 8;
  if (bits < 8 || !Number.isInteger(bytesEach) || bytesEach === 3)
    return unpackBits(unpacked, layout, block.rows);
  // LERC gives the machine's own order.
  let order = layout.packing.compression === 34887 ? true : littleEndian;
  // What was read with the file may be a view; prediction is undone in place.
  if (predictor !== 1 && layout.packing.compression === 1) unpacked = unpacked.slice();
  if (predictor === 3) {
    unpacked = undoFloatDifferences(unpacked, blockWidth, samples, bytesEach);
    order = true;
  }
  const raw = numbers(unpacked, `uint${bits}` as NumberType, order);
  if (predictor === 2) undoDifferences(raw, blockWidth, samples);
  if (bits === 16 && format === "float") return halvesToFloats(raw as Uint16Array);
  const again = new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength);
  if (format === "float") return numbers(again, bits === 64 ? "float64" : "float32");
  if (bits === 64) return exact(numbers(again, format === "signed" ? "int64" : "uint64"), guard, place);
  return numbers(again, layout.dtype);
}

function exact(data: BigInt64Array | BigUint64Array, guard: Guard, place: string): Float64Array {
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (!Number.isSafeInteger(value))
      guard.fail(place, `${data[i]} is no exact float64`, "convert it to 32 bits");
    out[i] = value;
  }
  return out;
}

function reverseBits(byte: number): number {
  let out = 0;
  for (let i = 0; i < 8; i++) out |= ((byte >> i) & 1) << (7 - i);
  return out;
}

/** Numbers of any width up to 32 bits, most significant bit first; each row begins on a whole byte. */
function unpackBits(bytes: Uint8Array, layout: Layout, rows: number): RasterArray {
  const { bits, blockWidth, planar, bands, dtype } = layout;
  const row = blockWidth * (planar ? 1 : bands);
  const rowBytes = Math.ceil((row * bits) / 8);
  const out = allocate(dtype, rows * row);
  for (let r = 0; r < rows; r++) {
    let at = r * rowBytes * 8;
    for (let i = 0; i < row; i++) {
      let value = 0;
      for (let b = 0; b < bits; b++, at++) value = value * 2 + ((bytes[at >> 3]! >> (7 - (at & 7))) & 1);
      out[r * row + i] = value;
    }
  }
  return out;
}

/** Copies the part of a block that lies in the window to its place. */
function place(
  samples: RasterArray,
  block: Block,
  layout: Layout,
  window: PixelWindow,
  bands: readonly number[],
  out: RasterArray,
): void {
  const { blockWidth, planar, bands: all } = layout;
  const each = planar ? 1 : all;
  const top = Math.max(block.row, window.row);
  const bottom = Math.min(block.row + block.rows, window.row + window.height);
  const left = Math.max(block.column, window.column);
  const right = Math.min(block.column + blockWidth, window.column + window.width);
  const straight = !planar && bands.length === all && bands.every((band, i) => band === i);
  const wanted = bands.length;
  const slots = planar
    ? bands.flatMap((band, i) => (band === block.band ? [i] : []))
    : bands.map((_, i) => i);
  const fullWidth =
    straight && left === block.column && right - left === blockWidth && blockWidth === window.width;
  if (fullWidth) {
    const from = (top - block.row) * blockWidth * each;
    out.set(
      samples.subarray(from, from + (bottom - top) * blockWidth * each),
      (top - window.row) * window.width * wanted,
    );
    return;
  }
  for (let row = top; row < bottom; row++) {
    const from = ((row - block.row) * blockWidth + (left - block.column)) * each;
    const to = ((row - window.row) * window.width + (left - window.column)) * wanted;
    if (straight) out.set(samples.subarray(from, from + (right - left) * each), to);
    else {
      for (const slot of slots) {
        let a = from + (planar ? 0 : bands[slot]!);
        let b = to + slot;
        for (let column = left; column < right; column++, a += each, b += wanted) out[b] = samples[a]!;
      }
    }
  }
}

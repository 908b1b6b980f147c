import type { RasterArray } from "../raster/dtype.js";
import { hostLittleEndian } from "../read/numbers.js";

/** Horizontal differences (TIFF predictor 2) in place; whole numbers wrap, and unwrap when read. */
export function addDifferences(data: RasterArray, width: number, bands: number): void {
  const row = width * bands;
  for (let start = 0; start < data.length; start += row) {
    for (let i = start + row - 1; i >= start + bands; i--) data[i] = data[i]! - data[i - bands]!;
  }
}

/** The floating-point predictor (3): bytes of a row sorted into planes, most significant first, then differenced. */
export function addFloatDifferences(
  data: Float32Array | Float64Array,
  width: number,
  bands: number,
): Uint8Array {
  const size = data.BYTES_PER_ELEMENT;
  const row = width * bands;
  const source = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const out = new Uint8Array(source.length);
  for (let start = 0; start < source.length; start += row * size) {
    for (let i = 0; i < row; i++) {
      for (let b = 0; b < size; b++) {
        out[start + b * row + i] = source[start + i * size + (hostLittleEndian ? size - 1 - b : b)]!;
      }
    }
    for (let i = start + row * size - 1; i >= start + bands; i--) out[i] = out[i]! - out[i - bands]!;
  }
  return out;
}

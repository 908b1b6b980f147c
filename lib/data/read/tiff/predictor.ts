import { hostLittleEndian, type NumberArray } from "../numbers.js";

/** Undoes horizontal differencing (TIFF predictor 2) in place; integer arrays wrap as the writer's did. */
export function undoDifferences(data: NumberArray, width: number, samples: number): void {
  const row = width * samples;
  if (data instanceof BigUint64Array || data instanceof BigInt64Array) {
    for (let start = 0; start + row <= data.length; start += row) {
      for (let i = start + samples; i < start + row; i++) data[i] = data[i]! + data[i - samples]!;
    }
    return;
  }
  for (let start = 0; start + row <= data.length; start += row) {
    for (let i = start + samples; i < start + row; i++) data[i] = data[i]! + data[i - samples]!;
  }
}

/**
 * Undoes the floating-point predictor (3): bytes of a row were split into planes, most significant first, and
 * differenced. The result is in the machine's own byte order, whatever the file's is.
 */
export function undoFloatDifferences(
  bytes: Uint8Array,
  width: number,
  samples: number,
  size: number,
): Uint8Array {
  const row = width * samples;
  const out = new Uint8Array(bytes.length);
  for (let start = 0; start + row * size <= bytes.length; start += row * size) {
    const line = bytes.slice(start, start + row * size);
    for (let i = samples; i < line.length; i++) line[i] = line[i]! + line[i - samples]!;
    for (let i = 0; i < row; i++) {
      for (let b = 0; b < size; b++) {
        out[start + i * size + (hostLittleEndian ? size - 1 - b : b)] = line[b * row + i]!;
      }
    }
  }
  return out;
}

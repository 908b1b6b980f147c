import { endianness } from "node:os";
import type { RasterArray } from "../raster/dtype.js";

/** Typed arrays that files hold: those of a raster, and 64-bit integers. */
export type NumberArray = RasterArray | BigInt64Array | BigUint64Array;

const constructors = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
} as const;

export type NumberType = keyof typeof constructors;

export const hostLittleEndian = endianness() === "LE";

/** Bytes of one number of the type. */
export function sizeOf(type: NumberType): number {
  return constructors[type].BYTES_PER_ELEMENT;
}

export function allocate<T extends NumberType>(
  type: T,
  length: number,
): InstanceType<(typeof constructors)[T]> {
  return new constructors[type](length) as InstanceType<(typeof constructors)[T]>;
}

/**
 * Bytes as numbers of a type. A view on the same memory where byte order and alignment allow, else a copy; `bytes.length`
 * must be a multiple of the type's size.
 */
export function numbers<T extends NumberType>(
  bytes: Uint8Array,
  type: T,
  littleEndian = true,
): InstanceType<(typeof constructors)[T]> {
  const size = sizeOf(type);
  const swap = size > 1 && littleEndian !== hostLittleEndian;
  // Not slice: of a Buffer it gives a view, and swapping that would change the caller's bytes.
  const view = bytes.byteOffset % size === 0 && !swap ? bytes : new Uint8Array(bytes);
  if (swap) swapBytes(view, size);
  const count = Math.floor(bytes.length / size);
  return new constructors[type](view.buffer as ArrayBuffer, view.byteOffset, count) as InstanceType<
    (typeof constructors)[T]
  >;
}

/** The bytes of numbers as little-endian, a view where the machine is so. */
export function littleEndianBytes(data: NumberArray): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (hostLittleEndian || data.BYTES_PER_ELEMENT === 1) return bytes;
  const copy = new Uint8Array(bytes);
  swapBytes(copy, data.BYTES_PER_ELEMENT);
  return copy;
}

/** Reverses the bytes of each `size`-byte number in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length - (bytes.length % size));
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
  else for (let i = 0; i + size <= bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}

import { ValueError } from "../../errors.js";

/** The number types that a {@link Raster} can hold. */
export type Dtype = "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "float32" | "float64";

/** The typed arrays that a {@link Raster} can hold. */
export type RasterArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

const constructors = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** The dtype of a typed array; throws on arrays that no raster holds (BigInt, clamped, DataView). */
export function dtypeOf(data: RasterArray): Dtype {
  if (data instanceof Uint8Array) return "uint8";
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Uint16Array) return "uint16";
  if (data instanceof Int16Array) return "int16";
  if (data instanceof Int8Array) return "int8";
  if (data instanceof Int32Array) return "int32";
  if (data instanceof Uint32Array) return "uint32";
  const name = Object.prototype.toString.call(data).slice(8, -1);
  throw new ValueError("Raster", `cannot hold a ${name}`, {
    mend: `give one of ${Object.values(constructors)
      .map((item) => item.name)
      .join(", ")}`,
  });
}

/** A zero-filled array of `length` numbers of the type. */
export function arrayOf(dtype: Dtype, length: number): RasterArray {
  return new constructors[dtype](length);
}

/** Bytes of one number of the type. */
export function bytesOf(dtype: Dtype): number {
  return constructors[dtype].BYTES_PER_ELEMENT;
}

/** Whether the type holds fractions and NaN. */
export function isFloating(dtype: Dtype): boolean {
  return dtype === "float32" || dtype === "float64";
}

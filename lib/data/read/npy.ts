import { halvesToFloats } from "../raster/half.js";
import { type NdArray, toRowMajor } from "../raster/ndarray.js";
import { elements, Guard, type ReadOptions } from "./guard.js";
import { type NumberArray, type NumberType, numbers, swapBytes } from "./numbers.js";
import { pythonLiteral } from "./python-literal.js";
import { type Input, inputName, readAll, withSource } from "./source.js";

/** What an npy file holds. */
export interface NpyArray extends NdArray {
  /** NumPy's own name of the type, byte order left out: `f4`, `u2`, `c8`, `b1`, `M8[ns]`, `U12` … */
  readonly descr: string;
  /** Imaginary parts of complex numbers (`data` holds the real ones). */
  readonly imaginary?: Float32Array | Float64Array;
  /** Texts of the types `S` and `U`; `data` is then empty. */
  readonly text?: readonly string[];
  /** Fields of a structured type by name; `data` then holds the raw bytes. */
  readonly fields?: Readonly<Record<string, NpyArray>>;
}

/**
 * Reads an npy file of any version, either order and either byte order: integers, floats (half and long double too, the
 * latter rounded to float64), complex, booleans, texts, dates and structured types. Pickled objects are refused: they can
 * run code.
 *
 * @example
 * ```ts
 * import { encodeNpy, readNpy } from "swath/data";
 *
 * const array = await readNpy(encodeNpy({ shape: [2, 2], data: new Int16Array([1, 2, 3, 4]) }));
 * array.descr; // "i2"
 * array.shape; // [2, 2]
 * ```
 */
export async function readNpy(input: Input, options: ReadOptions = {}): Promise<NpyArray> {
  const guard = new Guard("readNpy", inputName(input), options);
  return withSource(input, async (source) => parseNpy(await readAll(source, guard), guard));
}

type Descr = string | readonly (readonly [name: string, type: Descr, shape?: readonly number[]])[];

/** The npy file in these bytes. */
export function parseNpy(bytes: Uint8Array, guard: Guard): NpyArray {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    guard.fail(0, "does not begin as an npy file", "give a file that NumPy's save wrote");
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3) guard.fail(6, `version ${version}`, "versions 1 to 3 are read");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) guard.fail(6, "ends within the header");
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length)
    guard.fail(8, `the header claims ${length} bytes, ${bytes.length - start} follow`);
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(
    bytes.subarray(start, start + length),
  );
  const header = pythonLiteral(text, guard) as Record<string, unknown>;
  const { descr, fortran_order: fortran, shape } = header ?? {};
  if (typeof fortran !== "boolean" || !Array.isArray(shape) || descr === undefined) {
    guard.fail(start, `the header lacks descr, fortran_order or shape: ${text.trim().slice(0, 80)}`);
  }
  const count = elements(shape as number[]);
  if (Number.isNaN(count)) guard.fail(start, `the shape is (${shape})`);
  const type = descr as Descr;
  const itemSize = sizeOfDescr(type, guard);
  // Items without bytes cost the file nothing: their number is bounded like that of other entries.
  if (itemSize === 0) guard.count(count, "the items");
  const body = bytes.subarray(start + length);
  if (count * itemSize > body.length) {
    guard.fail(
      start + length,
      `${count} items of ${itemSize} bytes are claimed, ${body.length} bytes follow`,
    );
  }
  return decode(body.subarray(0, count * itemSize), type, shape as number[], fortran as boolean, guard);
}

/** Types without byte order: letter and bytes → how the numbers lie in memory. */
const plain: Readonly<Record<string, NumberType>> = {
  b1: "uint8",
  i1: "int8",
  u1: "uint8",
  i2: "int16",
  u2: "uint16",
  i4: "int32",
  u4: "uint32",
  i8: "int64",
  u8: "uint64",
  f4: "float32",
  f8: "float64",
  M8: "int64",
  m8: "int64",
};

interface Scalar {
  readonly littleEndian: boolean;
  readonly letter: string;
  readonly size: number;
  readonly unit: string;
}

function scalarType(descr: string, guard: Guard): Scalar {
  const match = /^([<>|=]?)([a-zA-Z])(\d*)(\[[^\]]*\])?$/.exec(descr);
  if (!match) guard.fail("descr", `'${descr}' is no type of NumPy`);
  const [, order, letter, digits, unit = ""] = match as unknown as [string, string, string, string, string?];
  if (letter === "O") {
    guard.fail(
      "descr",
      "holds pickled Python objects, which can run code",
      "save it in NumPy with a plain dtype",
    );
  }
  const count = digits === "" ? (letter === "V" || letter === "S" || letter === "U" ? 0 : 8) : Number(digits);
  return { littleEndian: order !== ">", letter, size: letter === "U" ? 4 * count : count, unit };
}

function sizeOfDescr(descr: Descr, guard: Guard): number {
  if (typeof descr === "string") return scalarType(descr, guard).size;
  if (!Array.isArray(descr)) guard.fail("descr", `${JSON.stringify(descr)} is no type of NumPy`);
  return guard.nested("descr", () => {
    let size = 0;
    for (const field of descr as readonly unknown[]) {
      if (!Array.isArray(field) || field.length < 2) guard.fail("descr", "a field is not (name, type)");
      const [, type, shape = []] = field as [string, Descr, number[]?];
      const inner = elements(Array.isArray(shape) ? shape : [shape]);
      if (Number.isNaN(inner)) guard.fail("descr", `a field has the shape ${JSON.stringify(shape)}`);
      size += inner * sizeOfDescr(type, guard);
    }
    if (!Number.isSafeInteger(size)) guard.fail("descr", "an item of no possible size");
    return size;
  });
}

function decode(
  bytes: Uint8Array,
  descr: Descr,
  shape: readonly number[],
  fortran: boolean,
  guard: Guard,
): NpyArray {
  if (typeof descr !== "string") return structured(bytes, descr, shape, fortran, guard);
  const { littleEndian, letter, size, unit } = scalarType(descr, guard);
  const name = `${letter}${letter === "U" ? size / 4 : size}`;
  const order = <T extends NumberArray>(data: T): T => {
    if (!fortran) return data;
    guard.take(data.byteLength, "the transposed array");
    return toRowMajor(data, shape);
  };
  const direct = plain[name];
  if (direct) return { shape, descr: name + unit, data: order(numbers(bytes, direct, littleEndian)) };
  guard.take(2 * bytes.length, "the converted numbers");
  switch (name) {
    case "f2":
      return { shape, descr: name, data: order(halvesToFloats(numbers(bytes, "uint16", littleEndian))) };
    case "c8":
    case "c16": {
      const pairs = numbers(bytes, name === "c8" ? "float32" : "float64", littleEndian);
      return { shape, descr: name, data: order(every(pairs, 0)), imaginary: order(every(pairs, 1)) };
    }
    case "f16":
    case "f12":
      return { shape, descr: name, data: order(longDoubles(bytes, size, littleEndian)) };
    case "c32":
    case "c24": {
      const pairs = longDoubles(bytes, size / 2, littleEndian);
      return { shape, descr: name, data: order(every(pairs, 0)), imaginary: order(every(pairs, 1)) };
    }
  }
  if (letter === "S" || letter === "U") {
    if (fortran) bytes = reorderItems(bytes, size, shape);
    guard.count(elements(shape), "the texts");
    return {
      shape,
      descr: name,
      data: new Uint8Array(0),
      text: texts(bytes, size, letter, littleEndian, shape),
    };
  }
  if (letter === "V") return { shape, descr: name, data: fortran ? reorderItems(bytes, size, shape) : bytes };
  return guard.fail("descr", `'${descr}' is not read`, "save it in NumPy with a plain dtype");
}

function structured(
  bytes: Uint8Array,
  descr: Exclude<Descr, string>,
  shape: readonly number[],
  fortran: boolean,
  guard: Guard,
): NpyArray {
  return guard.nested("descr", () => {
    const stride = sizeOfDescr(descr, guard);
    const count = elements(shape);
    const items = fortran ? reorderItems(bytes, stride, shape) : bytes;
    const fields: Record<string, NpyArray> = Object.create(null);
    guard.count(descr.length, "the fields");
    let offset = 0;
    for (const [name, type, inner = []] of descr) {
      const extents = Array.isArray(inner) ? inner : [inner as unknown as number];
      const width = elements(extents) * sizeOfDescr(type, guard);
      guard.take(width * count, `field "${name}"`);
      const column = new Uint8Array(width * count);
      for (let i = 0; i < count; i++) {
        column.set(items.subarray(i * stride + offset, i * stride + offset + width), i * width);
      }
      // A field without a name is padding.
      if (name !== "") fields[String(name)] = decode(column, type, [...shape, ...extents], false, guard);
      offset += width;
    }
    return { shape, descr: "V", data: items, fields: { ...fields } };
  });
}

/** Items of any size from column-major to row-major order. */
function reorderItems(bytes: Uint8Array, size: number, shape: readonly number[]): Uint8Array {
  const order = toRowMajor(
    Uint32Array.from({ length: elements(shape) }, (_, i) => i),
    shape,
  );
  const out = new Uint8Array(bytes.length);
  order.forEach((from, to) => {
    out.set(bytes.subarray(from * size, (from + 1) * size), to * size);
  });
  return out;
}

function every<T extends Float32Array | Float64Array>(pairs: T, part: 0 | 1): T {
  const out = new (pairs.constructor as new (length: number) => T)(pairs.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = pairs[2 * i + part]!;
  return out;
}

/** x87 extended numbers (a whole 64-bit significand, 15 bits of exponent) rounded to float64. */
function longDoubles(bytes: Uint8Array, size: number, littleEndian: boolean): Float64Array {
  const copy = littleEndian ? bytes : bytes.slice();
  if (!littleEndian) swapBytes(copy, size);
  const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength);
  const out = new Float64Array(Math.floor(bytes.length / size));
  for (let i = 0; i < out.length; i++) {
    const significand = view.getBigUint64(i * size, true);
    const head = view.getUint16(i * size + 8, true);
    const sign = head & 0x8000 ? -1 : 1;
    const exponent = head & 0x7fff;
    if (exponent === 0x7fff) {
      out[i] = BigInt.asUintN(63, significand) === 0n ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    } else {
      // In two steps, so that neither power alone overflows.
      const power = exponent - 16383 - 63;
      out[i] = sign * Number(significand) * 2 ** Math.floor(power / 2) * 2 ** (power - Math.floor(power / 2));
    }
  }
  return out;
}

function texts(
  bytes: Uint8Array,
  size: number,
  letter: string,
  littleEndian: boolean,
  shape: readonly number[],
): readonly string[] {
  if (size === 0) return new Array<string>(elements(shape)).fill("");
  const out: string[] = [];
  if (letter === "S") {
    const decoder = new TextDecoder("latin1");
    for (let i = 0; i + size <= bytes.length; i += size) {
      out.push(decoder.decode(bytes.subarray(i, i + size)).replace(/\0+$/, ""));
    }
    return out;
  }
  const points = numbers(bytes, "uint32", littleEndian);
  for (let i = 0; i < points.length; i += size / 4) {
    let text = "";
    for (const point of points.subarray(i, i + size / 4))
      text += point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
    out.push(text.replace(/\0+$/, ""));
  }
  return out;
}

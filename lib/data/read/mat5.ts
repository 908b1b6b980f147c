import { inflateExactly, inflateStart } from "../archive/inflate.js";
import { type NdArray, toRowMajor } from "../raster/ndarray.js";
import { elements, type Guard } from "./guard.js";
import type { MatFile, MatNumbers, MatSparse, MatText, MatValue, ReadMatOptions } from "./mat-value.js";
import { allocate, type NumberArray, type NumberType, numbers } from "./numbers.js";
import type { ByteSource } from "./source.js";

// Format: "MAT-File Format" (The MathWorks), level 5. Numbers in comments are its table numbers.

/** Data types of elements (1-1). */
const stored: Readonly<Record<number, NumberType>> = {
  1: "int8",
  2: "uint8",
  3: "int16",
  4: "uint16",
  5: "int32",
  6: "uint32",
  7: "float32",
  9: "float64",
  12: "int64",
  13: "uint64",
};
const [matrixElement, compressedElement, utf8, utf16, utf32] = [14, 15, 16, 17, 18] as const;

/** Array classes (1-3). */
const classes: Readonly<Record<number, readonly [name: string, type: NumberType]>> = {
  6: ["double", "float64"],
  7: ["single", "float32"],
  8: ["int8", "int8"],
  9: ["uint8", "uint8"],
  10: ["int16", "int16"],
  11: ["uint16", "uint16"],
  12: ["int32", "int32"],
  13: ["uint32", "uint32"],
  14: ["int64", "int64"],
  15: ["uint64", "uint64"],
};
const [cellClass, structClass, objectClass, charClass, sparseClass] = [1, 2, 3, 4, 5] as const;

interface Element {
  readonly type: number;
  readonly bytes: Uint8Array;
  /** Where the next element begins. */
  readonly next: number;
}

/** One element after the other, never beyond the bytes it was given. */
class Elements {
  private readonly view: DataView;
  at = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly littleEndian: boolean,
    readonly guard: Guard,
    /** What messages call these bytes. */
    readonly place: string,
    /** Whether numbers keep the type they are stored in. */
    readonly asStored = false,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  fail(reason: string): never {
    return this.guard.fail(`byte ${this.at} of ${this.place}`, reason);
  }

  next(what: string): Element {
    if (this.at + 8 > this.bytes.length) this.fail(`ends where ${what} should be`);
    const first = this.view.getUint32(this.at, this.littleEndian);
    const small = first >>> 16;
    const [type, size, start] = small
      ? [first & 0xffff, small, this.at + 4]
      : [first, this.view.getUint32(this.at + 4, this.littleEndian), this.at + 8];
    if (small > 4) this.fail(`${what} is a small element of ${small} bytes`);
    if (start + size > this.bytes.length) {
      this.fail(`${what} claims ${size} bytes, ${this.bytes.length - start} follow`);
    }
    const padded = small
      ? this.at + 8
      : start + (type === compressedElement ? size : Math.ceil(size / 8) * 8);
    this.at = Math.min(padded, this.bytes.length);
    return { type, bytes: this.bytes.subarray(start, start + size), next: this.at };
  }

  /** An element of numbers, as stored. */
  numbers(what: string): NumberArray {
    const { type, bytes } = this.next(what);
    const name = stored[type];
    if (!name) this.fail(`${what} has the data type ${type}`);
    return numbers(bytes, name, this.littleEndian);
  }

  counts(what: string): readonly number[] {
    return Array.from(this.numbers(what) as Int32Array, Number);
  }

  latin(what: string): string {
    return new TextDecoder("latin1").decode(this.next(what).bytes);
  }
}

function converted(data: NumberArray, type: NumberType, guard: Guard, what: string): NumberArray {
  const out = allocate(type, 0);
  if (data.constructor === out.constructor) return data;
  guard.take(data.length * out.BYTES_PER_ELEMENT, what);
  const wide = out instanceof BigInt64Array || out instanceof BigUint64Array;
  const isWide = data instanceof BigInt64Array || data instanceof BigUint64Array;
  const result = allocate(type, data.length);
  if (wide === isWide) (result as Float64Array).set(data as Float64Array);
  else if (wide)
    for (let i = 0; i < data.length; i++)
      (result as BigInt64Array)[i] = BigInt(Math.trunc(Number(data[i])) || 0);
  else for (let i = 0; i < data.length; i++) (result as Float64Array)[i] = Number(data[i]);
  return result;
}

/** The variables of a MATLAB v5, v6 or v7 file. */
export async function parseMat5(
  source: ByteSource,
  guard: Guard,
  options: ReadMatOptions = {},
): Promise<MatFile> {
  if (source.size < 128) guard.fail(0, `${source.size} bytes cannot hold the header of 128`);
  const head = await source.read(0, 128);
  const mark = String.fromCharCode(head[126]!, head[127]!);
  if (mark !== "IM" && mark !== "MI") {
    guard.fail(
      126,
      "the byte-order mark is neither IM nor MI",
      "give a file that MATLAB saved with -v6, -v7 or -v7.3",
    );
  }
  const littleEndian = mark === "IM";
  const variables: Record<string, MatValue> = Object.create(null);
  let at = 128;
  while (at + 8 <= source.size) {
    guard.check();
    guard.count(1, "the file");
    const tag = await source.read(at, 8);
    const view = new DataView(tag.buffer, tag.byteOffset, 8);
    const type = view.getUint32(0, littleEndian);
    const size = view.getUint32(4, littleEndian);
    if (type !== matrixElement && type !== compressedElement)
      guard.fail(at, `the data type ${type} is no variable`);
    if (at + 8 + size > source.size) guard.fail(at, `claims ${size} bytes, ${source.size - at - 8} follow`);
    const element = await variable(
      source,
      at,
      size,
      type === compressedElement,
      littleEndian,
      guard,
      options,
    );
    if (element) variables[element.name] = element.value;
    at += 8 + size;
  }
  if (at < source.size) guard.fail(at, "the file ends within a tag");
  return { ...variables };
}

async function variable(
  source: ByteSource,
  at: number,
  size: number,
  compressed: boolean,
  littleEndian: boolean,
  guard: Guard,
  options: ReadMatOptions,
): Promise<{ readonly name: string; readonly value: MatValue } | undefined> {
  const place = `the variable at byte ${at}`;
  // A name lies within the first hundred bytes of a variable: a look at them spares decoding what nobody wants.
  const look = await source.read(at + 8, Math.min(size, 512));
  const start = compressed ? inflateStart(look, 512) : look;
  const nameStart = compressed ? start.subarray(8) : start;
  const name = peekName(nameStart, littleEndian, guard);
  if (name !== undefined && options.variables && !options.variables.includes(name)) return undefined;
  const asStored = options.types === "stored";
  guard.take(size, place);
  const bytes = await source.read(at + 8, size);
  if (!compressed)
    return matrix(new Elements(bytes, littleEndian, guard, name ? `"${name}"` : place, asStored));
  if (start.length < 8) guard.fail(at, "its compressed data are broken");
  const view = new DataView(start.buffer, start.byteOffset, 8);
  const type = view.getUint32(0, littleEndian);
  const inner = view.getUint32(4, littleEndian);
  if (type !== matrixElement)
    guard.fail(at, `the data type ${type} is compressed in it, a variable is expected`);
  const whole = await inflateExactly(bytes, inner + 8, guard, name ? `"${name}"` : place);
  guard.release(size);
  return matrix(new Elements(whole.subarray(8), littleEndian, guard, name ? `"${name}"` : place, asStored));
}

function peekName(bytes: Uint8Array, littleEndian: boolean, guard: Guard): string | undefined {
  try {
    const part = new Elements(bytes, littleEndian, guard, "a variable's head");
    part.next("flags");
    part.next("dimensions");
    return part.latin("name");
  } catch {
    // Broken or longer than the look: reading it properly says which.
    return undefined;
  }
}

interface Named {
  readonly name: string;
  readonly value: MatValue;
}

function matrix(part: Elements): Named {
  const { guard } = part;
  guard.count(1, part.place);
  const flags = part.counts("the array flags");
  if (flags.length !== 2) part.fail(`the array flags are ${flags.length} numbers`);
  const classId = flags[0]! & 0xff;
  const complex = (flags[0]! & 0x800) !== 0;
  const logical = (flags[0]! & 0x200) !== 0;
  // Opaque objects have no dimensions; nothing in them can be understood without MATLAB.
  if (classId === 17)
    return { name: part.latin("the name"), value: { kind: "opaque", shape: [1, 1], type: "object" } };
  const shape = part.counts("the dimensions");
  const count = elements(shape);
  if (shape.length < 2 || Number.isNaN(count)) part.fail(`the dimensions are [${shape}]`);
  const name = part.latin("the name");
  const inner = () => guard.nested(part.place, () => values(part, classId, shape, count, complex, logical));
  return { name, value: inner() };
}

function values(
  part: Elements,
  classId: number,
  shape: readonly number[],
  count: number,
  complex: boolean,
  logical: boolean,
): MatValue {
  if (classId === cellClass) {
    const items = children(part, count);
    return { kind: "cell", shape, items: ordered(items, shape) };
  }
  if (classId === structClass || classId === objectClass) return struct(part, classId, shape, count);
  if (classId === charClass) return text(part, shape, count);
  if (classId === sparseClass) return sparse(part, shape, complex, logical);
  if (classId === 16) return { kind: "opaque", shape, type: "function handle" };
  const known = classes[classId];
  if (!known) part.fail(`the array class ${classId} is unknown`);
  const [type, form] = known;
  const read = (what: string): NdArray["data"] => {
    const data = part.numbers(what);
    if (data.length !== count) part.fail(`${what} has ${data.length} numbers, ${count} are needed`);
    if (part.asStored) {
      part.guard.take(data.byteLength, part.place);
      return toRowMajor(data, shape);
    }
    const isWide = (array: NumberArray) => array instanceof BigInt64Array || array instanceof BigUint64Array;
    const empty = allocate(form, 0);
    part.guard.take(count * empty.BYTES_PER_ELEMENT, part.place);
    // MATLAB stores doubles as small whole numbers where that is exact: type and order are changed in one pass.
    if (isWide(data) === isWide(empty) && data.constructor !== empty.constructor) {
      return toRowMajor(data, shape, allocate(form, count));
    }
    return toRowMajor(converted(data, form, part.guard, what), shape);
  };
  const result: MatNumbers = {
    kind: "numbers",
    type: logical ? "logical" : type,
    shape,
    data: read("the real part"),
  };
  return complex ? { ...result, imaginary: read("the imaginary part") } : result;
}

/** The matrices inside a cell or struct; an empty element stands for an empty array. */
function children(part: Elements, count: number): readonly MatValue[] {
  // Each item takes at least a tag: a larger claim is a lie, found before memory is taken.
  if (count * 8 > part.bytes.length - part.at)
    part.fail(`${count} items are claimed, the bytes cannot hold them`);
  const items: MatValue[] = [];
  for (let i = 0; i < count; i++) {
    part.guard.check();
    const { type, bytes } = part.next(`item ${i}`);
    if (type !== matrixElement) part.fail(`item ${i} has the data type ${type}, an array is expected`);
    items.push(
      bytes.length === 0
        ? { kind: "numbers", type: "double", shape: [0, 0], data: new Float64Array(0) }
        : matrix(new Elements(bytes, part.littleEndian, part.guard, part.place, part.asStored)).value,
    );
  }
  return items;
}

function struct(part: Elements, classId: number, shape: readonly number[], count: number): MatValue {
  if (classId === objectClass) part.latin("the class name");
  const [width = 0] = part.counts("the length of field names");
  const names = part.next("the field names").bytes;
  if (!(width > 0) || names.length % width !== 0)
    part.fail(`field names of ${width} characters in ${names.length} bytes`);
  const fields: string[] = [];
  for (let i = 0; i < names.length; i += width) {
    fields.push(new TextDecoder("latin1").decode(names.subarray(i, i + width)).replace(/\0.*$/s, ""));
  }
  part.guard.count(fields.length, part.place);
  if (fields.length === 0) part.guard.count(count, part.place);
  const all = children(part, count * fields.length);
  const items = Array.from({ length: count }, (_, i) => {
    const record: Record<string, MatValue> = Object.create(null);
    fields.forEach((field, j) => {
      record[field] = all[i * fields.length + j]!;
    });
    return { ...record };
  });
  return { kind: "struct", shape, items: ordered(items, shape) };
}

function ordered<T>(items: readonly T[], shape: readonly number[]): readonly T[] {
  if (shape.filter((extent) => extent > 1).length <= 1) return items;
  const order = toRowMajor(
    Uint32Array.from({ length: items.length }, (_, i) => i),
    shape,
  );
  return Array.from(order, (from) => items[from]!);
}

function text(part: Elements, shape: readonly number[], count: number): MatText {
  const { type, bytes } = part.next("the characters");
  const { guard, littleEndian } = part;
  const codes = (): ArrayLike<number> => {
    if (type === utf8)
      return Array.from(new TextDecoder("utf-8").decode(bytes), (letter) => letter.codePointAt(0)!);
    if (type === utf16) return numbers(bytes, "uint16", littleEndian);
    if (type === utf32) return numbers(bytes, "uint32", littleEndian);
    const name = stored[type];
    if (!name) return part.fail(`the characters have the data type ${type}`);
    return numbers(bytes, name, littleEndian) as ArrayLike<number>;
  };
  guard.take(8 * bytes.length, "the characters");
  const all = codes();
  if (all.length < count) part.fail(`${count} characters are claimed, ${all.length} are there`);
  const [rows = 0] = shape;
  const columns = rows > 0 ? count / rows : 0;
  // Rows without a character cost the file nothing.
  guard.count(rows, "the rows of text");
  const lines = Array.from({ length: rows }, (_, row) => {
    let line = "";
    for (let column = 0; column < columns; column++) {
      const code = Number(all[row + column * rows]);
      line +=
        code <= 0xffff ? String.fromCharCode(code) : code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
    }
    return line;
  });
  return { kind: "text", shape, text: lines };
}

function sparse(part: Elements, shape: readonly number[], complex: boolean, logical: boolean): MatSparse {
  const [height = 0, width = 0] = shape;
  const rows = converted(
    part.numbers("the row indices"),
    "int32",
    part.guard,
    "the row indices",
  ) as Int32Array;
  const starts = converted(
    part.numbers("the column starts"),
    "int32",
    part.guard,
    "the column starts",
  ) as Int32Array;
  if (shape.length !== 2 || starts.length !== width + 1 || starts[0] !== 0) {
    part.fail(`[${shape}] with ${starts.length} column starts`);
  }
  const count = starts[width]!;
  for (let column = 0; column < width; column++) {
    if (starts[column + 1]! < starts[column]!) part.fail(`column ${column} ends before it starts`);
  }
  if (count > rows.length) part.fail(`${count} numbers with ${rows.length} row indices`);
  for (let i = 0; i < count; i++) {
    if (!(rows[i]! >= 0 && rows[i]! < height)) part.fail(`row ${rows[i]} of ${height}`);
  }
  const take = (what: string) => {
    const data = part.numbers(what);
    if (data.length < count) part.fail(`${what} has ${data.length} numbers, ${count} are needed`);
    const type: NumberType = logical ? "uint8" : "float64";
    return converted(data.subarray(0, count) as NumberArray, type, part.guard, what);
  };
  const value: MatSparse = {
    kind: "sparse",
    type: logical ? "logical" : "double",
    shape,
    rows: rows.subarray(0, count),
    starts,
    data: take("the real part"),
  };
  return complex ? { ...value, imaginary: take("the imaginary part") } : value;
}

import { brainsToFloats, halvesToFloats } from "../raster/half.js";
import { elements, Guard, type ReadOptions } from "./guard.js";
import { numbers } from "./numbers.js";
import { type ByteSource, type Input, inputName, readAll, withSource } from "./source.js";

/** Number types of the safetensors format that are read and written, with their size in bytes. */
export const safetensorsTypes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;

/** A dtype as the safetensors format names it. */
export type SafetensorsType = keyof typeof safetensorsTypes;

/** The numbers of a tensor: half floats (`F16`, `BF16`) as float32, `BOOL` as 0 and 1 in a Uint8Array. */
export type SafetensorsData =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

/** One tensor, in row-major order. */
export interface SafetensorsEntry {
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  readonly data: SafetensorsData;
}

/** The tensors of a file by name, and its metadata. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, SafetensorsEntry>>;
  /** Free text by name (`__metadata__` in the file). */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own bound on the header. */
const headerLimit = 100_000_000;

/**
 * Reads a safetensors file. Everything that the format promises is checked: the header fits, types and shapes agree with
 * the byte ranges, and the ranges cover the file without holes or overlaps.
 *
 * @example
 * ```ts
 * import { encodeSafetensors, readSafetensors } from "swath/data";
 *
 * const bytes = encodeSafetensors({ w: { dtype: "F16", shape: [2], data: new Float32Array([1, 0.5]) } });
 * const { tensors } = await readSafetensors(bytes);
 * tensors.w?.data; // Float32Array [1, 0.5]
 * ```
 */
export async function readSafetensors(input: Input, options: ReadOptions = {}): Promise<Safetensors> {
  const guard = new Guard("readSafetensors", inputName(input), options);
  return withSource(input, (source) => parse(source, guard));
}

interface HeaderEntry {
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

async function parse(source: ByteSource, guard: Guard): Promise<Safetensors> {
  if (source.size < 8) guard.fail(0, `${source.size} bytes cannot hold the header's length`);
  const length = Number(numbers(await source.read(0, 8), "uint64")[0]);
  if (length > headerLimit || length > source.size - 8) {
    guard.fail(0, `the header claims ${length} bytes of a file of ${source.size}`);
  }
  const bytes = await readAll(source, guard);
  const { entries, metadata } = header(bytes.subarray(8, 8 + length), guard);
  const body = 8 + length;
  const size = source.size - body;
  let covered = 0;
  const tensors: Record<string, SafetensorsEntry> = Object.create(null);
  for (const [name, entry] of [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    const { dtype, shape, begin, end } = entry;
    if (begin !== covered)
      guard.fail(`tensor "${name}"`, `begins at ${begin}, the one before it ends at ${covered}`);
    if (end > size) guard.fail(`tensor "${name}"`, `ends at ${end}, the file holds ${size} bytes of numbers`);
    covered = end;
    const half = dtype === "F16" || dtype === "BF16";
    if (half) guard.take(2 * (end - begin), `tensor "${name}"`);
    tensors[name] = { dtype, shape, data: decode(bytes.subarray(body + begin, body + end), dtype) };
  }
  if (covered !== size) guard.fail(body + covered, `${size - covered} bytes belong to no tensor`);
  return { tensors: { ...tensors }, metadata };
}

function decode(bytes: Uint8Array, dtype: SafetensorsType): SafetensorsData {
  switch (dtype) {
    case "F32":
      return numbers(bytes, "float32");
    case "F64":
      return numbers(bytes, "float64");
    case "F16":
      return halvesToFloats(numbers(bytes, "uint16"));
    case "BF16":
      return brainsToFloats(numbers(bytes, "uint16"));
    case "I64":
      return numbers(bytes, "int64");
    case "I32":
      return numbers(bytes, "int32");
    case "I16":
      return numbers(bytes, "int16");
    case "I8":
      return numbers(bytes, "int8");
    case "U64":
      return numbers(bytes, "uint64");
    case "U32":
      return numbers(bytes, "uint32");
    case "U16":
      return numbers(bytes, "uint16");
    default:
      return bytes;
  }
}

function header(bytes: Uint8Array, guard: Guard) {
  if (bytes[0] !== 0x7b) guard.fail(8, "the header does not begin with {");
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw guard.translate("the header", cause);
  }
  const entries = new Map<string, HeaderEntry>();
  let metadata: Readonly<Record<string, string>> = {};
  const fields = Object.entries(parsed as Record<string, unknown>);
  guard.count(fields.length, "the header");
  for (const [name, value] of fields) {
    if (name === "__metadata__") metadata = textRecord(value, guard);
    else entries.set(name, headerEntry(name, value, guard));
  }
  return { entries, metadata };
}

function textRecord(value: unknown, guard: Guard): Readonly<Record<string, string>> {
  const isText =
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((item) => typeof item === "string");
  if (!isText) guard.fail("__metadata__", "is not a record of texts");
  return value as Record<string, string>;
}

function headerEntry(name: string, value: unknown, guard: Guard): HeaderEntry {
  const place = `tensor "${name}"`;
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(safetensorsTypes, dtype)) {
    guard.fail(
      place,
      `dtype ${JSON.stringify(dtype)}`,
      `only ${Object.keys(safetensorsTypes).join(", ")} are read`,
    );
  }
  const type = dtype as SafetensorsType;
  if (!Array.isArray(shape)) guard.fail(place, "its shape is not a list of counts");
  const count = elements(shape as number[]);
  if (Number.isNaN(count)) guard.fail(place, `its shape is ${JSON.stringify(shape)}`);
  if (
    !Array.isArray(offsets) ||
    offsets.length !== 2 ||
    !offsets.every((item) => Number.isSafeInteger(item))
  ) {
    guard.fail(place, `its data_offsets are ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin < 0 || end - begin !== count * safetensorsTypes[type]) {
    guard.fail(
      place,
      `${type}[${shape}] needs ${count * safetensorsTypes[type]} bytes, ${end - begin} are given`,
    );
  }
  return { dtype: type, shape: shape as number[], begin, end };
}

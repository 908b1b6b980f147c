import type { GoldenTensor } from "./contract.js";
import { byFormula } from "./formula.js";

/** An array of the case's npz file. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number> | ArrayLike<bigint>;
}
export type StoredArrays = Readonly<Record<string, StoredArray>>;

type Json = Readonly<Record<string, unknown>>;

const sources = ["data", "array", "formula"] as const;
const known = new Set<string>([...sources, "shape", "dtype", "layout", "first"]);
const layouts = new Set(["OIHW", "OIL", "OI", "IOHW", "HWIO", "IO", "CHW"]);
const makers = {
  float32: (values: readonly number[]) => Float32Array.from(values),
  float64: (values: readonly number[]) => Float64Array.from(values),
  int32: (values: readonly number[]) => Int32Array.from(values),
  bool: (values: readonly number[]) => Int32Array.from(values),
} as const;
type Dtype = keyof typeof makers;

const nonFinite: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/** One number of a flat list: strict JSON has no NaN, so that stands as a string. */
function element(value: unknown, dtype: Dtype, i: number): number {
  const fail = () => {
    throw new Error(`element ${i} is ${JSON.stringify(value)}, which is no ${dtype}`);
  };
  if (dtype === "bool") {
    if (value === true || value === 1) return 1;
    return value === false || value === 0 ? 0 : fail();
  }
  if (dtype === "int32") return typeof value === "number" && (value | 0) === value ? value : fail();
  if (typeof value === "number") return value;
  return typeof value === "string" && Object.hasOwn(nonFinite, value) ? nonFinite[value]! : fail();
}

function fromList(list: unknown, dtype: Dtype): GoldenTensor["data"] {
  if (!Array.isArray(list)) throw new Error("its data is no list");
  return makers[dtype](list.map((value, i) => element(value, dtype, i)));
}

function fromArray(name: unknown, shape: readonly number[], dtype: Dtype, arrays: StoredArrays | undefined) {
  if (!arrays) throw new Error(`it lies in an npz file ("${name}"), and the case names none`);
  if (typeof name !== "string" || !Object.hasOwn(arrays, name)) {
    throw new Error(`there is no array "${name}" in the npz file; it has ${Object.keys(arrays).join(", ")}`);
  }
  const { shape: stored, data } = arrays[name]!;
  if (stored.join() !== shape.join()) {
    throw new Error(`the npz file's "${name}" has the shape [${stored}], the case says [${shape}]`);
  }
  return makers[dtype](Array.from(data as ArrayLike<number>, (value, i) => element(Number(value), dtype, i)));
}

function checkFirst(first: unknown, data: GoldenTensor["data"]): void {
  const values = first as readonly number[];
  if (!Array.isArray(first) || values.length === 0) throw new Error("its first values are no list");
  values.forEach((value, i) => {
    // The cases state nine digits; another rule would give entirely different values.
    if (!(Math.abs(value - (data[i] ?? Number.NaN)) <= 1e-6)) {
      throw new Error(`the formula gives ${data[i]} at ${i}, the case says ${value}`);
    }
  });
}

function tensorOf(raw: Json, name: string, arrays: StoredArrays | undefined): GoldenTensor {
  const { shape, dtype, layout, first } = raw;
  const extra = Object.keys(raw).filter((key) => !known.has(key));
  if (extra.length > 0) throw new Error(`unknown source or key "${extra.join('", "')}"`);
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new Error(`its shape ${JSON.stringify(shape)} is no list of sizes`);
  }
  if (typeof dtype !== "string" || !Object.hasOwn(makers, dtype)) {
    throw new Error(`the dtype ${JSON.stringify(dtype)} is none of ${Object.keys(makers).join(", ")}`);
  }
  if (layout !== undefined && !layouts.has(layout as string)) {
    throw new Error(`the layout ${JSON.stringify(layout)} is none of ${[...layouts].join(", ")}`);
  }
  const given = sources.filter((source) => Object.hasOwn(raw, source));
  if (given.length !== 1) {
    throw new Error(`it has ${given.join(" and ") || "no source"}; one of ${sources.join(", ")} is wanted`);
  }
  const type = dtype as Dtype;
  const data =
    given[0] === "data"
      ? fromList(raw["data"], type)
      : given[0] === "array"
        ? fromArray(raw["array"], shape, type, arrays)
        : byFormula(raw["formula"] as Json, shape, name);
  if (given[0] === "formula" && type !== "float32") throw new Error(`a formula gives float32, not ${type}`);
  const size = shape.reduce((a: number, b: number) => a * b, 1);
  if (data.length !== size)
    throw new Error(`it has ${data.length} elements, its shape [${shape}] wants ${size}`);
  if (first !== undefined) checkFirst(first, data);
  return { shape, dtype: type, ...(layout !== undefined && { layout: layout as string }), data };
}

/** A tensor object has a dtype and a shape; what else has a key of that name (a mask's `shape`) has not both. */
const isTensorObject = (value: Json): boolean => "dtype" in value && "shape" in value;

/** Inputs, weights or outputs with every tensor's source resolved. A mistake is told with the path at which it stands. */
export function resolve(value: unknown, arrays: StoredArrays | undefined, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item, i) => resolve(item, arrays, [...path, String(i)]));
  if (value === null || typeof value !== "object") return value;
  const record = value as Json;
  if (!isTensorObject(record)) {
    return Object.fromEntries(
      Object.entries(record).map(([name, item]) => [name, resolve(item, arrays, [...path, name])]),
    );
  }
  try {
    return tensorOf(record, path.at(-1) ?? "", arrays);
  } catch (cause) {
    throw new Error(`${path.join("/")}: ${(cause as Error).message}`, { cause });
  }
}

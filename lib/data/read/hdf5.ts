import type * as H5 from "h5wasm";
import type { NdArray } from "../raster/ndarray.js";
import { elements, Guard, type ReadOptions } from "./guard.js";
import { hdf5Error, withHdf5 } from "./hdf5-library.js";
import type { NumberArray } from "./numbers.js";
import { type Input, inputName, readAll, withSource } from "./source.js";

/** The most that a stored chunk can grow when it is decoded (deflate's bound). */
const growth = 1032;

/**
 * Reads the numeric data sets of an HDF5 file, named by their path without the first slash (`group/scene`), in row-major
 * order as HDF5 keeps them. For MATLAB files take `readMat`, which knows MATLAB's reversed axes, cells and structs.
 *
 * @example
 * ```ts
 * import { readHdf5 } from "swath/data";
 *
 * const error = await readHdf5(new Uint8Array(100)).catch((caught: Error) => caught);
 * String(error); // "FormatError: readHdf5: bytes in memory at byte 0: …"
 * ```
 */
export async function readHdf5(
  input: Input,
  options: ReadOptions & { readonly variables?: readonly string[] } = {},
): Promise<Readonly<Record<string, NdArray>>> {
  const guard = new Guard("readHdf5", inputName(input), options);
  const bytes = await withSource(input, (source) => readAll(source, guard));
  if (hdf5Start(bytes) === undefined) guard.fail(0, "no HDF5 signature", "give an HDF5 file");
  const found: Record<string, NdArray> = Object.create(null);
  await withHdf5(bytes, guard, (file, hdf5) => {
    const walk = (group: H5.Group, path: string): void => {
      for (const name of group.keys()) {
        guard.check();
        guard.count(1, "the file");
        const full = path === "" ? name : `${path}/${name}`;
        const child = entity(group, name, guard);
        if (child instanceof hdf5.Group) guard.nested(full, () => walk(child, full));
        else if (child instanceof hdf5.Dataset && (!options.variables || options.variables.includes(full))) {
          if (isNumeric(child)) found[full] = datasetNumbers(child, full, guard, bytes.length);
        }
      }
    };
    walk(file, "");
  });
  return { ...found };
}

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Where the HDF5 part begins (0, 512, 1024, …), or undefined when there is none. */
export function hdf5Start(bytes: Uint8Array): number | undefined {
  for (let at = 0; at + 8 <= bytes.length; at = at === 0 ? 512 : at * 2) {
    if (signature.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return undefined;
}

/** A child that may be broken: the library's own error becomes ours. */
export function entity(group: H5.Group, name: string, guard: Guard): H5.Entity | null {
  try {
    return group.get(name);
  } catch (cause) {
    throw hdf5Error(guard, `"${name}"`, cause);
  }
}

/** Integers and floats; 0 and 1 are HDF5's class numbers. */
export function isNumeric(dataset: H5.Dataset): boolean {
  const { type, size } = dataset.metadata;
  return (type === 0 || type === 1) && (size === 1 || size === 2 || size === 4 || size === 8);
}

/** The shape of a data set, checked against the file's size and the limits before anything is read. */
export function checkedShape(
  dataset: H5.Dataset,
  place: string,
  guard: Guard,
  fileBytes: number,
): readonly number[] {
  const { shape, size, chunks } = dataset.metadata;
  const extents = shape ?? [0];
  const count = elements(extents.map(Number));
  const bytes = count * size;
  if (Number.isNaN(count)) guard.fail(`"${place}"`, `the shape is [${extents}]`);
  // Chunked data may be compressed; contiguous data may not.
  if (bytes > (chunks ? growth : 1) * fileBytes) {
    guard.fail(`"${place}"`, `claims ${bytes} bytes, which a file of ${fileBytes} cannot hold`);
  }
  guard.take(bytes, `"${place}"`);
  return extents.map(Number);
}

/** The numbers of a data set as stored. */
export function datasetNumbers(dataset: H5.Dataset, place: string, guard: Guard, fileBytes: number): NdArray {
  const shape = checkedShape(dataset, place, guard, fileBytes);
  if (elements(shape) === 0) return { shape, data: new Float64Array(0) };
  const value = read(dataset, place, guard);
  if (!ArrayBuffer.isView(value)) guard.fail(`"${place}"`, "holds no plain numbers");
  const data = value as unknown as NumberArray;
  if (data.length !== elements(shape)) {
    guard.fail(`"${place}"`, `${data.length} numbers came out of it, [${shape}] needs ${elements(shape)}`);
  }
  return { shape, data };
}

/** Whatever the library makes of a data set. */
export function read(dataset: H5.Dataset, place: string, guard: Guard): unknown {
  guard.check();
  try {
    return dataset.value;
  } catch (cause) {
    throw hdf5Error(guard, `"${place}"`, cause);
  }
}

import { ShapeError } from "../../errors.js";
import type { NdArray } from "../raster/ndarray.js";
import type { Raster } from "../raster/raster.js";
import { elements } from "../read/guard.js";
import { littleEndianBytes } from "../read/numbers.js";
import { writeWhole } from "./whole.js";
import { encodeZip } from "./zip.js";

/** NumPy's letters for JavaScript's typed arrays. */
const descrs: Readonly<Record<string, string>> = {
  Uint8Array: "|u1",
  Int8Array: "|i1",
  Uint16Array: "<u2",
  Int16Array: "<i2",
  Uint32Array: "<u4",
  Int32Array: "<i4",
  Float32Array: "<f4",
  Float64Array: "<f8",
  BigInt64Array: "<i8",
  BigUint64Array: "<u8",
};

/**
 * The bytes of an npy file (version 1.0, row-major, little-endian) of an array or a raster (height, width, bands).
 *
 * @example
 * ```ts
 * import { encodeNpy } from "swath/data";
 *
 * const bytes = encodeNpy({ shape: [2, 3], data: new Float32Array(6) });
 * bytes.length; // 152: a header of 128 and 6 × 4
 * ```
 */
export function encodeNpy(array: NdArray | Raster): Uint8Array {
  const { shape, data } = array;
  if (elements(shape) !== data.length) {
    throw new ShapeError("encodeNpy", `[${shape}] does not fit an array of ${data.length} numbers`, {
      mend: "give the shape of the array",
    });
  }
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descrs[data.constructor.name]}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Numbers begin at a multiple of 64; the header ends with a line break.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const body = littleEndianBytes(data);
  const bytes = new Uint8Array(10 + length + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  bytes.set(body, 10 + length);
  return bytes;
}

/**
 * Writes an npy file.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readNpy, writeNpy } from "swath/data";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "swath-")), "map.npy");
 * await writeNpy(path, { shape: [2], data: new Int32Array([3, 4]) });
 * (await readNpy(path)).data; // Int32Array [3, 4]
 * ```
 */
export async function writeNpy(path: string, array: NdArray | Raster): Promise<void> {
  await writeWhole(path, encodeNpy(array));
}

/**
 * The bytes of an npz file: named arrays in a zip archive, deflated unless `compress` is false.
 *
 * @example
 * ```ts
 * import { encodeNpz, readNpz } from "swath/data";
 *
 * const bytes = encodeNpz({ x: { shape: [2], data: new Float32Array([1, 2]) } });
 * (await readNpz(bytes)).x?.data; // Float32Array [1, 2]
 * ```
 */
export function encodeNpz(
  arrays: Readonly<Record<string, NdArray | Raster>>,
  options: { readonly compress?: boolean } = {},
): Uint8Array {
  const { compress = true } = options;
  const members = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, encodeNpy(array)] as const);
  return encodeZip(Object.fromEntries(members), { compress });
}

/**
 * Writes an npz file; see {@link encodeNpz}.
 *
 * @example
 * ```ts
 * import { mkdtemp, readdir } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { writeNpz } from "swath/data";
 *
 * const folder = await mkdtemp(join(tmpdir(), "swath-"));
 * await writeNpz(join(folder, "x.npz"), { x: { shape: [1], data: new Float32Array(1) } });
 * await readdir(folder); // ["x.npz"]
 * ```
 */
export async function writeNpz(
  path: string,
  arrays: Readonly<Record<string, NdArray | Raster>>,
  options: { readonly compress?: boolean } = {},
): Promise<void> {
  await writeWhole(path, encodeNpz(arrays, options));
}

import { Guard, type ReadOptions } from "./guard.js";
import { hdf5Start } from "./hdf5.js";
import type { MatFile, ReadMatOptions } from "./mat-value.js";
import { parseMat5 } from "./mat5.js";
import { parseMat73 } from "./mat73.js";
import { type ByteSource, type Input, inputName, readAll, withSource } from "./source.js";

/**
 * Reads a MATLAB file of version 5, 6, 7 (own reader) or 7.3 (HDF5): numbers of all classes, text, cells, structs, sparse
 * and complex arrays, in either byte order. Arrays come in row-major order with MATLAB's shape.
 *
 * @example
 * ```ts
 * import { readMat } from "swath/data";
 *
 * const error = await readMat(new Uint8Array(128)).catch((caught: Error) => caught);
 * String(error); // "FormatError: readMat: bytes in memory at byte 126: the byte-order mark is neither IM nor MI; …"
 * ```
 */
export async function readMat(input: Input, options: ReadOptions & ReadMatOptions = {}): Promise<MatFile> {
  const guard = new Guard("readMat", inputName(input), options);
  return withSource(input, (source) => parseMat(source, guard, options));
}

/** The variables of a MATLAB file of any version. */
export async function parseMat(
  source: ByteSource,
  guard: Guard,
  options: ReadMatOptions = {},
): Promise<MatFile> {
  const wanted = options.variables;
  const head = await source.read(0, Math.min(source.size, 1024));
  const file =
    hdf5Start(head) === undefined
      ? await parseMat5(source, guard, options)
      : await parseMat73(await readAll(source, guard), guard, wanted);
  const missing = wanted?.filter((name) => !Object.hasOwn(file, name)) ?? [];
  if (missing.length > 0) {
    guard.fail(
      "its variables",
      `there is no ${missing.map((name) => `"${name}"`).join(", ")}`,
      "ask for others",
    );
  }
  return file;
}

import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { readSafetensors, type SafetensorsEntry } from "../data/read/safetensors.js";
import { encodeSafetensors } from "../data/write/safetensors.js";
import { writeWhole } from "../data/write/whole.js";
import { SwathError } from "../errors.js";
import type { Arrays, NamedArray } from "./paper.js";

function entry(name: string, { shape, data }: NamedArray): SafetensorsEntry {
  if (data instanceof Float32Array) return { dtype: "F32", shape, data };
  if (data instanceof Float64Array) return { dtype: "F64", shape, data };
  if (data instanceof Int32Array) return { dtype: "I32", shape, data };
  if (data instanceof Uint8Array) return { dtype: "U8", shape, data };
  throw new SwathError("DTYPE", "checkpoint.save", `${name} is no array of floats, int32 or uint8`);
}

/** Arrays as the bytes of a safetensors file; equal arrays give equal bytes. */
export const encodeArrays = (arrays: Arrays, metadata: Readonly<Record<string, string>> = {}): Uint8Array =>
  encodeSafetensors(
    Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, entry(name, array)])),
    metadata,
  );

/** Writes arrays so that a reader finds the old file or the new one, never half of one. */
export const writeArrays = async (
  path: string,
  arrays: Arrays,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> => writeWhole(path, encodeArrays(arrays, metadata));

/** What {@link writeArrays} wrote. */
export interface StoredArrays {
  readonly arrays: Arrays;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads what {@link writeArrays} wrote; undefined where nothing is, or where it is damaged (then it is made again). */
export async function readArrays(path: string): Promise<StoredArrays | undefined> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw new SwathError("IO", "reproduce", `cannot read ${path} (${cause.code})`, {
      mend: "give a folder that can be read and written with --out",
      cause,
    });
  });
  if (!bytes) return undefined;
  try {
    const { tensors, metadata } = await readSafetensors(new Uint8Array(bytes));
    return { arrays: tensors as unknown as Arrays, metadata };
  } catch {
    await rm(path, { force: true });
    return undefined;
  }
}

/** SHA-256 of arrays, whatever file they lie in. */
export const sha256OfArrays = (arrays: Arrays): string =>
  createHash("sha256").update(encodeArrays(arrays)).digest("hex");

import type { Archive } from "../archive/archive.js";
import { openZip } from "../archive/zip.js";
import { Guard, type ReadOptions } from "./guard.js";
import { type NpyArray, parseNpy } from "./npy.js";
import { type ByteSource, type Input, inputName, withSource } from "./source.js";

/**
 * Reads the arrays of an npz file by name; `variables` picks some and leaves the others packed.
 *
 * @example
 * ```ts
 * import { encodeNpz, readNpz } from "swath/data";
 *
 * const bytes = encodeNpz({ x: { shape: [1], data: new Float32Array([7]) }, y: { shape: [1], data: new Uint8Array([1]) } });
 * Object.keys(await readNpz(bytes, { variables: ["y"] })); // ["y"]
 * ```
 */
export async function readNpz(
  input: Input,
  options: ReadOptions & { readonly variables?: readonly string[] } = {},
): Promise<Readonly<Record<string, NpyArray>>> {
  const guard = new Guard("readNpz", inputName(input), options);
  return withSource(input, (source) => parseNpz(source, guard, options.variables));
}

/** The arrays of the npz file in this source. */
export async function parseNpz(
  source: ByteSource,
  guard: Guard,
  wanted?: readonly string[],
): Promise<Readonly<Record<string, NpyArray>>> {
  const archive: Archive = await openZip(source, guard);
  const arrays: Record<string, NpyArray> = Object.create(null);
  for (const member of archive.members) {
    if (!member.path.endsWith(".npy"))
      guard.fail(`"${member.path}"`, "is no npy file", "open it as an archive");
    const name = member.path.slice(0, -4);
    if (wanted && !wanted.includes(name)) continue;
    const bytes = await member.read();
    guard.take(bytes.length, `"${name}"`);
    try {
      arrays[name] = parseNpy(bytes, guard);
    } catch (cause) {
      throw guard.translate(`"${member.path}"`, cause);
    }
  }
  const missing = wanted?.filter((name) => !Object.hasOwn(arrays, name)) ?? [];
  if (missing.length > 0) guard.fail("its arrays", `there is no "${missing.join('", "')}"`, "ask for others");
  return { ...arrays };
}

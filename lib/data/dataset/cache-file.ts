import { stat } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { SwathError } from "../../errors.js";
import { bytesOf, type Dtype } from "../raster/dtype.js";
import { Raster, type RasterFacts } from "../raster/raster.js";
import { numbers } from "../read/numbers.js";
import { readSafetensors } from "../read/safetensors.js";
import { writeWhole } from "../write/whole.js";

// A cache file is a safetensors file: one tensor of bytes with the rasters one after the other, each at a multiple of 8, and
// in the metadata where each begins and what it is.

/** Where a raster lies in the bytes. */
interface Entry {
  readonly shape: readonly [height: number, width: number, bands: number];
  readonly dtype: Dtype;
  readonly at: number;
  /** What else is known of it; no-data as text, since JSON has no NaN. */
  readonly facts?: Omit<RasterFacts, "layers" | "noData"> & { readonly noData?: string };
  readonly layers?: Readonly<Record<string, Entry>>;
}

/** The rasters of each sample. */
export type DecodedRasters = readonly (readonly Raster[])[];

/** Gathers rasters and writes them. */
export class CacheWriter {
  readonly #table: (readonly Entry[])[] = [];
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  /** Bytes gathered so far. */
  get size(): number {
    return this.#size;
  }

  add(rasters: readonly Raster[]): void {
    this.#table.push(rasters.map((raster) => this.#entry(raster)));
  }

  async write(path: string, key: string): Promise<void> {
    const table = JSON.stringify(this.#table);
    const sum = this.#parts.reduce((crc, part) => crc32(part, crc), crc32(table));
    const header = {
      __metadata__: { key, table, crc32: String(sum) },
      rasters: { dtype: "U8", shape: [this.#size], data_offsets: [0, this.#size] },
    };
    const text = new TextEncoder().encode(JSON.stringify(header));
    const start = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
    new DataView(start.buffer).setBigUint64(0, BigInt(start.length - 8), true);
    start.set(text, 8);
    await writeWhole(path, [start, ...this.#parts]);
  }

  #entry(raster: Raster): Entry {
    const { data, shape, dtype } = raster;
    const at = this.#size;
    this.#append(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    const { bandNames, wavelengths, transform, crs, noData } = raster;
    const facts = {
      ...(bandNames && { bandNames }),
      ...(wavelengths && { wavelengths }),
      ...(transform && { transform }),
      ...(crs !== undefined && { crs }),
      ...(noData !== undefined && { noData: String(noData) }),
    };
    const layers = Object.entries(raster.layers).map(([name, layer]) => [name, this.#entry(layer)] as const);
    return {
      shape,
      dtype,
      at,
      ...(Object.keys(facts).length > 0 && { facts }),
      ...(layers.length > 0 && { layers: Object.fromEntries(layers) }),
    };
  }

  #append(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    const rest = (8 - (bytes.length % 8)) % 8;
    if (rest > 0) this.#parts.push(new Uint8Array(rest));
    this.#size += bytes.length + rest;
  }
}

/** What was written under this key; undefined where nothing is or where it is damaged, so that it is made anew. */
export async function readCache(
  path: string,
  key: string,
  limitBytes: number,
): Promise<DecodedRasters | undefined> {
  const size = await stat(path).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size === undefined) return undefined;
  try {
    const { tensors, metadata } = await readSafetensors(path, {
      limits: { memoryBytes: 2 * size + 2 ** 20 },
    });
    const bytes = tensors["rasters"]?.data;
    const { table = "", crc32: sum } = metadata;
    if (!(bytes instanceof Uint8Array) || metadata["key"] !== key) return undefined;
    if (String(crc32(bytes, crc32(table))) !== sum) return undefined;
    if (bytes.length > limitBytes) throw tooLarge(bytes.length, limitBytes);
    const rows = JSON.parse(table) as readonly (readonly Entry[])[];
    return rows.map((row) => row.map((entry) => rasterAt(bytes, entry)));
  } catch (cause) {
    if (cause instanceof SwathError && cause.code === "LIMIT") throw cause;
    return undefined;
  }
}

function rasterAt(bytes: Uint8Array, { shape, dtype, at, facts = {}, layers = {} }: Entry): Raster {
  const [height, width, bands] = shape;
  const { noData, ...rest } = facts;
  const data = numbers(bytes.subarray(at, at + height * width * bands * bytesOf(dtype)), dtype);
  const made = Object.entries(layers).map(([name, entry]) => [name, rasterAt(bytes, entry)] as const);
  return new Raster(data, {
    ...rest,
    height,
    width,
    bands,
    ...(noData !== undefined && { noData: Number(noData) }),
    layers: Object.fromEntries(made),
  });
}

export function tooLarge(bytes: number, limitBytes: number): SwathError {
  return new SwathError(
    "LIMIT",
    "cached",
    `the decoded rasters take ${bytes} bytes, ${limitBytes} are allowed`,
    {
      mend: "give limitBytes if the memory and the disk have room, decode smaller rasters (size), or do without the cache",
    },
  );
}

import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheRoot } from "../../device/provision/cache.js";
import { locked } from "../../device/provision/lock.js";
import { SwathError } from "../../errors.js";
import type { Origin } from "../origin.js";
import type { Raster } from "../raster/raster.js";
import { groupsAhead, type PrefetchOptions } from "./ahead.js";
import { CacheWriter, type DecodedRasters, readCache, tooLarge } from "./cache-file.js";
import { type Dataset, dataset, type SampleFiles } from "./dataset.js";
import { fileDataset } from "./files.js";
import type { SampleLike } from "./sample.js";

/** Where decoded rasters are kept, and how many. */
export interface CacheOptions {
  /** `decoded` in the cache folder (`SWATH_CACHE`) unless told. */
  readonly folder?: string;
  /** Bytes that the decoded rasters may take, in memory and on the disk; 1 GiB unless told. */
  readonly limitBytes?: number;
  /** Threads that decode when it is made. */
  readonly prefetch?: PrefetchOptions | false;
  readonly signal?: AbortSignal;
}

/** Of the form of the file and of what decoders give: another one, and every cache is made anew. */
const VERSION = 1;

/** Rasters decoded at a time. */
const GROUP = 64;

/**
 * The same data set with its rasters decoded once: they are kept in memory, and in a file for the next time, under the
 * digest of the data's contents and of how they are decoded. A file that is damaged or of other contents is made anew.
 * What is made of the rasters afterwards (`map`, augmentation) is not kept.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { cached, encodePng, encodeZip, imageDataset, Raster } from "swath/data";
 *
 * const png = encodePng(Raster.zeros({ height: 2, width: 2, dtype: "uint8" }));
 * const set = await imageDataset(encodeZip({ "cat/1.png": png, "dog/1.png": png }), { id: "pets" });
 * const folder = await mkdtemp(join(tmpdir(), "swath-"));
 * const quick = await cached(set, { folder, prefetch: false });
 * (await quick.get(1)).label; // 1
 * quick.files; // undefined: nothing is decoded any more
 * ```
 */
export async function cached<Sample extends SampleLike, From extends Origin>(
  set: Dataset<Sample, From>,
  options: CacheOptions = {},
): Promise<Dataset<Sample, From>> {
  const { files } = set;
  if (!files) return set;
  const { folder = join(cacheRoot(), "decoded"), limitBytes = 2 ** 30, signal } = options;
  const identity = JSON.stringify([VERSION, set.origin, files.recipe()]);
  const key = createHash("sha256").update(identity).digest("hex");
  const path = join(folder, `${key.slice(0, 32)}.safetensors`);
  const read = () => readCache(path, key, limitBytes);
  const stopped = () => new SwathError("ABORTED", "cached", "stopped", { cause: signal?.reason });
  const make = async () => (await read()) ?? (await decodeAll(set, path, key, { ...options, limitBytes }));
  const rasters = (await read()) ?? (await locked(path, make, { signal, stopped }).catch(explained(folder)));
  return fromMemory(set, rasters, files.assemble);
}

/** In a scope of its own, so that nothing holds the files' archives any longer than the caller does. */
function fromMemory<Sample extends SampleLike, From extends Origin>(
  { size, title, classes, origin, labels }: Dataset<Sample, From>,
  rasters: DecodedRasters,
  assemble: SampleFiles<Sample>["assemble"],
): Dataset<Sample, From> {
  const get = (index: number) => assemble(rasters[index]!, index);
  return dataset({ size, title, classes, origin, labels: labels(), get });
}

async function decodeAll<Sample extends SampleLike>(
  set: Dataset<Sample>,
  path: string,
  key: string,
  { limitBytes, prefetch, signal }: CacheOptions & { readonly limitBytes: number },
): Promise<DecodedRasters> {
  const { sources, recipe } = set.files!;
  const assemble = (rasters: readonly Raster[]) => ({ rasters });
  const decoding = fileDataset({
    size: set.size,
    origin: set.origin,
    files: { sources, recipe, assemble },
  });
  const indices = Array.from({ length: set.size }, (_, i) => i);
  const groups = Array.from({ length: Math.ceil(set.size / GROUP) }, (_, i) =>
    indices.slice(i * GROUP, (i + 1) * GROUP),
  );
  const writer = new CacheWriter();
  const made: (readonly Raster[])[] = [];
  for await (const samples of groupsAhead(decoding, groups, { prefetch, signal })) {
    for (const { rasters } of samples) {
      writer.add(rasters);
      made.push(rasters);
      if (writer.size > limitBytes) throw tooLarge(writer.size, limitBytes);
    }
  }
  await writer.write(path, key);
  return made;
}

function explained(folder: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    if (cause instanceof SwathError || cause.code === undefined) throw cause;
    throw new SwathError("IO", "cached", `${folder} cannot be written (${cause.code})`, {
      mend: "let SWATH_CACHE name a folder that can, or do without the cache",
      cause,
    });
  };
}

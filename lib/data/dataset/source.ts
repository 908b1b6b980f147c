import { FormatError } from "../../errors.js";
import type { Member } from "../archive/archive.js";
import type { Archive } from "../archive/index.js";
import { openArchive } from "../archive/open.js";
import type { Raster } from "../raster/raster.js";
import { type ResampleOptions, resample } from "../raster/resample.js";
import type { ReadLimits } from "../read/guard.js";
import { decodeImage } from "../read/images.js";
import { open } from "../read/open.js";
import { fileSource, withSource } from "../read/source.js";

/** Where the bytes of one raster are, told in plain data so that a thread can fetch and decode them. */
export type RasterSource = {
  /** As messages call it. */
  readonly name: string;
  /** Brings what was decoded to one size; `nearest` for label maps. */
  readonly resize?: ResampleOptions;
  readonly limits?: Partial<ReadLimits>;
} & (
  | {
      readonly path: string;
      /** Any file that `open` knows (MATLAB, HDF5, npy …) instead of an image. */
      readonly scene?: { readonly variable?: string };
    }
  | { readonly archive: string; readonly member: string }
  | { readonly bytes: Uint8Array }
);

/** How long an archive that nobody reads from stays open, in milliseconds. */
const IDLE = 2000;

/** Archives that stay open while their members are read, and a little longer. */
export class OpenArchives {
  readonly #open = new Map<string, Promise<{ archive: Archive; members: ReadonlyMap<string, Member> }>>();
  #reading = 0;
  #timer: NodeJS.Timeout | undefined;

  async read(path: string, member: string, limits?: Partial<ReadLimits>): Promise<Uint8Array> {
    this.#reading++;
    clearTimeout(this.#timer);
    try {
      let opening = this.#open.get(path);
      if (!opening) {
        opening = openArchive(path, { limits }).then((archive) => ({
          archive,
          members: new Map(archive.members.map((one) => [one.path, one])),
        }));
        opening.catch(() => this.#open.delete(path));
        this.#open.set(path, opening);
      }
      const found = (await opening).members.get(member);
      if (found) return await found.read();
      throw new FormatError("dataset", `${path} holds no ${member}`, { mend: "load the data set anew" });
    } finally {
      if (--this.#reading === 0) this.#timer = setTimeout(() => void this.close(), IDLE).unref();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const opening of all) await opening.then(({ archive }) => archive.close()).catch(() => {});
  }
}

/** Fetches and decodes one raster. */
export async function decodeSource(
  source: RasterSource,
  archives: OpenArchives,
  signal?: AbortSignal,
): Promise<Raster> {
  const raster = await decoded(source, archives, signal);
  return source.resize ? resample(raster, source.resize) : raster;
}

async function decoded(source: RasterSource, archives: OpenArchives, signal?: AbortSignal): Promise<Raster> {
  const { name, limits } = source;
  const options = { limits, signal };
  if ("bytes" in source) return decodeImage(source.bytes, name, options);
  if ("archive" in source)
    return decodeImage(await archives.read(source.archive, source.member, limits), name, options);
  if (!source.scene) {
    const bytes = await withSource(source.path, (file) => file.read(0, file.size));
    return decodeImage(bytes, name, options);
  }
  // `open` names a file by its last part only: the source knows it better.
  const file = await fileSource(source.path);
  try {
    return await open({ ...file, name }, { ...options, variable: source.scene.variable });
  } finally {
    await file.close();
  }
}

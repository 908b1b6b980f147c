import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ValueError } from "../../errors.js";
import { openArchive } from "../archive/open.js";
import { type RealOrigin, realOrigin } from "../origin.js";
import type { ResampleOptions } from "../raster/resample.js";
import type { ReadOptions } from "../read/guard.js";
import { type ImageEntry, type ImageSet, imagesOf } from "../read/images.js";
import type { Input } from "../read/source.js";
import type { Dataset, SampleFiles } from "./dataset.js";
import { fileDataset } from "./files.js";
import type { ImageSample } from "./sample.js";
import type { RasterSource } from "./source.js";

/** How images are decoded. */
export interface DecodeOptions {
  /** Brings every image to this height and width; as they are unless told. */
  readonly size?: number | readonly [height: number, width: number];
  /** How: `area` averages what a new pixel covers, for shrinking; label maps always take the nearest. `area` unless told. */
  readonly resample?: "area" | "bilinear" | "nearest";
}

/** The decoding of images and of label maps. */
export function resizeOf({ size, resample = "area" }: DecodeOptions): {
  readonly images?: ResampleOptions;
  readonly masks?: ResampleOptions;
} {
  if (size === undefined) return {};
  const [height, width] = typeof size === "number" ? [size, size] : size;
  if (![height, width].every((side) => Number.isSafeInteger(side) && side > 0)) {
    throw new ValueError("dataset", `size is ${size}`, { mend: "give whole numbers of pixels" });
  }
  return { images: { height, width, method: resample }, masks: { height, width, method: "nearest" } };
}

/** Where the bytes of an image are: a thread opens what has a path itself, other bytes are handed to it. */
export type Locate = (entry: ImageEntry) => RasterSource | Promise<RasterSource>;

/** Images of a folder or archive, and how they are found again after `close`. */
export interface ListedImages {
  readonly images: ImageSet;
  readonly locate: Locate;
  /** The images' own `bytes` may be asked for until then. */
  close(): Promise<void>;
}

/** Lists the images of a folder or archive. */
export async function listImages(input: Input, options: ReadOptions): Promise<ListedImages> {
  const archive = await openArchive(input, options);
  const images = imagesOf(archive, options);
  const { limits } = options;
  const path =
    typeof input === "string" ? resolve(input) : input instanceof URL ? fileURLToPath(input) : undefined;
  if (path !== undefined && archive.format === "folder") {
    const full = (entry: ImageEntry) => join(path, entry.path);
    return {
      images,
      locate: (entry) => ({ name: full(entry), path: full(entry), limits }),
      close: images.close,
    };
  }
  const name = (entry: ImageEntry) => `${images.name} › ${entry.path}`;
  // Gzip cannot be entered in the middle: what is unpacked in this thread's memory stays the only copy.
  if (path !== undefined && archive.format !== "tar.gz") {
    const locate: Locate = (entry) => ({ name: name(entry), archive: path, member: entry.path, limits });
    return { images, locate, close: images.close };
  }
  const locate: Locate = async (entry) => ({ name: name(entry), bytes: await entry.bytes(), limits });
  return { images, locate, close: async () => {} };
}

/** What {@link imageDataset} takes. */
export interface ImageDatasetOptions extends DecodeOptions, ReadOptions {
  /** How tables call it. */
  readonly id: string;
  /** Names of the classes in the order of the labels; the folders' names, sorted, unless told. */
  readonly classes?: readonly string[];
}

/**
 * The images of a folder or archive, where the name of its folder is an image's class. They are read once at the beginning
 * for their checksum, which names the data in every result.
 *
 * @example
 * ```ts
 * import { encodePng, encodeZip, imageDataset, Raster } from "swath/data";
 *
 * const png = encodePng(Raster.zeros({ height: 4, width: 4, dtype: "uint8" }));
 * const set = await imageDataset(encodeZip({ "cat/1.png": png, "dog/1.png": png }), { id: "pets", size: 2 });
 * set.classes; // ["cat", "dog"]
 * (await set.get(0)).image.shape; // [2, 2, 1]
 * ```
 */
export async function imageDataset(
  input: Input,
  options: ImageDatasetOptions,
): Promise<Dataset<ImageSample, RealOrigin>> {
  const { id } = options;
  const { images, locate, close } = await listImages(input, options);
  try {
    const hash = createHash("sha256");
    for (const entry of images.entries) {
      hash.update(`${entry.path}\0${entry.size}\0`).update(await entry.bytes());
    }
    return labelledImages({
      origin: realOrigin(id, hash.digest("hex")),
      title: id,
      entries: images.entries,
      locate,
      classes: options.classes ?? images.classes,
      decode: options,
    });
  } finally {
    await close();
  }
}

/** Names a list of files in a recipe. */
export function listDigest(paths: readonly string[]): string {
  return createHash("sha256").update(paths.join("\n")).digest("hex");
}

/** Images and their folders as samples. */
export function labelledImages(about: {
  readonly origin: RealOrigin;
  readonly title: string;
  readonly entries: readonly ImageEntry[];
  readonly locate: Locate;
  readonly classes: readonly string[];
  readonly decode: DecodeOptions;
}): Dataset<ImageSample, RealOrigin> {
  const { origin, title, entries, locate, classes, decode } = about;
  const known = new Map(classes.map((name, i) => [name, i]));
  const labels = Int32Array.from(entries, ({ label, path }) => {
    const found = label === undefined ? undefined : known.get(label);
    if (found !== undefined) return found;
    throw new ValueError("dataset", `${path} lies in no folder of a class`, {
      mend: `put each class into a folder of its own${classes.length > 0 ? ` (${classes.join(", ")})` : ""}`,
    });
  });
  const resize = resizeOf(decode).images;
  return fileDataset({
    size: entries.length,
    origin,
    title,
    classes,
    labels,
    files: {
      sources: async (i) => [{ ...(await locate(entries[i]!)), ...(resize && { resize }) }],
      assemble: withLabels(labels),
      recipe: () => JSON.stringify(["images", resize ?? null, listDigest(entries.map(({ path }) => path))]),
    },
  });
}

/** In a scope of its own: a cache keeps this function and shall not keep the archive. */
function withLabels(labels: Int32Array): SampleFiles<ImageSample>["assemble"] {
  return ([image], i) => ({ image: image!, label: labels[i]! });
}

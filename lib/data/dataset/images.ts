import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ValueError } from "../../errors.js";
import { type RealOrigin, realOrigin } from "../origin.js";
import type { ResampleOptions } from "../raster/resample.js";
import type { ReadOptions } from "../read/guard.js";
import { type ImageEntry, type ImageSet, openImages } from "../read/images.js";
import type { Input } from "../read/source.js";
import type { Dataset } from "./dataset.js";
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

/** How the images of a set are found again. `path`: where the set was opened, if it was a path. */
export function locator(set: ImageSet, path: string | undefined, kind: "folder" | "archive"): Locate {
  if (path !== undefined && kind === "folder") {
    return (entry) => ({ name: join(path, entry.path), path: join(path, entry.path) });
  }
  return async (entry) => ({ name: `${set.name} › ${entry.path}`, bytes: await entry.bytes() });
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
  const images = await openImages(input, options);
  const path =
    typeof input === "string" ? resolve(input) : input instanceof URL ? fileURLToPath(input) : undefined;
  const folder = path !== undefined && (await stat(path)).isDirectory();
  const hash = createHash("sha256");
  for (const entry of images.entries)
    hash.update(`${entry.path}\0${entry.size}\0`).update(await entry.bytes());
  const classes = options.classes ?? images.classes;
  return labelledImages({
    origin: realOrigin(id, hash.digest("hex")),
    title: id,
    entries: images.entries,
    locate: locator(images, path, folder ? "folder" : "archive"),
    classes,
    decode: options,
  });
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
      assemble: ([image], i) => ({ image: image!, label: labels[i]! }),
      recipe: () => JSON.stringify(["images", resize ?? null, listDigest(entries.map(({ path }) => path))]),
    },
  });
}

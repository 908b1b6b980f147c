import type { Archive, Member } from "../archive/archive.js";
import { openArchive } from "../archive/open.js";
import type { Raster } from "../raster/raster.js";
import { GeoTiff } from "./geotiff.js";
import { Guard, type ReadOptions } from "./guard.js";
import { parseJpeg } from "./jpeg.js";
import { parsePng } from "./png.js";
import { sniff } from "./sniff.js";
import { bytesSource, type Input, plainBytes } from "./source.js";

/** One image of a folder or archive. */
export interface ImageEntry {
  /** Path inside the folder or archive. */
  readonly path: string;
  /** The name of the folder it lies in, where images lie in several: its class. */
  readonly label?: string;
  /** Bytes of its file. */
  readonly size: number;
  /** The file as it is. */
  bytes(): Promise<Uint8Array>;
  /** Decodes it. */
  read(): Promise<Raster>;
}

/** The images of a folder, tar, tar.gz or zip, in the order of their paths. */
export interface ImageSet {
  readonly name: string;
  readonly entries: readonly ImageEntry[];
  /** The folders' names, sorted; empty when all images lie in one. */
  readonly classes: readonly string[];
  close(): Promise<void>;
}

const suffix = /\.(jpe?g|png|tiff?)$/i;

/**
 * Lists the images (JPEG, PNG, TIFF) of a folder or archive without decoding or unpacking anything; each is decoded when
 * asked for, by what it holds and not by its name.
 *
 * @example
 * ```ts
 * import { encodePng, encodeZip, openImages, Raster } from "swath/data";
 *
 * const png = encodePng(Raster.zeros({ height: 2, width: 2, dtype: "uint8" }));
 * const images = await openImages(encodeZip({ "cat/1.png": png, "dog/1.png": png }));
 * images.classes; // ["cat", "dog"]
 * (await images.entries[1]?.read())?.shape; // [2, 2, 1]
 * ```
 */
export async function openImages(input: Input, options: ReadOptions = {}): Promise<ImageSet> {
  return imagesOf(await openArchive(input, options), options);
}

/** The images of an open archive. */
export function imagesOf(archive: Archive, options: ReadOptions = {}): ImageSet {
  const members = archive.members
    .filter((member) => suffix.test(member.path) && !/(^|\/)(\._|__MACOSX\/)/.test(member.path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const folders = new Set(members.map((member) => folderOf(member.path)));
  const labelled = folders.size > 1;
  const entries = members.map((member): ImageEntry => {
    const label = folderName(member.path);
    return {
      path: member.path,
      size: member.size,
      ...(labelled && label !== undefined && { label }),
      bytes: () => member.read(),
      read: () => decodeMember(archive, member, options),
    };
  });
  const classes = [...new Set(entries.flatMap((entry) => entry.label ?? []))].sort();
  return { name: archive.name, entries, classes, close: () => archive.close() };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function folderName(path: string): string | undefined {
  return folderOf(path).split("/").at(-1) || undefined;
}

async function decodeMember(archive: Archive, member: Member, options: ReadOptions): Promise<Raster> {
  return decodeImage(await member.read(), `${archive.name} › ${member.path}`, options);
}

/**
 * Decodes a JPEG, PNG or TIFF in memory, told apart by content.
 *
 * @example
 * ```ts
 * import { decodeImage, encodePng, Raster } from "swath/data";
 *
 * const png = encodePng(Raster.zeros({ height: 2, width: 3, dtype: "uint8" }));
 * (await decodeImage(png, "zeros.png")).shape; // [2, 3, 1]
 * ```
 */
export async function decodeImage(
  given: Uint8Array,
  name: string,
  options: ReadOptions = {},
): Promise<Raster> {
  const guard = new Guard("readImage", name, options);
  const bytes = plainBytes(given);
  // The two most frequent by their first bytes, without the longer look.
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return parseJpeg(bytes, guard);
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return parsePng(bytes, guard);
  const source = bytesSource(bytes, name);
  const format = await sniff(source);
  if (format === "tiff") return (await GeoTiff.open(source, { ...options, operation: "readImage" })).read();
  return guard.fail(0, format ? `is ${format}, no image` : "neither JPEG, PNG nor TIFF", "give an image");
}

import { Raster } from "../raster/raster.js";
import { Guard, type ReadOptions } from "./guard.js";
import { decodeJpeg } from "./jpeg-codec.js";
import { type Input, inputName, readAll, withSource } from "./source.js";

/**
 * Reads a JPEG image, baseline or progressive, grey or colour, with the values that libjpeg gives. A rotation noted by a
 * camera (EXIF) is not applied, as with Pillow's `open`.
 *
 * @example
 * ```ts
 * import { readJpeg } from "swath/data";
 *
 * const error = await readJpeg(new Uint8Array([0xff, 0xd8, 0xff, 0xd9])).catch((caught: Error) => caught);
 * String(error); // "FormatError: readJpeg: bytes in memory at byte 0: the JPEG has no frame header; …"
 * ```
 */
export async function readJpeg(input: Input, options: ReadOptions = {}): Promise<Raster> {
  const guard = new Guard("readJpeg", inputName(input), options);
  return withSource(input, async (source) => parseJpeg(await readAll(source, guard), guard));
}

/** The JPEG in these bytes. */
export async function parseJpeg(bytes: Uint8Array, guard: Guard): Promise<Raster> {
  const { data, ...size } = await decodeJpeg(bytes, guard);
  return new Raster(data, size);
}

import { deflateSync } from "node:zlib";
import { ShapeError } from "../../errors.js";
import { isFloating } from "../raster/dtype.js";
import type { Raster } from "../raster/raster.js";
import { littleEndianBytes } from "../read/numbers.js";
import {
  ascii,
  bytes as byteTag,
  doubles,
  encodeDirectory,
  longs,
  shorts,
  type Tag,
} from "./tiff-directory.js";
import { addDifferences, addFloatDifferences } from "./tiff-predictor.js";
import { writeWhole } from "./whole.js";

/** How a GeoTIFF is packed. */
export interface WriteGeoTiffOptions {
  /** `deflate` (with the predictor that suits the numbers) or `none`; deflate unless told. */
  readonly compression?: "deflate" | "none";
  /** Edge of a square tile, a multiple of 16; 256 unless told, whole strips of rows for images that are smaller. */
  readonly tile?: number;
  /** Whether an EPSG code means a map projection or longitude and latitude; guessed from the code unless told. */
  readonly crsKind?: "projected" | "geographic";
}

/**
 * The bytes of a GeoTIFF that GDAL reads: numbers, transform, CRS, no-data, band names and wavelengths. Beyond 4 GiB it is
 * a BigTIFF.
 *
 * @example
 * ```ts
 * import { encodeGeoTiff, Raster } from "swath/data";
 *
 * const height = new Raster(new Float32Array(100), {
 *   height: 10, width: 10, crs: "EPSG:32632", transform: [500000, 10, 0, 5400000, 0, -10], noData: -9999,
 * });
 * encodeGeoTiff(height).slice(0, 2); // Uint8Array [73, 73]: little-endian
 * ```
 */
export function encodeGeoTiff(raster: Raster, options: WriteGeoTiffOptions = {}): Uint8Array {
  const parts = [...geoTiffParts(raster, options)];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * Writes a GeoTIFF; see {@link encodeGeoTiff}.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { Raster, readGeoTiff, writeGeoTiff } from "swath/data";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "swath-")), "map.tif");
 * await writeGeoTiff(path, Raster.zeros({ height: 4, width: 4, dtype: "uint8" }));
 * (await readGeoTiff(path)).dtype; // "uint8"
 * ```
 */
export async function writeGeoTiff(
  path: string,
  raster: Raster,
  options: WriteGeoTiffOptions = {},
): Promise<void> {
  await writeWhole(path, geoTiffParts(raster, options));
}

function* geoTiffParts(raster: Raster, options: WriteGeoTiffOptions): Generator<Uint8Array> {
  const { compression = "deflate", tile = 256 } = options;
  if (!(Number.isInteger(tile) && tile >= 16 && tile % 16 === 0)) {
    throw new ShapeError("writeGeoTiff", `tiles of ${tile}`, { mend: "give a multiple of 16" });
  }
  const { height, width, bands } = raster;
  const tiled = height > tile || width > tile;
  const blockHeight = tiled ? tile : height;
  const blockWidth = tiled ? tile : width;
  const packed: Uint8Array[] = [];
  for (let row = 0; row < height; row += blockHeight) {
    for (let column = 0; column < width; column += blockWidth) {
      packed.push(pack(block(raster, row, column, blockHeight, blockWidth), blockWidth, bands, compression));
    }
  }
  const size = packed.reduce((sum, part) => sum + part.length, 0);
  // Room for the directory and its tables; close to the bound the larger form is taken.
  const big = size + packed.length * 16 + 2 ** 20 > 2 ** 32;
  const tags = (offsets: readonly number[]): readonly Tag[] => [
    longs(256, [width], big),
    longs(257, [height], big),
    shorts(258, new Array(bands).fill(raster.data.BYTES_PER_ELEMENT * 8)),
    shorts(259, [compression === "deflate" ? 8 : 1]),
    // RGB for three or four bands of bytes, so that viewers show colours; else black is zero.
    shorts(262, [isPicture(raster) ? 2 : 1]),
    shorts(277, [bands]),
    ...(tiled ? [] : [longs(278, [blockHeight], big)]),
    longs(tiled ? 324 : 273, offsets, big),
    longs(
      tiled ? 325 : 279,
      packed.map((part) => part.length),
      big,
    ),
    shorts(284, [1]),
    ...(compression === "deflate" ? [shorts(317, [isFloating(raster.dtype) ? 3 : 2])] : []),
    ...(tiled ? [longs(322, [blockWidth], big), longs(323, [blockHeight], big)] : []),
    ...extraSamples(raster),
    shorts(339, new Array(bands).fill(isFloating(raster.dtype) ? 3 : raster.dtype.startsWith("u") ? 1 : 2)),
    ...geoTags(raster, options.crsKind),
    ...metadataTags(raster),
  ];
  const start = encodeDirectory(tags(packed.map(() => 0)), big).length;
  let at = start;
  const offsets = packed.map((part) => {
    const here = at;
    at += part.length;
    return here;
  });
  yield encodeDirectory(tags(offsets), big);
  yield* packed;
}

function isPicture(raster: Raster): boolean {
  return raster.dtype === "uint8" && (raster.bands === 3 || raster.bands === 4);
}

function extraSamples(raster: Raster): readonly Tag[] {
  const colours = isPicture(raster) ? 3 : 1;
  // 0: nothing is said about them; 2 would be an alpha channel.
  return raster.bands > colours ? [shorts(338, new Array(raster.bands - colours).fill(0))] : [];
}

/** The numbers of a block; beyond the image's edge the last row and column go on, which packs well. */
function block(raster: Raster, row: number, column: number, height: number, width: number): Raster["data"] {
  const { bands, data } = raster;
  if (row === 0 && column === 0 && height === raster.height && width === raster.width) return data.slice();
  const out = data.slice(0, 0);
  const Numbers = out.constructor as new (length: number) => Raster["data"];
  const part = new Numbers(height * width * bands);
  const columns = Math.min(width, raster.width - column);
  for (let r = 0; r < height; r++) {
    const from = (Math.min(row + r, raster.height - 1) * raster.width + column) * bands;
    const to = r * width * bands;
    part.set(data.subarray(from, from + columns * bands), to);
    for (let c = columns; c < width; c++) {
      part.copyWithin(to + c * bands, to + (columns - 1) * bands, to + columns * bands);
    }
  }
  return part;
}

function pack(
  data: Raster["data"],
  width: number,
  bands: number,
  compression: "deflate" | "none",
): Uint8Array {
  if (compression === "none") return littleEndianBytes(data);
  if (data instanceof Float32Array || data instanceof Float64Array) {
    return deflateSync(addFloatDifferences(data, width, bands));
  }
  addDifferences(data, width, bands);
  return deflateSync(littleEndianBytes(data));
}

function geoTags(raster: Raster, kind: WriteGeoTiffOptions["crsKind"]): readonly Tag[] {
  const tags: Tag[] = [];
  const { transform: t, crs } = raster;
  if (t && t[2] === 0 && t[4] === 0 && t[1] > 0 && t[5] < 0) {
    tags.push(doubles(33550, [t[1], -t[5], 0]), doubles(33922, [0, 0, 0, t[0], t[3], 0]));
  } else if (t) tags.push(doubles(34264, [t[1], t[2], 0, t[0], t[4], t[5], 0, t[3], 0, 0, 0, 0, 0, 0, 0, 1]));
  if (crs === undefined && !t) return tags;
  const code = Number(/^EPSG:(\d{1,5})$/i.exec(crs ?? "")?.[1] ?? Number.NaN);
  const known = code > 0 && code < 32767;
  // EPSG keeps most two-dimensional geographic systems between 4000 and 5000.
  const geographic = (kind ?? (code >= 4000 && code < 5000 ? "geographic" : "projected")) === "geographic";
  const keys: number[][] = [];
  if (known) keys.push([1024, 0, 1, geographic ? 2 : 1]);
  keys.push([1025, 0, 1, 1]);
  let text = "";
  if (known) keys.push([geographic ? 2048 : 3072, 0, 1, code]);
  else if (crs !== undefined) {
    // Not the specification's citation of a code: the text itself, which our reader gives back.
    text = `${crs.replace(/[^\x20-\x7e]/g, "?")}|`;
    keys.push([1026, 34737, text.length, 0]);
  }
  tags.push(shorts(34735, [1, 1, 0, keys.length, ...keys.flat()]));
  if (text !== "") tags.push(ascii(34737, text));
  return tags;
}

/** GDAL's own tag. Texts are escaped twice, since GDAL unescapes the XML and then the text. */
function metadataTags(raster: Raster): readonly Tag[] {
  const { noData, bandNames, wavelengths } = raster;
  const items = [
    ...(bandNames ?? []).map(
      (name, i) =>
        `  <Item name="DESCRIPTION" sample="${i}" role="description">${escapeXml(escapeXml(name))}</Item>`,
    ),
    ...(wavelengths ?? []).flatMap((length, i) => [
      `  <Item name="wavelength" sample="${i}">${length}</Item>`,
      `  <Item name="wavelength_units" sample="${i}">Nanometers</Item>`,
    ]),
  ];
  return [
    ...(items.length > 0
      ? [byteTag(42112, new TextEncoder().encode(`<GDALMetadata>\n${items.join("\n")}\n</GDALMetadata>\0`))]
      : []),
    ...(noData !== undefined ? [ascii(42113, Number.isNaN(noData) ? "nan" : String(noData))] : []),
  ];
}

function escapeXml(text: string): string {
  return text.replace(
    /[&<>"]/g,
    (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[mark]!,
  );
}

import { fileURLToPath } from "node:url";
import { ShapeError } from "../../errors.js";
import { movedTransform, type PixelWindow } from "../raster/crop.js";
import type { Dtype } from "../raster/dtype.js";
import { type GeoTransform, Raster } from "../raster/raster.js";
import { Guard, type ReadOptions } from "./guard.js";
import { type ByteSource, bytesSource, fileSource, type Input, inputName } from "./source.js";
import { bandFacts, georeference, stretched } from "./tiff/geo.js";
import { type Directory, TiffFile } from "./tiff/ifd.js";
import { type Layout, layoutOf, readWindow } from "./tiff/image.js";

/** Which part of a GeoTIFF to read, and how. */
export interface ReadGeoTiffOptions {
  /** The image in a file of several (overviews and masks are not counted); 0 unless told. */
  readonly image?: number;
  /** 0 for full resolution, 1 for the first overview, and so on; 0 unless told. */
  readonly level?: number;
  /** The part to read, in pixels of the level; everything unless told. */
  readonly window?: PixelWindow;
  /** Bands by index, in the order wanted; all unless told. */
  readonly bands?: readonly number[];
  /** Applies the file's scale and offset and gives float32 (float64 for numbers of 32 and 64 bits), with NaN for no-data; false unless told. */
  readonly scaled?: boolean;
}

/** A level of an image: full resolution or an overview. */
export interface GeoTiffLevel {
  readonly height: number;
  readonly width: number;
}

/** What a GeoTIFF says about one of its images. */
export interface GeoTiffInfo {
  readonly height: number;
  readonly width: number;
  readonly bands: number;
  readonly dtype: Dtype;
  readonly tiled: boolean;
  readonly blockHeight: number;
  readonly blockWidth: number;
  /** TIFF's number of the compression: 1 none, 5 LZW, 8 deflate, 7 JPEG, 50000 Zstandard … */
  readonly compression: number;
  readonly levels: readonly GeoTiffLevel[];
  readonly noData?: number;
  readonly transform?: GeoTransform;
  readonly crs?: string;
}

interface Level {
  readonly directory: Directory;
  readonly layout: Layout;
}

/**
 * An open GeoTIFF whose windows are read as they are asked for; each read touches only the tiles or strips that it needs.
 * Close it when done.
 *
 * @example
 * ```ts
 * import { encodeGeoTiff, openGeoTiff, Raster } from "swath/data";
 *
 * const scene = new Raster(Uint16Array.from({ length: 64 }, (_, i) => i), { height: 8, width: 8 });
 * const file = await openGeoTiff(encodeGeoTiff(scene));
 * const window = await file.read({ window: { row: 2, column: 4, height: 1, width: 3 } });
 * window.data; // Uint16Array [20, 21, 22]
 * await file.close();
 * ```
 */
export class GeoTiff {
  private constructor(
    private readonly file: TiffFile,
    private readonly images: readonly (readonly Level[])[],
    /** What the file says about each of its images. */
    readonly info: readonly GeoTiffInfo[],
  ) {}

  static async open(
    source: ByteSource,
    options: ReadOptions & { readonly operation?: string } = {},
  ): Promise<GeoTiff> {
    const guard = new Guard(options.operation ?? "openGeoTiff", source.name, options);
    const file = await TiffFile.open(source, guard);
    const images: Level[][] = [];
    for (const directory of await file.directories()) {
      const kind = await directory.value(254, 0);
      // Bit 0: a smaller copy of an image; bit 2: a mask. The others are images of their own.
      if ((kind & 4) !== 0) continue;
      const level = { directory, layout: await layoutOf(directory, guard) };
      if ((kind & 1) !== 0 && images.length > 0) images.at(-1)!.push(level);
      else images.push([level]);
    }
    if (images.length === 0) guard.fail(4, "there is no image in it");
    for (const levels of images) levels.sort((a, b) => b.layout.width - a.layout.width);
    const info: GeoTiffInfo[] = [];
    for (const levels of images) info.push(await describe(levels));
    return new GeoTiff(file, images, info);
  }

  /** Reads a window (the whole image unless told). */
  async read(options: ReadGeoTiffOptions & ReadOptions = {}): Promise<Raster> {
    const { image = 0, level = 0, scaled = false } = options;
    const guard = new Guard(this.file.guard.operation, this.file.guard.file, {
      limits: { ...this.file.guard.limits, ...options.limits },
      signal: options.signal ?? this.file.guard.signal,
    });
    const levels = this.images[image];
    if (!levels) throw outside("image", image, this.images.length);
    const chosen = levels[level];
    if (!chosen) throw outside("level", level, levels.length);
    const { directory, layout } = chosen;
    const window = options.window ?? { row: 0, column: 0, height: layout.height, width: layout.width };
    checkWindow(window, layout);
    const bands = options.bands ?? Array.from({ length: layout.bands }, (_, i) => i);
    for (const band of bands)
      if (!(Number.isInteger(band) && band >= 0 && band < layout.bands))
        throw outside("band", band, layout.bands);
    if (bands.length === 0) throw outside("bands", 0, layout.bands);
    const info = this.info[image]!;
    const file = this.file.withGuard(guard);
    const fill = info.noData ?? 0;
    const data = await readWindow(
      file,
      directory,
      layout,
      window,
      bands,
      Number.isNaN(fill) && !layout.dtype.startsWith("float") ? 0 : fill,
    );
    const facts = await bandFacts(levels[0]!.directory);
    const full = levels[0]!.layout;
    const base =
      info.transform && stretched(info.transform, full.width / layout.width, full.height / layout.height);
    const names = bands.map((band) => facts.names.get(band));
    const wavelengths = bands.map((band) => facts.wavelengths.get(band));
    const raster = new Raster(data, {
      height: window.height,
      width: window.width,
      bands: bands.length,
      ...(base && { transform: movedTransform(base, window.row, window.column) }),
      ...(info.crs !== undefined && { crs: info.crs }),
      ...(info.noData !== undefined && { noData: info.noData }),
      ...(names.every((name) => name !== undefined) && { bandNames: names as string[] }),
      ...(wavelengths.every((length) => length !== undefined) && { wavelengths: wavelengths as number[] }),
    });
    return scaled ? scale(raster, bands, facts, guard) : raster;
  }

  /** Closes the file. */
  close(): Promise<void> {
    return this.file.source.close();
  }
}

async function describe(levels: readonly Level[]): Promise<GeoTiffInfo> {
  const { directory, layout } = levels[0]!;
  const text = await directory.text(42113);
  const noData =
    text === undefined || text.trim() === "" ? undefined : Number(text.trim().replace(/^nan$/i, "NaN"));
  const { height, width, bands, dtype, tiled, blockHeight, blockWidth, packing } = layout;
  return {
    height,
    width,
    bands,
    dtype,
    tiled,
    blockHeight,
    blockWidth,
    compression: packing.compression,
    levels: levels.map((level) => ({ height: level.layout.height, width: level.layout.width })),
    ...(noData !== undefined && (!Number.isNaN(noData) || /nan/i.test(text!)) && { noData }),
    ...(await georeference(directory)),
  };
}

function outside(what: string, value: number, count: number): ShapeError {
  return new ShapeError("readGeoTiff", `${what} ${value}, the file has ${count}`, {
    mend: `give 0 … ${count - 1}`,
  });
}

function checkWindow(window: PixelWindow, { height, width }: Layout): void {
  const whole = Object.values(window).every(Number.isSafeInteger);
  const inside =
    window.row >= 0 &&
    window.column >= 0 &&
    window.height > 0 &&
    window.width > 0 &&
    window.row + window.height <= height &&
    window.column + window.width <= width;
  if (whole && inside) return;
  throw new ShapeError(
    "readGeoTiff",
    `the window ${JSON.stringify(window)} leaves the image of ${height}×${width}`,
    {
      mend: "give a window inside the level",
    },
  );
}

function scale(
  raster: Raster,
  bands: readonly number[],
  facts: { readonly scales: ReadonlyMap<number, number>; readonly offsets: ReadonlyMap<number, number> },
  guard: Guard,
): Raster {
  const wide = ["int32", "uint32", "float64"].includes(raster.dtype);
  guard.take(raster.data.length * (wide ? 8 : 4), "the scaled window");
  const out = wide ? new Float64Array(raster.data.length) : new Float32Array(raster.data.length);
  const factors = bands.map((band) => facts.scales.get(band) ?? 1);
  const offsets = bands.map((band) => facts.offsets.get(band) ?? 0);
  const { data } = raster;
  for (let i = 0; i < data.length; ) {
    for (let band = 0; band < bands.length; band++, i++) {
      const value = data[i]!;
      out[i] = raster.isNoData(value) ? Number.NaN : value * factors[band]! + offsets[band]!;
    }
  }
  return raster.with(out, { noData: raster.noData === undefined ? undefined : Number.NaN });
}

/**
 * Opens a GeoTIFF for windowed reading; see {@link GeoTiff}.
 *
 * @example
 * ```ts
 * import { encodeGeoTiff, openGeoTiff, Raster } from "swath/data";
 *
 * const file = await openGeoTiff(encodeGeoTiff(Raster.zeros({ height: 300, width: 300, dtype: "uint8" })));
 * file.info[0]?.tiled; // true
 * await file.close();
 * ```
 */
export async function openGeoTiff(input: Input, options: ReadOptions = {}): Promise<GeoTiff> {
  const source = await sourceOf(input);
  try {
    return await GeoTiff.open(source, options);
  } catch (cause) {
    await source.close();
    throw cause;
  }
}

/**
 * Reads a GeoTIFF, TIFF or BigTIFF, or a part of it: tiled or in strips, in either byte order, plain or packed with LZW,
 * deflate, PackBits, JPEG, Zstandard or LERC.
 *
 * @example
 * ```ts
 * import { encodeGeoTiff, Raster, readGeoTiff } from "swath/data";
 *
 * const scene = Raster.zeros({ height: 4, width: 6, bands: 3, dtype: "uint16", crs: "EPSG:32632" });
 * const read = await readGeoTiff(encodeGeoTiff(scene), { bands: [2, 0] });
 * read.shape; // [4, 6, 2]
 * read.crs; // "EPSG:32632"
 * ```
 */
export async function readGeoTiff(
  input: Input,
  options: ReadGeoTiffOptions & ReadOptions = {},
): Promise<Raster> {
  const source = await sourceOf(input);
  try {
    const file = await GeoTiff.open(source, { ...options, operation: "readGeoTiff" });
    return await file.read(options);
  } finally {
    if (typeof input === "string" || input instanceof URL) await source.close();
  }
}

async function sourceOf(input: Input): Promise<ByteSource> {
  if (typeof input === "string") return fileSource(input);
  if (input instanceof URL) return fileSource(fileURLToPath(input));
  return input instanceof Uint8Array ? bytesSource(input, inputName(input)) : input;
}

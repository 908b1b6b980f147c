import { inspect } from "node:util";
import { ShapeError, ValueError } from "../../errors.js";
import { arrayOf, type Dtype, dtypeOf, isFloating, type RasterArray } from "./dtype.js";

/** Six numbers in GDAL order: x = t0 + column·t1 + row·t2, y = t3 + column·t4 + row·t5 (upper-left corners). */
export type GeoTransform = readonly [number, number, number, number, number, number];

/** Everything of a raster but its numbers. */
export interface RasterFacts {
  /** One name a band. */
  readonly bandNames?: readonly string[];
  /** Centre of each band in nanometres. */
  readonly wavelengths?: readonly number[];
  /** The value that means "nothing was measured here"; NaN is allowed and is always treated so in float rasters. */
  readonly noData?: number;
  /** Where the raster lies, in GDAL order. */
  readonly transform?: GeoTransform;
  /** Coordinate reference system: `EPSG:32632` or well-known text. */
  readonly crs?: string;
  /** Companions of the same file with the same height and width: label maps, masks, height models. */
  readonly layers?: Readonly<Record<string, Raster>>;
}

/** The size of a raster, and what is known about it. */
export interface RasterOptions extends RasterFacts {
  readonly height: number;
  readonly width: number;
  /** Numbers a pixel; 1 unless told. */
  readonly bands?: number;
}

/**
 * The one in-memory form of an image: a typed array in row-major order height, width, bands (a pixel's spectrum is
 * contiguous), and what is known about it. The facts are checked and read-only; the array itself is shared, not copied,
 * so that a scene costs its bytes once.
 *
 * @example
 * ```ts
 * import { Raster } from "swath/data";
 *
 * const scene = new Raster(new Uint16Array(2 * 3 * 4), { height: 2, width: 3, bands: 4, noData: 0 });
 * scene.shape; // [2, 3, 4]
 * scene.dtype; // "uint16"
 * scene.at(1, 2, 3); // 0
 * String(scene); // "Raster 2×3×4 uint16"
 * ```
 */
export class Raster implements RasterFacts {
  readonly data: RasterArray;
  readonly height: number;
  readonly width: number;
  readonly bands: number;
  readonly dtype: Dtype;
  readonly bandNames?: readonly string[];
  readonly wavelengths?: readonly number[];
  readonly noData?: number;
  readonly transform?: GeoTransform;
  readonly crs?: string;
  readonly layers: Readonly<Record<string, Raster>>;

  constructor(data: RasterArray, options: RasterOptions) {
    const { height, width, bands = 1, bandNames, wavelengths, noData, transform, crs, layers = {} } = options;
    for (const [name, value] of Object.entries({ height, width, bands })) {
      if (!Number.isSafeInteger(value) || value < 1) {
        throw new ShapeError("Raster", `${name} is ${value}`, { mend: "give a whole number of at least 1" });
      }
    }
    this.dtype = dtypeOf(data);
    if (data.length !== height * width * bands) {
      throw new ShapeError(
        "Raster",
        `${height}×${width}×${bands} needs ${height * width * bands} numbers, the array has ${data.length}`,
        { mend: "give height, width and bands of the array (order: row, column, band)" },
      );
    }
    checkCount("bandNames", bandNames, bands);
    checkCount("wavelengths", wavelengths, bands);
    if (transform && (transform.length !== 6 || !transform.every(Number.isFinite))) {
      throw new ValueError("Raster", `transform is [${transform}]`, {
        mend: "give six finite numbers in GDAL order",
      });
    }
    for (const [name, layer] of Object.entries(layers)) {
      if (layer.height !== height || layer.width !== width) {
        throw new ShapeError(
          "Raster",
          `layer "${name}" is ${layer.height}×${layer.width}, the raster is ${height}×${width}`,
          { mend: "give layers of the same height and width" },
        );
      }
    }
    this.data = data;
    this.height = height;
    this.width = width;
    this.bands = bands;
    this.layers = layers;
    if (bandNames) this.bandNames = bandNames;
    if (wavelengths) this.wavelengths = wavelengths;
    if (noData !== undefined) this.noData = noData;
    if (transform) this.transform = transform;
    if (crs !== undefined) this.crs = crs;
  }

  /** A raster of zeros. */
  static zeros(options: RasterOptions & { readonly dtype?: Dtype }): Raster {
    const { height, width, bands = 1, dtype = "float32" } = options;
    return new Raster(arrayOf(dtype, height * width * bands), options);
  }

  /** `[height, width, bands]`. */
  get shape(): readonly [number, number, number] {
    return [this.height, this.width, this.bands];
  }

  /** Bytes that the numbers take, without the layers. */
  get byteLength(): number {
    return this.data.byteLength;
  }

  /** One number. */
  at(row: number, column: number, band = 0): number {
    return this.data[this.offset(row, column) + this.checkedBand(band)]!;
  }

  /** The bands of one pixel, as a view on the raster's own memory. */
  spectrum(row: number, column: number): RasterArray {
    const start = this.offset(row, column);
    return this.data.subarray(start, start + this.bands);
  }

  /** A companion raster (label map, mask, height model) by name. */
  mask(name: string): Raster {
    const layer = Object.hasOwn(this.layers, name) ? this.layers[name] : undefined;
    if (layer) return layer;
    const names = Object.keys(this.layers);
    throw new ValueError("Raster.mask", `there is no layer "${name}"`, {
      mend: names.length > 0 ? `take one of ${names.join(", ")}` : "this raster has no layers",
    });
  }

  /** Whether this number means "nothing was measured here": the no-data value, or NaN in a float raster. */
  isNoData(value: number): boolean {
    return value === this.noData || (Number.isNaN(value) && isFloating(this.dtype));
  }

  /** What is known about the raster, as the constructor takes it. */
  get facts(): RasterOptions {
    const { height, width, bands, bandNames, wavelengths, noData, transform, crs, layers } = this;
    return { height, width, bands, bandNames, wavelengths, noData, transform, crs, layers };
  }

  /** The same facts over other numbers; `changes` replaces single facts (`undefined` removes one). */
  with(data: RasterArray, changes: Partial<RasterOptions> = {}): Raster {
    return new Raster(data, { ...this.facts, ...changes });
  }

  /** Ground coordinates of a point given in pixels (0, 0 = the upper-left corner of the first pixel). */
  toGround(row: number, column: number): readonly [x: number, y: number] {
    const t = this.transform;
    if (!t)
      throw new ValueError("Raster.toGround", "this raster has no transform", { mend: "give transform" });
    return [t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5]];
  }

  toString(): string {
    return `Raster ${this.height}×${this.width}×${this.bands} ${this.dtype}`;
  }

  [inspect.custom](): string {
    const facts = [
      this.crs && `crs ${this.crs.length > 40 ? `${this.crs.slice(0, 37)}…` : this.crs}`,
      this.noData !== undefined && `no-data ${this.noData}`,
      this.wavelengths && `${this.wavelengths[0]}–${this.wavelengths.at(-1)} nm`,
      Object.keys(this.layers).length > 0 && `layers ${Object.keys(this.layers).join(", ")}`,
    ].filter(Boolean);
    return [String(this), ...facts].join(" · ");
  }

  private offset(row: number, column: number): number {
    if (!(Number.isInteger(row) && row >= 0 && row < this.height)) {
      throw new ShapeError("Raster", `row ${row} of ${this.height}`, { mend: `give 0 … ${this.height - 1}` });
    }
    if (!(Number.isInteger(column) && column >= 0 && column < this.width)) {
      throw new ShapeError("Raster", `column ${column} of ${this.width}`, {
        mend: `give 0 … ${this.width - 1}`,
      });
    }
    return (row * this.width + column) * this.bands;
  }

  private checkedBand(band: number): number {
    if (Number.isInteger(band) && band >= 0 && band < this.bands) return band;
    throw new ShapeError("Raster", `band ${band} of ${this.bands}`, { mend: `give 0 … ${this.bands - 1}` });
  }
}

function checkCount(name: string, list: readonly unknown[] | undefined, bands: number): void {
  if (list && list.length !== bands) {
    throw new ShapeError("Raster", `${name} has ${list.length} entries for ${bands} bands`, {
      mend: "give one entry a band, or none",
    });
  }
}

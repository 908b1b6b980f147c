import { type Face, type Formatter, registerFormatter } from "../mime.js";
import { summarise, summaryText } from "./numbers.js";
import { isTensorLike, tensorFace } from "./tensor.js";
import { ownFace, withText } from "./with-text.js";

const isObject = (value: unknown): value is object =>
  (typeof value === "object" || typeof value === "function") && value !== null;

interface ModuleLike {
  readonly kind: string;
  readonly params: Readonly<Record<string, { readonly shape: readonly number[]; readonly size: number }>>;
  readonly buffers: Readonly<Record<string, { readonly shape: readonly number[] }>>;
}

const isModuleLike = (value: unknown): value is ModuleLike =>
  isObject(value) && "kind" in value && "params" in value && "buffers" in value && "parts" in value;

/** A model as the table of its layers. */
async function moduleFace(module: ModuleLike): Promise<Face> {
  const { view } = await import("../views/index.js");
  const count = Object.values(module.params).reduce((sum, { size }) => sum + size, 0);
  const table = view.model(module, { title: module.kind });
  return withText(table, `${module.kind} · ${count.toLocaleString("en-US")} parameters\n${String(table)}`);
}

interface RasterObject {
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly bands: number;
  readonly dtype: string;
}

const isRaster = (value: unknown): value is RasterObject =>
  isObject(value) && ["data", "height", "width", "bands", "dtype", "shape"].every((name) => name in value);

/** A raster as a picture and its facts. */
async function rasterFace(raster: RasterObject): Promise<Face> {
  const { view } = await import("../views/index.js");
  const picture = view.raster(raster);
  return withText(picture, `${String(raster)}\n${picture.caption}`);
}

const isTable = (value: unknown): boolean =>
  isObject(value) &&
  ["numRows", "numCols", "columnNames", "objects"].every(
    (name) => typeof (value as Record<string, unknown>)[name] === "function",
  );

/** An Arquero table as rows and columns. */
async function tableFace(table: object): Promise<Face> {
  const { view } = await import("../views/index.js");
  return ownFace(view.table(table as Parameters<typeof view.table>[0]));
}

/** From so many numbers on a typed array is summarised. */
const LONG = 100;

/** A long typed array as its range and a histogram. */
async function arrayFace(values: Float32Array): Promise<Face> {
  const { view } = await import("../views/index.js");
  const text = `${values.constructor.name}(${values.length}) · ${summaryText(summarise(values))}`;
  return withText(view.histogram(values, { title: text, height: 180, width: 420 }), text);
}

const isLongArray = (value: unknown): value is Float32Array =>
  ArrayBuffer.isView(value) &&
  !(value instanceof DataView) &&
  !Buffer.isBuffer(value) &&
  !(value instanceof BigInt64Array) &&
  !(value instanceof BigUint64Array) &&
  (value as Float32Array).length > LONG;

const format: Formatter = (value) => {
  if (isTensorLike(value)) return tensorFace(value);
  if (isModuleLike(value)) return moduleFace(value);
  if (isRaster(value)) return rasterFace(value);
  if (isTable(value)) return tableFace(value as object);
  if (isLongArray(value)) return arrayFace(value);
  return null;
};

let registered = false;

/** Teaches notebooks to show tensors, models, rasters, tables and long arrays. Draws nothing until one is shown. */
export function registerFaces(): void {
  if (registered) return;
  registered = true;
  registerFormatter(format);
}

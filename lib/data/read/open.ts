import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { archiveOf } from "../archive/open.js";
import { type NdArray, toRaster } from "../raster/ndarray.js";
import type { Raster } from "../raster/raster.js";
import { type ReadCifarOptions, readCifar } from "./cifar.js";
import { type Coco, parseCoco } from "./coco.js";
import { GeoTiff, type ReadGeoTiffOptions } from "./geotiff.js";
import { Guard, type ReadOptions } from "./guard.js";
import { readHdf5 } from "./hdf5.js";
import { type ImageSet, imagesOf, openImages } from "./images.js";
import { parseJpeg } from "./jpeg.js";
import type { ImageLabels } from "./labels.js";
import { parseMat } from "./mat.js";
import { parseNpy } from "./npy.js";
import { parseNpz } from "./npz.js";
import { parsePng, type ReadPngOptions } from "./png.js";
import { readSafetensors } from "./safetensors.js";
import { type Format, sniff } from "./sniff.js";
import { type ByteSource, bytesSource, fileSource, type Input, inputName, readAll } from "./source.js";
import { parseVoc, type ReadVocOptions } from "./voc.js";
import { parseYolo, type ReadYoloOptions } from "./yolo.js";

/** What {@link open} can give, by the word that asks for it. */
export interface Opened {
  /** One image with its layers. */
  readonly raster: Raster;
  /** All numeric arrays of the file by name. */
  readonly arrays: Readonly<Record<string, NdArray>>;
  /** The images of a folder, archive or CIFAR file. */
  readonly images: ImageSet;
  /** Objects of one image (VOC, YOLO) or of a data set (COCO). */
  readonly labels: ImageLabels | Coco;
}

/** What a file is opened as, and how. */
export interface OpenOptions<K extends keyof Opened = "raster">
  extends ReadOptions,
    ReadGeoTiffOptions,
    ReadPngOptions,
    ReadCifarOptions,
    ReadVocOptions {
  /** What is wanted of the file; a raster unless told. */
  readonly as?: K;
  /** Which array of a file of several becomes the raster. */
  readonly variable?: string;
  /** Size of the image that YOLO labels belong to, and the names of its classes. */
  readonly yolo?: ReadYoloOptions;
}

/**
 * Opens a file by what it holds, whatever its name: GeoTIFF, PNG, JPEG, MATLAB (5 to 7.3), HDF5, npy, npz, safetensors,
 * CIFAR, folders and archives of images, labels in YOLO, VOC and COCO form.
 *
 * A file of several arrays gives the cube with the most bands; arrays of the same height and width come along as its
 * layers. Where nothing tells which array is meant, the error lists them.
 *
 * @example
 * ```ts
 * import { encodeNpz, open } from "swath/data";
 *
 * const file = encodeNpz({
 *   data: { shape: [2, 2, 5], data: new Float32Array(20) },
 *   map: { shape: [2, 2], data: new Uint8Array([0, 1, 0, 0]) },
 * });
 * const scene = await open(file);
 * scene.shape; // [2, 2, 5]
 * scene.mask("map").at(0, 1); // 1
 * Object.keys(await open(file, { as: "arrays" })); // ["data", "map"]
 * ```
 */
export async function open<K extends keyof Opened = "raster">(
  input: Input,
  options: OpenOptions<K> = {},
): Promise<Opened[K]> {
  const wanted: keyof Opened = options.as ?? "raster";
  const path = typeof input === "string" ? input : input instanceof URL ? fileURLToPath(input) : undefined;
  if (path !== undefined && (await stat(path).catch(() => undefined))?.isDirectory()) {
    const guard = new Guard("open", inputName(input), options);
    if (wanted !== "images")
      guard.fail("the folder", "holds many files", 'give as: "images", or one of its files');
    return (await openImages(input, options)) as Opened[K];
  }
  const source =
    path !== undefined
      ? await fileSource(path)
      : input instanceof Uint8Array
        ? bytesSource(input)
        : (input as ByteSource);
  const guard = new Guard("open", source.name, options);
  let kept = false;
  try {
    const format = await sniff(source);
    if (!format)
      return guard.fail(
        0,
        "is of no format that is known here",
        "give one of those that the documentation of open lists",
      );
    const value = await asked(wanted, format, source, guard, options as OpenOptions<keyof Opened>);
    kept = wanted === "images" && format !== "cifar";
    return value as Opened[K];
  } finally {
    // An image set reads from its archive later and closes it itself.
    if (!kept && path !== undefined) await source.close();
  }
}

async function asked(
  wanted: keyof Opened,
  format: Format,
  source: ByteSource,
  guard: Guard,
  options: OpenOptions<keyof Opened>,
): Promise<Opened[keyof Opened]> {
  if (wanted === "raster") return rasterOf(format, source, guard, options);
  if (wanted === "arrays") {
    const arrays = await arraysOf(format, source, guard, options);
    return arrays ?? guard.fail(0, `is ${format}, which holds no named arrays`, "leave out as");
  }
  if (wanted === "images") {
    if (format === "zip" || format === "tar" || format === "tar.gz")
      return imagesOf(await archiveOf(source, guard), options);
    if (format === "cifar") return cifarImages(source, options);
    return guard.fail(0, `is ${format}, no folder or archive of images`, "leave out as");
  }
  return labelsOf(format, source, guard, options);
}

async function rasterOf(
  format: Format,
  source: ByteSource,
  guard: Guard,
  options: OpenOptions<keyof Opened>,
): Promise<Raster> {
  switch (format) {
    case "tiff":
      return (await GeoTiff.open(source, { ...options, operation: "open" })).read(options);
    case "png":
      return parsePng(await readAll(source, guard), guard, options);
    case "jpeg":
      return parseJpeg(await readAll(source, guard), guard);
    case "npy":
      return fromArrays({ array: parseNpy(await readAll(source, guard), guard) }, undefined, guard);
    case "tar":
    case "tar.gz":
    case "cifar":
      return guard.fail(0, `is ${format} of many images`, 'give as: "images"');
    case "coco":
    case "voc":
    case "yolo":
      return guard.fail(0, `holds labels (${format}), no image`, 'give as: "labels"');
  }
  if (format === "zip" && !(await isNpz(source, guard)))
    guard.fail(0, "is a zip of files", 'give as: "images"');
  const arrays = await arraysOf(format, source, guard, options);
  return fromArrays(arrays ?? {}, options.variable, guard);
}

async function isNpz(source: ByteSource, guard: Guard): Promise<boolean> {
  const { members } = await archiveOf(source, new Guard("open", source.name, { limits: guard.limits }));
  return members.length > 0 && members.every((member) => member.path.endsWith(".npy"));
}

async function arraysOf(
  format: Format,
  source: ByteSource,
  guard: Guard,
  options: OpenOptions<keyof Opened>,
): Promise<Readonly<Record<string, NdArray>> | undefined> {
  switch (format) {
    case "mat": {
      const values = await parseMat(source, guard);
      return Object.fromEntries(
        Object.entries(values).flatMap(([name, value]) =>
          value.kind === "numbers" && !value.imaginary ? [[name, value] as const] : [],
        ),
      );
    }
    case "hdf5":
      return readHdf5(source, options);
    case "npy":
      return { array: parseNpy(await readAll(source, guard), guard) };
    case "zip":
      return parseNpz(source, guard);
    case "safetensors": {
      const { tensors } = await readSafetensors(source, options);
      return tensors;
    }
    default:
      return undefined;
  }
}

/** The array that is meant as a raster, with those of its height and width as layers. */
function fromArrays(
  arrays: Readonly<Record<string, NdArray>>,
  variable: string | undefined,
  guard: Guard,
): Raster {
  const names = Object.keys(arrays).filter((name) => {
    const { shape, data } = arrays[name]!;
    return data.length > 0 && shape.filter((extent) => extent !== 1).length <= 3 && shape.length <= 4;
  });
  const list = Object.entries(arrays)
    .map(([name, { shape }]) => `${name} [${shape}]`)
    .slice(0, 30)
    .join(", ");
  const chosen = variable ?? likely(names, arrays);
  if (chosen === undefined || !names.includes(chosen)) {
    guard.fail(
      "its arrays",
      variable === undefined
        ? `several could be meant: ${list || "none"}`
        : `"${variable}" is no image; there are ${list || "none"}`,
      "give variable, or as: 'arrays'",
    );
  }
  const main = toRaster(arrays[chosen]!);
  const layers = names
    .filter((name) => name !== chosen)
    .map((name) => [name, arrays[name]!] as const)
    .filter(
      ([, { shape }]) =>
        shape.length >= 2 && shape.length <= 3 && shape[0] === main.height && shape[1] === main.width,
    )
    .map(([name, array]) => [name, toRaster(array)] as const);
  return main.with(main.data, { layers: Object.fromEntries(layers) });
}

/** The cube with the most bands; without cubes the only map of its kind; undefined where it is a guess. */
function likely(names: readonly string[], arrays: Readonly<Record<string, NdArray>>): string | undefined {
  const bands = (name: string) => (arrays[name]!.shape.length >= 3 ? arrays[name]!.shape.at(-1)! : 0);
  const cubes = names.filter((name) => arrays[name]!.shape.length >= 3).sort((a, b) => bands(b) - bands(a));
  if (cubes.length > 0)
    return cubes.length > 1 && bands(cubes[0]!) === bands(cubes[1]!) ? undefined : cubes[0];
  const maps = names.filter((name) => arrays[name]!.shape.filter((extent) => extent > 1).length === 2);
  const rest = maps.length > 0 ? maps : names;
  return rest.length === 1 ? rest[0] : undefined;
}

async function cifarImages(source: ByteSource, options: OpenOptions<keyof Opened>): Promise<ImageSet> {
  const { count, image, labels } = await readCifar(source, options);
  const entries = Array.from({ length: count }, (_, i) => ({
    path: String(i),
    label: String(labels[i]),
    size: 3072,
    bytes: async () => image(i).data as Uint8Array,
    read: async () => image(i),
  }));
  const classes = [...new Set(labels)].sort((a, b) => a - b).map(String);
  return { name: source.name, entries, classes, close: async () => {} };
}

async function labelsOf(
  format: Format,
  source: ByteSource,
  guard: Guard,
  options: OpenOptions<keyof Opened>,
): Promise<ImageLabels | Coco> {
  if (format === "coco") return parseCoco(await readAll(source, guard), guard);
  if (format === "voc") return parseVoc(await readAll(source, guard), guard, options);
  if (format !== "yolo") return guard.fail(0, `is ${format}, no labels`, "leave out as");
  if (!options.yolo)
    return guard.fail(0, "YOLO's numbers are shares of the image", "give yolo: { height, width }");
  return parseYolo(await readAll(source, guard), options.yolo, guard);
}

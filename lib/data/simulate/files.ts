import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { datasetName, type SimulatedOrigin } from "../origin.js";
import type { NdArray } from "../raster/ndarray.js";
import type { Raster } from "../raster/raster.js";
import { encodeCoco } from "../write/coco.js";
import { encodeGeoTiff } from "../write/geotiff.js";
import { encodeNpz } from "../write/npy.js";
import { encodePng } from "../write/png.js";
import { writeWhole } from "../write/whole.js";
import type { AnomalySet } from "./anomalies.js";
import type { CloudSet } from "./clouds.js";
import { type SarSet, sarCoco } from "./sar.js";
import type { Simulated } from "./simulated.js";
import type { LabelledImages } from "./support/images.js";
import type { TwoSensorSet } from "./support/two-sensors.js";

/** A simulation as files: each is encoded when it is asked for, so that a large set need not lie in memory twice. */
export interface SimulatedFiles extends Simulated {
  /** Path below the output folder, with slashes, and the file's bytes. */
  readonly files: Readonly<Record<string, () => Uint8Array>>;
}

type Files = Record<string, () => Uint8Array>;

const number = (i: number) => String(i).padStart(4, "0");

/** A raster as GeoTIFF, each layer as another one beside it. */
function rasterFiles(path: string, raster: Raster): Files {
  const files: Files = { [`${path}.tif`]: () => encodeGeoTiff(raster) };
  for (const [name, layer] of Object.entries(raster.layers)) {
    files[`${path}.${name}.tif`] = () => encodeGeoTiff(layer);
  }
  return files;
}

export function sceneFiles(set: AnomalySet | CloudSet): SimulatedFiles {
  const files: Files = {};
  for (const part of ["train", "test"] as const) {
    set[part].forEach(({ raster }, i) => {
      Object.assign(files, rasterFiles(`${part}/${number(i)}`, raster));
    });
  }
  return named(set.origin, files, "classNames" in set ? set.classNames : undefined);
}

export function twoSensorFiles(set: TwoSensorSet): SimulatedFiles {
  const files: Files = {};
  for (const part of ["train", "test"] as const) {
    set[part].forEach(({ hsi, lidar, labels }, i) => {
      const path = `${part}/${number(i)}`;
      Object.assign(files, {
        [`${path}.hsi.tif`]: () => encodeGeoTiff(hsi),
        [`${path}.lidar.tif`]: () => encodeGeoTiff(lidar),
        [`${path}.labels.tif`]: () => encodeGeoTiff(labels),
      });
    });
  }
  return named(set.origin, files, set.classNames);
}

export function sarFiles(set: SarSet): SimulatedFiles {
  const files: Files = {};
  for (const part of ["train", "test"] as const) {
    set[part].forEach(({ raster }, i) => {
      files[`${part}/${i}.png`] = () =>
        encodePng(
          raster.with(
            Uint8Array.from(raster.data as Float32Array, (value) => Math.round(255 * value)),
            {},
          ),
        );
    });
    files[`${part}.json`] = () => encodeCoco(sarCoco(set[part]));
  }
  return named(set.origin, files, set.classNames);
}

/** Parts as npz: `pixels`, `labels` and whatever else belongs to each picture. */
export function imageFiles(
  origin: SimulatedOrigin,
  parts: Readonly<
    Record<string, { readonly images: LabelledImages } & { readonly more?: Record<string, NdArray> }>
  >,
  classNames?: readonly string[],
): SimulatedFiles {
  const files: Files = {};
  for (const [part, { images, more = {} }] of Object.entries(parts)) {
    // An empty array would be a file that some readers refuse.
    if (images.labels.length === 0) continue;
    files[`${part}.npz`] = () => encodeNpz({ pixels: images.pixels, labels: vector(images.labels), ...more });
  }
  return named(origin, files, classNames);
}

/** A typed array as an array of one dimension. */
export function vector(data: Uint8Array | Int32Array): NdArray {
  return { shape: [data.length], data };
}

function named(origin: SimulatedOrigin, files: Files, classNames?: readonly string[]): SimulatedFiles {
  const facts = { dataset: datasetName(origin), origin, ...(classNames ? { classNames } : {}) };
  const text = `${JSON.stringify(facts, null, 2)}\n`;
  return { origin, files: { "simulated.json": () => new TextEncoder().encode(text), ...files } };
}

/**
 * Writes a simulation into a folder, `simulated.json` with its origin first, and says which files it wrote.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { seed } from "swath";
 * import { simulators, writeSimulated } from "swath/data";
 *
 * const out = await mkdtemp(join(tmpdir(), "swath-"));
 * const made = await simulators.anomalies.make({ key: seed(1), train: 0, test: 1, size: 16 });
 * await writeSimulated(out, made); // ["simulated.json", "test/0000.tif", "test/0000.map.tif", …]
 * ```
 */
export async function writeSimulated(
  folder: string,
  made: SimulatedFiles,
  options: { readonly signal?: AbortSignal; readonly onFile?: (path: string) => void } = {},
): Promise<string[]> {
  const written: string[] = [];
  for (const [path, bytes] of Object.entries(made.files)) {
    options.signal?.throwIfAborted();
    const target = join(folder, ...path.split("/"));
    await mkdir(dirname(target), { recursive: true });
    await writeWhole(target, bytes());
    options.onFile?.(path);
    written.push(path);
  }
  return written;
}

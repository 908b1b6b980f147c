import { existsSync, readdirSync, readFileSync } from "node:fs";
import { openArchive } from "../../../lib/data/archive/open.js";
import { readCifar } from "../../../lib/data/read/cifar.js";
import { type Coco, decodeRle, readCoco } from "../../../lib/data/read/coco.js";
import { openGeoTiff } from "../../../lib/data/read/geotiff.js";
import type { ReadOptions } from "../../../lib/data/read/guard.js";
import { readHdf5 } from "../../../lib/data/read/hdf5.js";
import { readJpeg } from "../../../lib/data/read/jpeg.js";
import { readMat } from "../../../lib/data/read/mat.js";
import { readNpy } from "../../../lib/data/read/npy.js";
import { readNpz } from "../../../lib/data/read/npz.js";
import { open } from "../../../lib/data/read/open.js";
import { readPng } from "../../../lib/data/read/png.js";
import { readSafetensors } from "../../../lib/data/read/safetensors.js";
import { readVoc } from "../../../lib/data/read/voc.js";
import { readYolo } from "../../../lib/data/read/yolo.js";

/** A reader under test: which seeds it starts from, and how it is called. */
export interface Target {
  readonly seeds: RegExp;
  readonly run: (bytes: Uint8Array, options: ReadOptions) => Promise<unknown>;
}

async function archive(bytes: Uint8Array, options: ReadOptions): Promise<unknown> {
  const opened = await openArchive(bytes, options);
  for (const member of opened.members) await member.read();
  return opened.members;
}

async function tiff(bytes: Uint8Array, options: ReadOptions): Promise<unknown> {
  const file = await openGeoTiff(bytes, options);
  const rasters = [];
  for (let image = 0; image < Math.min(3, file.info.length); image++) {
    rasters.push(await file.read({ image }));
    rasters.push(
      await file.read({ image, level: file.info[image]!.levels.length - 1, scaled: true, bands: [0] }),
    );
  }
  return rasters;
}

async function coco(bytes: Uint8Array, options: ReadOptions): Promise<unknown> {
  const labels: Coco = await readCoco(bytes, options);
  for (const { segmentation } of labels.annotations) {
    if (segmentation && "counts" in segmentation) decodeRle(segmentation, options);
  }
  return labels;
}

export const targets: Readonly<Record<string, Target>> = {
  npy: { seeds: /^npy-/, run: readNpy },
  npz: { seeds: /^npz-/, run: readNpz },
  mat5: { seeds: /^mat5-/, run: readMat },
  mat73: { seeds: /^mat73/, run: readMat },
  hdf5: { seeds: /^mat73/, run: readHdf5 },
  tiff: { seeds: /^(tiff|gdal)-/, run: tiff },
  png: { seeds: /^png-/, run: (bytes, options) => readPng(bytes, { ...options, palette: "colours" }) },
  jpeg: { seeds: /^jpeg-/, run: readJpeg },
  safetensors: { seeds: /safetensors$/, run: readSafetensors },
  cifar: { seeds: /^cifar/, run: readCifar },
  tar: { seeds: /^tar-/, run: archive },
  zip: { seeds: /^(zip|npz)-/, run: archive },
  yolo: {
    seeds: /^labels-yolo/,
    run: (bytes, options) => readYolo(bytes, { ...options, height: 100, width: 100 }),
  },
  voc: { seeds: /^labels-voc/, run: readVoc },
  coco: { seeds: /^labels-coco/, run: coco },
  open: { seeds: /./, run: open },
};

// The build does not copy the seeds: from dist/ they lie in the sources.
const beside = new URL("../fixtures/", import.meta.url);
const folder = existsSync(beside) ? beside : new URL("../../../../test/data/fixtures/", import.meta.url);

/** The seeds of a target, from a folder of small files (test/data/fixtures unless told). */
export function seedsOf(target: Target, from: URL = folder): readonly Uint8Array[] {
  return readdirSync(from)
    .filter((name) => target.seeds.test(name) && name !== "expected.json")
    .sort()
    .map((name) => new Uint8Array(readFileSync(new URL(name, from))));
}

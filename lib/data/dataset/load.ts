import { cacheRoot } from "../../device/provision/cache.js";
import type { Key } from "../../device/random/index.js";
import { ValueError } from "../../errors.js";
import { DigestCache, digestFile } from "../manifest/digest.js";
import { manifest } from "../manifest/load.js";
import { resolveDataset } from "../manifest/resolve.js";
import type { DataRoot } from "../manifest/roots.js";
import { type RealOrigin, realOrigin } from "../origin.js";
import { stratifiedSplit } from "../split/classes.js";
import type { Split } from "../split/split.js";
import type { PrefetchOptions } from "./ahead.js";
import { type CacheOptions, cached } from "./cache.js";
import type { Dataset } from "./dataset.js";
import { type DecodeOptions, resizeOf } from "./images.js";
import { boxes, cocoBoxes } from "./loaders/boxes.js";
import { cifar, imageFolders } from "./loaders/classes.js";
import type { Loader } from "./loaders/loader.js";
import { anomalyScenes, imagePairs, labelledScene, maskedTiles } from "./loaders/masks.js";
import { pixels } from "./loaders/pixels.js";
import { colourScene, flatScene, heightScene } from "./loaders/sensors.js";
import type {
  AbundanceSample,
  BoxSample,
  ColourSample,
  HeightSample,
  ImageSample,
  MaskSample,
  PairSample,
  PixelSample,
  SampleLike,
  SceneSample,
} from "./sample.js";

/** What a sample of each data set is. */
export interface DatasetSamples {
  readonly abu: SceneSample;
  readonly cifar10: ImageSample;
  readonly "cifar10-jpeg": ImageSample;
  readonly cifar100: ImageSample;
  readonly eurosat: ImageSample;
  readonly "had-scenes": SceneSample;
  readonly "houston2013-train": PixelSample;
  readonly "houston2018-crop": ColourSample;
  readonly hrsid: BoxSample;
  readonly "jasper-ridge": AbundanceSample;
  readonly "l8biome-sample": MaskSample;
  readonly "levir-crops": PairSample;
  readonly "muufl-crop": HeightSample;
  readonly "nwpu-resisc45": ImageSample;
  readonly rsscn7: ImageSample;
  readonly "salinas-a": SceneSample;
  readonly "sar-aircraft-1": BoxSample;
  readonly ssdd: BoxSample;
  readonly "uc-merced": ImageSample;
}

/** The data sets that {@link load} makes samples of. */
export type DatasetId = keyof DatasetSamples;

const loaders: { readonly [Id in DatasetId]: Loader<DatasetSamples[Id]> } = {
  abu: anomalyScenes,
  cifar10: cifar,
  "cifar10-jpeg": imageFolders,
  cifar100: cifar,
  eurosat: imageFolders,
  "had-scenes": anomalyScenes,
  "houston2013-train": pixels,
  "houston2018-crop": colourScene,
  hrsid: cocoBoxes,
  "jasper-ridge": flatScene,
  "l8biome-sample": maskedTiles,
  "levir-crops": imagePairs,
  "muufl-crop": heightScene,
  "nwpu-resisc45": imageFolders,
  rsscn7: imageFolders,
  "salinas-a": labelledScene,
  "sar-aircraft-1": boxes("voc"),
  // The authors' rule: numbers that end in 1 or 9 are for testing.
  ssdd: boxes("yolo", (name) => (/[19]$/.test(name) ? "test" : "train")),
  "uc-merced": imageFolders,
};

/** How a data set is loaded. */
export interface LoadOptions extends DecodeOptions {
  /** Keep what is decoded, in memory and for the next time; false unless told. */
  readonly cache?: boolean | Pick<CacheOptions, "folder" | "limitBytes">;
  /** Threads that decode what is to be kept. */
  readonly prefetch?: PrefetchOptions | false;
  /** Where to look; what `SWATH_DATA` names unless told. */
  readonly roots?: readonly DataRoot[];
  readonly signal?: AbortSignal;
}

/** How a data set is divided. */
export interface LoadSplitOptions extends LoadOptions {
  /**
   * `published`: as its authors or its files say. `stratified`: every class alike, by `key` and `fractions`. Or a split
   * made or read elsewhere, such as by `groupSplit`.
   */
  readonly split: "published" | "stratified" | Split;
  /** Of the stratified split. */
  readonly key?: Key;
  /** Of the stratified split; four fifths to train on and one to test on unless told. */
  readonly fractions?: Readonly<Record<string, number>>;
}

/** The parts of a data set. */
export interface DatasetParts<Sample extends SampleLike> {
  readonly train: Dataset<Sample, RealOrigin>;
  readonly test: Dataset<Sample, RealOrigin>;
  /** Where the split has one. */
  readonly val?: Dataset<Sample, RealOrigin>;
}

/**
 * A real data set by the id of its manifest, from the folders that `SWATH_DATA` names. What is missing or altered is an
 * error that says what and where to get it; nothing stands in for it. Its contents' checksum is in its `origin`.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { load } from "swath/data";
 *
 * const error = await load("eurosat", { split: "stratified", key: seed(1), roots: [] }).catch((cause) => cause);
 * error.code; // "DATA_MISSING"; where it is there: { train, test } of { image, label }
 * ```
 */
export async function load<Id extends DatasetId>(
  id: Id,
  options: LoadSplitOptions,
): Promise<DatasetParts<DatasetSamples[Id]>>;
export async function load<Id extends DatasetId>(
  id: Id,
  options?: LoadOptions,
): Promise<Dataset<DatasetSamples[Id], RealOrigin>>;
export async function load<Id extends DatasetId>(
  id: Id,
  options: LoadOptions & Partial<LoadSplitOptions> = {},
): Promise<Dataset<DatasetSamples[Id], RealOrigin> | DatasetParts<DatasetSamples[Id]>> {
  const about = manifest(id);
  if (!Object.hasOwn(loaders, id)) {
    throw new ValueError("data.load", `"${id}" has a manifest but no samples`, {
      mend: `take its files with resolveDataset, or one of ${Object.keys(loaders).join(", ")}`,
    });
  }
  const { split, roots, signal, cache: keep = false, prefetch } = options;
  if (split === "stratified" && !options.key) {
    throw new ValueError("data.load", "a stratified split is drawn at random", { mend: "give key: seed(…)" });
  }
  // A size that means nothing is refused before anything is read.
  resizeOf(options);
  const loader: Loader<DatasetSamples[Id]> = loaders[id];
  const digests = new DigestCache(digestFile(cacheRoot()));
  const found = await resolveDataset(about, {
    cache: digests,
    signal,
    ...(roots && { roots }),
    ...(loader.files && { need: loader.files }),
    ...(loader.partial && { partial: true }),
  });
  const origin = realOrigin(id, await found.sha256(loader.files));
  digests.save();
  const { set, published } = await loader.load({ found, origin, decode: options, signal });
  const settings = typeof keep === "object" ? keep : {};
  const whole = keep ? await cached(set, { ...settings, prefetch, signal }) : set;
  return split === undefined ? whole : divided(whole, published, { ...options, split });
}

function divided<Sample extends SampleLike>(
  set: Dataset<Sample, RealOrigin>,
  published: Readonly<Record<string, readonly number[]>> | undefined,
  { split, key, fractions = { train: 0.8, test: 0.2 } }: LoadSplitOptions,
): DatasetParts<Sample> {
  const id = set.origin.dataset;
  let parts: Readonly<Record<string, ArrayLike<number>>>;
  if (split === "published") {
    if (!published) {
      throw new ValueError("data.load", `"${id}" comes without a split`, {
        mend: 'give split: "stratified" and a key, or a split of your own',
      });
    }
    parts = published;
  } else if (split === "stratified") {
    const labels = set.labels();
    if (!labels) {
      throw new ValueError("data.load", `the samples of "${id}" have no single class`, {
        mend: 'give split: "published", or a split of your own',
      });
    }
    parts = stratifiedSplit(labels, { parts: fractions, key: key! }).parts;
  } else {
    if (split.count !== set.size) {
      throw new ValueError("data.load", `the split is of ${split.count} samples, "${id}" has ${set.size}`, {
        mend: "make it anew for these data",
      });
    }
    parts = split.parts;
  }
  const { train, test, val = parts["validation"] } = parts;
  if (!train || !test) {
    throw new ValueError("data.load", `the split has the parts ${Object.keys(parts).join(", ")}`, {
      mend: "call two of them train and test",
    });
  }
  return { train: set.subset(train), test: set.subset(test), ...(val && { val: set.subset(val) }) };
}

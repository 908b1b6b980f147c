import { createHash } from "node:crypto";
import { ShapeError, ValueError } from "../../errors.js";
import {
  type DatasetName,
  datasetName,
  type Origin,
  type RealOrigin,
  type SimulatedOrigin,
} from "../origin.js";
import type { Raster } from "../raster/raster.js";
import type { SampleLike } from "./sample.js";
import type { RasterSource } from "./source.js";

/**
 * How samples come from files: first their rasters, which threads can decode, then the sample, which is made of them where
 * the data set was made.
 */
export interface SampleFiles<Sample> {
  /** The rasters of a sample. */
  sources(index: number): readonly RasterSource[] | Promise<readonly RasterSource[]>;
  /** The sample, given its rasters. */
  assemble(rasters: readonly Raster[], index: number): Sample | Promise<Sample>;
  /** Names the list of sources and how they are decoded, for the cache: other rasters, another text. */
  recipe(): string;
}

/**
 * Samples that can be asked for one by one. `From` says whether an instrument measured them or a simulator made them, and
 * goes along into subsets, mapped data sets, caches and batches.
 */
export interface Dataset<Sample extends SampleLike, From extends Origin = Origin>
  extends AsyncIterable<Sample> {
  /** How many samples there are. */
  readonly size: number;
  readonly title: string;
  /** Names of the classes in the order of the labels; empty where there are none. */
  readonly classes: readonly string[];
  readonly origin: From;
  /** For tables and plots; simulated data are called `simulated/…`. */
  readonly name: DatasetName;
  /** One sample. */
  get(index: number): Sample | Promise<Sample>;
  /** The class of every sample, known without decoding any; undefined where samples have no single class. */
  labels(): Int32Array | undefined;
  /** Some samples, in the order given; an index may come twice. */
  subset(indices: ArrayLike<number>): Dataset<Sample, From>;
  /** The same samples in another form, made anew each time. The labels are kept unless others are told. */
  map<Other extends SampleLike>(
    form: (sample: Sample, index: number) => Other | Promise<Other>,
  ): Dataset<Other, From>;
  /** Where samples are decoded from files; absent where they lie in memory. */
  readonly files?: SampleFiles<Sample>;
}

/** What {@link dataset} takes. */
export interface DatasetOptions<Sample extends SampleLike, From extends Origin> {
  readonly size: number;
  readonly origin: From;
  readonly get: (index: number) => Sample | Promise<Sample>;
  /** The origin's name unless told. */
  readonly title?: string;
  readonly classes?: readonly string[];
  /** One class a sample. */
  readonly labels?: ArrayLike<number>;
  readonly files?: SampleFiles<Sample>;
}

/**
 * A data set from a function that gives a sample. The samples' type and whence they come are known to the compiler.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { dataset, simulateObjects } from "swath/data";
 *
 * const { train, classNames, origin } = simulateObjects({ key: seed(1), train: 20, validation: 0, test: 0 });
 * const set = dataset({
 *   size: 20,
 *   origin,
 *   classes: classNames,
 *   labels: train.labels,
 *   get: (i) => ({ image: train.images[i]!, label: train.labels[i]! }),
 * });
 * set.name; // "simulated/objects"
 * const ships = set.subset([...set.labels()!.keys()].filter((i) => set.labels()![i] === 1));
 * ships.size; // 2
 * for await (const { image } of ships.map(({ image }) => ({ image }))) image.shape; // [32, 32, 3]
 * ```
 */
export function dataset<Sample extends SampleLike, From extends Origin>(
  options: DatasetOptions<Sample, From>,
): Dataset<Sample, From> {
  const { size, labels, origin } = options;
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new ValueError("dataset", `size is ${size}`, { mend: "give how many samples there are" });
  }
  if (labels && labels.length !== size) {
    throw new ShapeError("dataset", `${labels.length} labels for ${size} samples`, {
      mend: "give one label a sample, or none",
    });
  }
  const name = datasetName(origin as RealOrigin | SimulatedOrigin);
  const known = labels && Int32Array.from(labels);
  const { title = name, classes = [], files, get } = options;
  const self: Dataset<Sample, From> = {
    size,
    title,
    classes,
    origin,
    name,
    ...(files && { files }),
    get: (index) => get(checked("dataset.get", index, size)),
    labels: () => known,
    subset: (indices) => {
      const own = Int32Array.from(indices, (index) => checked("dataset.subset", index, size));
      return dataset({
        ...options,
        size: own.length,
        labels: known && own.map((index) => known[index]!),
        get: (i) => get(own[i]!),
        files: files && {
          sources: (i) => files.sources(own[i]!),
          assemble: (rasters, i) => files.assemble(rasters, own[i]!),
          recipe: () => `${files.recipe()} of ${createHash("sha256").update(own).digest("hex")}`,
        },
      });
    },
    map: (form) =>
      dataset({
        ...options,
        get: async (i) => form(await get(i), i),
        files: files && {
          sources: files.sources,
          assemble: async (rasters, i) => form(await files.assemble(rasters, i), i),
          recipe: files.recipe,
        },
      }),
    async *[Symbol.asyncIterator]() {
      for (let i = 0; i < size; i++) yield await get(i);
    },
  };
  return self;
}

function checked(operation: string, index: number, size: number): number {
  if (Number.isInteger(index) && index >= 0 && index < size) return index;
  throw new ShapeError(operation, `sample ${index} of ${size}`, {
    mend: size > 0 ? `give 0 … ${size - 1}` : "the data set is empty",
  });
}

import type { Key } from "../../../device/random/index.js";
import { ShapeError } from "../../../errors.js";
import { Raster } from "../../raster/raster.js";
import type { SampleLike } from "../sample.js";

/** The other samples of a batch, for augmentations that mix. */
export interface Peers<Sample> {
  readonly size: number;
  /** Which of them the sample itself is. */
  readonly self: number;
  get(index: number): { readonly sample: Sample; readonly key: Key };
}

/**
 * Changes a sample at random: a pure function of the sample and a key. Where it mixes samples, the others of the batch are
 * its third argument; without them it mixes the sample with itself.
 */
export type Augmentation<In extends SampleLike, Out extends SampleLike = In> = (
  sample: In,
  key: Key,
  peers?: Peers<In>,
) => Out;

/** Samples of any kind: an augmentation that keeps the fields it does not know. */
export type AnyAugmentation = <Sample extends SampleLike>(
  sample: Sample,
  key: Key,
  peers?: Peers<Sample>,
) => Sample;

/**
 * Augmentations one after the other, each with a key of its own. A later one that mixes sees the other samples as the
 * earlier ones have changed them.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { compose, randomCrop, randomFlip, Raster } from "swath/data";
 *
 * const augment = compose(randomFlip(), randomCrop({ size: 32, padding: 4 }));
 * const image = Raster.zeros({ height: 32, width: 32, bands: 3, dtype: "uint8" });
 * augment({ image, label: 3 }, seed(1)).image.shape; // [32, 32, 3]
 * ```
 */
export function compose(...stages: readonly AnyAugmentation[]): AnyAugmentation;
export function compose<In extends SampleLike, Out extends SampleLike>(
  ...stages: readonly [...AnyAugmentation[], Augmentation<In, Out>]
): Augmentation<In, Out>;
export function compose<In extends SampleLike, Out extends SampleLike>(
  ...stages: readonly [...AnyAugmentation[], Augmentation<In, Out>, AnyAugmentation]
): Augmentation<In, Out>;
export function compose(
  ...given: readonly (Augmentation<never, SampleLike> | AnyAugmentation)[]
): Augmentation<never, SampleLike> {
  const stages = given as readonly Augmentation<SampleLike>[];
  const upTo = (last: number, sample: SampleLike, key: Key, peers?: Peers<SampleLike>): SampleLike => {
    let done = sample;
    for (let i = 0; i < last; i++) done = stages[i]!(done, key.fold(i), peers && after(i, peers));
    return done;
  };
  /** The others as the stages before this one have changed them. */
  const after = (stage: number, peers: Peers<SampleLike>): Peers<SampleLike> => ({
    ...peers,
    get: (j) => {
      const { sample, key } = peers.get(j);
      return { sample: upTo(stage, sample, key, { ...peers, self: j }), key: key.fold(stage) };
    },
  });
  return (sample, key, peers) => upTo(stages.length, sample, key, peers);
}

/** The fields of a sample that are rasters. */
export function rasters(sample: SampleLike): (readonly [string, Raster])[] {
  return Object.entries(sample).filter((entry): entry is [string, Raster] => entry[1] instanceof Raster);
}

/** The sample with its images changed and everything else as it was; a raster called `mask` is a label map and no image. */
export function changeImages<Sample extends SampleLike>(
  sample: Sample,
  change: (image: Raster) => Raster,
): Sample {
  const changed = rasters(sample)
    .filter(([name]) => name !== "mask")
    .map(([name, image]) => [name, change(image)] as const);
  return { ...sample, ...Object.fromEntries(changed) };
}

/** Height and width that all rasters of the sample share. */
export function commonSize(operation: string, sample: SampleLike): { height: number; width: number } {
  const [first, ...rest] = rasters(sample);
  if (!first) {
    throw new ShapeError(operation, "the sample has no raster", { mend: "give samples with an image" });
  }
  const [name, { height, width }] = first;
  const other = rest.find(([, raster]) => raster.height !== height || raster.width !== width);
  if (!other) return { height, width };
  throw new ShapeError(
    operation,
    `${name} is ${height}×${width}, ${other[0]} is ${other[1].height}×${other[1].width}`,
    { mend: "bring them to one size first" },
  );
}

import { type Key, permutation, seed } from "../../device/random/index.js";
import { ShapeError, ValueError } from "../../errors.js";
import type { Origin } from "../origin.js";
import { groupsAhead, type PrefetchOptions } from "./ahead.js";
import type { AnyAugmentation, Augmentation } from "./augment/augmentation.js";
import { type Batch, collate } from "./collate.js";
import type { Dataset } from "./dataset.js";
import type { Sampler } from "./order.js";
import type { SampleLike } from "./sample.js";

/** How {@link batches} goes through a data set. */
export interface BatchOptions<In extends SampleLike, Out extends SampleLike> {
  /** Samples of a batch. */
  readonly batch: number;
  /** The key that decides order and augmentation, or false: the data set's own order. False unless told. */
  readonly shuffle?: Key | false;
  /** Which epoch: another order and other augmentations of the same key; 0 unless told. */
  readonly epoch?: number;
  /** Leave out a last batch that is not full; false unless told. */
  readonly dropLast?: boolean;
  /** Changes each sample; its key comes from `shuffle`, the epoch and the sample's index, never from the order. */
  readonly augment?: Augmentation<In, Out> | AnyAugmentation;
  /** The key of the augmentation; that of `shuffle` unless told, without it `seed(0)`. */
  readonly key?: Key;
  /** Which samples an epoch sees instead of each one once; needs `shuffle`. */
  readonly sampler?: Sampler;
  /** Threads that decode ahead, or false; as {@link PrefetchOptions} says unless told. Data in memory need none. */
  readonly prefetch?: PrefetchOptions | false;
  /** Stops the iteration with the code `ABORTED` and ends the threads. */
  readonly signal?: AbortSignal;
}

/** Batches to iterate, any number of times: each time the same. */
export interface Batches<Sample extends SampleLike, From extends Origin = Origin>
  extends AsyncIterable<Batch<Sample, From>> {
  /** How many batches there are. */
  readonly size: number;
}

/**
 * The batches of one epoch. One key and epoch give one order and one augmentation of every sample, with any number of
 * threads and any size of the batch. Decoding runs ahead in threads, which end when the iteration does: at its end, by
 * `break`, by an error or by the signal.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { batches, dataset, randomFlip, simulateObjects } from "swath/data";
 *
 * const { train, origin } = simulateObjects({ key: seed(1), train: 20, validation: 0, test: 0 });
 * const set = dataset({ size: 20, origin, get: (i) => ({ image: train.images[i]!, label: train.labels[i]! }) });
 * const epoch = batches(set, { batch: 8, shuffle: seed(2), epoch: 0, augment: randomFlip() });
 * epoch.size; // 3
 * for await (const { image, label, size } of epoch) {
 *   image.shape; // [size, 32, 32, 3], ready for tf.tensor(image.data, image.shape)
 *   label; // Int32Array of 8, 8 and 4
 * }
 * ```
 */
export function batches<In extends SampleLike, From extends Origin>(
  set: Dataset<In, From>,
  options: Omit<BatchOptions<In, In>, "augment"> & { readonly augment?: AnyAugmentation },
): Batches<In, From>;
export function batches<In extends SampleLike, From extends Origin, Out extends SampleLike>(
  set: Dataset<In, From>,
  options: BatchOptions<In, Out> & { readonly augment: Augmentation<In, Out> },
): Batches<Out, From>;
export function batches<In extends SampleLike, From extends Origin>(
  set: Dataset<In, From>,
  options: BatchOptions<In, SampleLike>,
): Batches<SampleLike, From> {
  const { batch, shuffle = false, epoch = 0, dropLast = false, augment, sampler, prefetch, signal } = options;
  if (!Number.isSafeInteger(batch) || batch < 1) {
    throw new ValueError("batches", `batch is ${batch}`, { mend: "give a whole number of at least 1" });
  }
  if (!Number.isSafeInteger(epoch) || epoch < 0) {
    throw new ValueError("batches", `epoch is ${epoch}`, { mend: "count epochs from 0" });
  }
  const order = orderOf(set.size, shuffle, epoch, sampler);
  const times = sampler && timesSeen(order);
  const groups = groupsOf(order, batch, dropLast);
  const key = (options.key ?? (shuffle || seed(0))).fold("augment").fold(epoch);
  return {
    size: groups.length,
    async *[Symbol.asyncIterator]() {
      let at = 0;
      for await (const samples of groupsAhead<In>(set, groups, { prefetch, signal })) {
        const start = at * batch;
        const indices = groups[at++]!;
        const keys = (i: number) => {
          const own = key.fold(indices[i]!);
          const again = times?.[start + i] ?? 0;
          return again === 0 ? own : own.fold(again);
        };
        const changed = augment ? augmented(samples, keys, augment) : samples;
        yield { ...collate(changed), size: changed.length, indices, origin: set.origin } as Batch<
          SampleLike,
          From
        >;
      }
    },
  };
}

function orderOf(
  size: number,
  shuffle: Key | false,
  epoch: number,
  sampler: Sampler | undefined,
): Int32Array {
  if (!shuffle) {
    if (!sampler) return Int32Array.from({ length: size }, (_, i) => i);
    throw new ValueError("batches", "a sampler draws at random", { mend: "give shuffle: key" });
  }
  const key = shuffle.fold("order").fold(epoch);
  if (!sampler) return permutation(key, size);
  const order = sampler(key);
  const wrong = order.find((index) => !(index >= 0 && index < size));
  if (wrong === undefined) return order;
  throw new ShapeError("batches", `the sampler drew sample ${wrong} of ${size}`, {
    mend: "make it from weights or labels of this data set",
  });
}

function groupsOf(order: Int32Array, batch: number, dropLast: boolean): readonly Int32Array[] {
  const count = dropLast ? Math.floor(order.length / batch) : Math.ceil(order.length / batch);
  return Array.from({ length: count }, (_, i) => order.slice(i * batch, (i + 1) * batch));
}

/** How often each entry's sample came before it: drawn twice, it is changed in two ways. */
function timesSeen(order: Int32Array): Int32Array {
  const seen = new Map<number, number>();
  return order.map((index) => {
    const times = seen.get(index) ?? 0;
    seen.set(index, times + 1);
    return times;
  });
}

function augmented<In extends SampleLike>(
  samples: readonly In[],
  keyOf: (i: number) => Key,
  augment: Augmentation<In, SampleLike>,
): readonly SampleLike[] {
  const keys = samples.map((_, i) => keyOf(i));
  return samples.map((sample, self) => {
    const get = (i: number) => ({ sample: samples[i]!, key: keys[i]! });
    return augment(sample, keys[self]!, { size: samples.length, self, get });
  });
}

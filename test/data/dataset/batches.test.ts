import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type BatchArray,
  batches,
  type Dataset,
  dataset,
  type ImageSample,
  imageDataset,
  type Raster,
  type RealOrigin,
  randomCrop,
  randomFlip,
  realOrigin,
  type SimulatedOrigin,
  simulateObjects,
  weightedSampler,
} from "../../../lib/data/index.js";
import { seed } from "../../../lib/device/index.js";
import { picture, pictureFolder, pictures } from "./pictures.js";

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of source) list.push(one);
  return list;
}

const plain = (list: readonly { indices: Int32Array; image: BatchArray }[]) =>
  list.map(({ indices, image }) => [
    Array.from(indices),
    image.shape,
    Buffer.from(image.data.buffer).toString("hex"),
  ]);

describe("a data set", () => {
  it("gives its samples in order, and some of them as a subset with their labels", async () => {
    const set = pictures(6);
    expect((await all(set)).map(({ image }) => image.at(0, 0))).toEqual([0, 1, 2, 3, 4, 5]);
    const some = set.subset([4, 1, 1]);
    expect((await all(some)).map(({ image }) => image.at(0, 0))).toEqual([4, 1, 1]);
    expect(some.labels()).toEqual(Int32Array.of(0, 1, 1));
    expect((await all(some.subset([1]))).map(({ image }) => image.at(0, 0))).toEqual([1]);
  });

  it("is mapped sample by sample and keeps whence it comes", async () => {
    const mapped = pictures(3).map(({ image, label }) => ({ first: image.at(0, 0), label }));
    expect(await all(mapped)).toEqual([
      { first: 0, label: 0 },
      { first: 1, label: 1 },
      { first: 2, label: 0 },
    ]);
    expect(mapped.name).toBe("pictures");
  });

  it("never loses the word simulated: it is in the type and in the name of subset, map and batch", async () => {
    const { train, origin } = simulateObjects({ key: seed(1), train: 10, validation: 0, test: 0, size: 12 });
    const set = dataset({ size: 10, origin, get: (i) => ({ image: train.images[i]! }) });
    const derived = set.subset([1, 2]).map(({ image }) => ({ image }));
    expectTypeOf(derived).toEqualTypeOf<Dataset<{ image: Raster }, SimulatedOrigin>>();
    expect(derived.name).toBe("simulated/objects");
    const [batch] = await all(batches(derived, { batch: 2 }));
    expectTypeOf(batch!.origin).toEqualTypeOf<SimulatedOrigin>();
    expect(batch!.origin.kind).toBe("simulated");
    // @ts-expect-error simulated data are no real ones
    const real: Dataset<{ image: Raster }, RealOrigin> = derived;
    expect(real.origin.kind).toBe("simulated");
  });

  it("refuses indices and labels that do not fit", () => {
    expect(() => pictures(3).get(3)).toThrow(/sample 3 of 3; give 0 … 2/);
    expect(() => pictures(3).subset([0, -1])).toThrow(/sample -1 of 3/);
    const origin = realOrigin("x", "0".repeat(64));
    expect(() => dataset({ size: 2, origin, labels: [1], get: () => ({}) })).toThrow(
      /1 labels for 2 samples/,
    );
  });
});

describe("batches", () => {
  it("see every sample once an epoch, in another order each epoch", async () => {
    const set = pictures(23);
    const orders = [];
    for (const epoch of [0, 1]) {
      const seen = await all(batches(set, { batch: 5, shuffle: seed(3), epoch }));
      expect(seen.map(({ size }) => size)).toEqual([5, 5, 5, 5, 3]);
      const order = seen.flatMap(({ indices }) => Array.from(indices));
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i));
      expect(
        seen.flatMap(({ image }) => Array.from({ length: image.shape[0]! }, (_, i) => image.data[i * 192])),
      ).toEqual(order);
      orders.push(order.join());
    }
    expect(orders[0]).not.toBe(orders[1]);
  });

  it("are the same for the same key and epoch, and when iterated again", async () => {
    const made = () =>
      batches(pictures(10), { batch: 4, shuffle: seed(3), epoch: 2, augment: randomFlip({ vertical: 0.5 }) });
    const one = made();
    const first = plain(await all(one));
    expect(plain(await all(one))).toEqual(first);
    expect(plain(await all(made()))).toEqual(first);
    const other = batches(pictures(10), { batch: 4, shuffle: seed(4), epoch: 2, augment: randomFlip() });
    expect(plain(await all(other))).not.toEqual(first);
  });

  it("change a sample alike whatever the size of the batch and the order", async () => {
    const options = { augment: randomCrop({ size: 8, padding: 3 }), key: seed(9) };
    const bySample = async (batch: number, shuffle: ReturnType<typeof seed> | false) => {
      const found = new Map<number, string>();
      for await (const { indices, image } of batches(pictures(9), { batch, shuffle, ...options }))
        indices.forEach((index, i) => found.set(index, String(image.data.subarray(i * 192, (i + 1) * 192))));
      return [...found].sort(([a], [b]) => a - b);
    };
    const reference = await bySample(9, false);
    expect(await bySample(2, false)).toEqual(reference);
    expect(await bySample(4, seed(5))).toEqual(reference);
  });

  it("leave out a last one that is not full when asked to", async () => {
    const epoch = batches(pictures(11), { batch: 4, dropLast: true });
    expect(epoch.size).toBe(2);
    expect((await all(epoch)).map(({ size }) => size)).toEqual([4, 4]);
  });

  it("change a sample that a sampler drew twice in two ways, across batches too", async () => {
    const set = pictures(1).subset([0]);
    const sampler = weightedSampler([1], { count: 12 });
    const augment = randomCrop({ size: 8, padding: 4 });
    const seen = await all(batches(set, { batch: 1, shuffle: seed(1), sampler, augment }));
    expect(new Set(seen.map(({ image }) => String(image.data))).size).toBeGreaterThan(6);
  });

  it("give arrays of the fields: rasters, vectors, whole numbers, lists", async () => {
    const set = pictures(3).map(({ image, label }, i) => ({
      image,
      label,
      vector: Float32Array.of(i, i + 0.5),
      boxes: [{ label, x: i, y: 0, width: 1, height: 1 }],
      name: `p${i}`,
    }));
    const [batch] = await all(batches(set, { batch: 3 }));
    expect(batch!.image.shape).toEqual([3, 8, 8, 3]);
    expect(batch!.label).toEqual(Int32Array.of(0, 1, 0));
    expect(batch!.vector).toEqual({ shape: [3, 2], data: Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5) });
    expect(batch!.boxes.map(([box]) => box!.x)).toEqual([0, 1, 2]);
    expect(batch!.name).toEqual(["p0", "p1", "p2"]);
    expectTypeOf(batch!.label).toEqualTypeOf<Int32Array>();
  });

  it("say what does not go together", async () => {
    const sizes = pictures(2).map(({ label }, i) => ({ image: picture(i, 8 + i), label }));
    await expect(all(batches(sizes, { batch: 2 }))).rejects.toThrow(
      /image of sample 1 of the batch is 9×9×3 uint8, the first is 8×8×3/,
    );
    const fractions = pictures(2).map(() => ({ height: 0.5 }));
    await expect(all(batches(fractions, { batch: 2 }))).rejects.toThrow(/height is 0.5, no whole number/);
    expect(() => batches(pictures(2), { batch: 0 })).toThrow(/batch is 0/);
    expect(() => batches(pictures(2), { batch: 1, sampler: weightedSampler([1, 1]) })).toThrow(
      /give shuffle/,
    );
    const beyond = { batch: 1, shuffle: seed(1), sampler: weightedSampler([0, 0, 1]) };
    expect(() => batches(pictures(2), beyond)).toThrow(/drew sample 2 of 2/);
  });
});

describe("decoding in threads", () => {
  it("gives the same batches with any number of threads, and with none", async () => {
    const set: Dataset<ImageSample> = await imageDataset(pictureFolder(70), { id: "folder" });
    const epoch = (prefetch: false | { workers: number; batches?: number }) =>
      all(batches(set, { batch: 24, shuffle: seed(1), augment: randomFlip(), prefetch }));
    const reference = plain(await epoch(false));
    expect(reference.length).toBe(3);
    for (const prefetch of [{ workers: 1 }, { workers: 2, batches: 1 }, { workers: 3, batches: 5 }]) {
      expect(plain(await epoch(prefetch))).toEqual(reference);
    }
  });
});

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  batches,
  type Coco,
  type Dataset,
  type DatasetId,
  datasetName,
  encodeCoco,
  encodePng,
  type ImageSample,
  load,
  manifest,
  Raster,
  type RealOrigin,
  readYolo,
} from "../../../lib/data/index.js";
import { seed } from "../../../lib/device/index.js";
import { tempFolder } from "./pictures.js";

const data = process.env["SWATH_DATA"];
// Digests of these files are not for the user's own cache.
process.env["SWATH_CACHE"] = tempFolder();
// The real files lie beside the repository, and only on machines for development.
const absent = data === undefined;

describe("load", () => {
  it("says what is missing and where it looked", async () => {
    const folder = tempFolder();
    await expect(load("eurosat", { roots: [{ path: folder }] })).rejects.toMatchObject({
      code: "DATA_MISSING",
      facts: { missing: "images", searched: folder },
    });
  });

  it("says what is not as the manifest describes", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "eurosat-rgb.tar.gz"), "half an archive");
    await expect(load("eurosat", { roots: [{ path: folder }] })).rejects.toMatchObject({
      code: "DATA_DIFFERS",
    });
  });

  it("knows no samples of a data set that has only a manifest, and none of an unknown one", async () => {
    await expect(load("had100" as DatasetId)).rejects.toThrow(/"had100" has a manifest but no samples/);
    await expect(load("eurosatt" as DatasetId)).rejects.toThrow(/did you mean eurosat/);
    await expect(load("eurosat", { split: "stratified" })).rejects.toThrow(/give key/);
    await expect(load("eurosat", { size: 31.5 })).rejects.toThrow(/size is 31.5/);
  });

  it("reads CIFAR-10's binary release with its split", async () => {
    const root = tempFolder();
    mkdirSync(join(root, "cifar10"));
    // Two records a file: label, then the red, the green and the blue plane.
    const record = (label: number) => [
      label,
      ...new Array(1024).fill(label),
      ...new Array(1024).fill(100),
      ...new Array(1024).fill(200),
    ];
    for (let n = 1; n <= 5; n++)
      writeFileSync(
        join(root, "cifar10", `data_batch_${n}.bin`),
        Uint8Array.from([...record(n), ...record(0)]),
      );
    writeFileSync(join(root, "cifar10", "test_batch.bin"), Uint8Array.from([...record(9), ...record(8)]));
    const { train, test } = await load("cifar10", { split: "published", roots: [{ path: root }] });
    expectTypeOf(train).toEqualTypeOf<Dataset<ImageSample, RealOrigin>>();
    expect(train.labels()).toEqual(Int32Array.of(1, 0, 2, 0, 3, 0, 4, 0, 5, 0));
    expect(test.labels()).toEqual(Int32Array.of(9, 8));
    expect(test.classes[9]).toBe("truck");
    expect((await test.get(0)).image.data.slice(0, 6)).toEqual(Uint8Array.of(9, 100, 200, 9, 100, 200));
  });
});

describe("HRSID (made files: nobody has the real ones here)", () => {
  const root = tempFolder();
  const png = (height: number, width: number) => encodePng(Raster.zeros({ height, width, dtype: "uint8" }));
  mkdirSync(join(root, "hrsid", "annotations"), { recursive: true });
  mkdirSync(join(root, "hrsid", "images"));
  // The manifest knows how many images there are.
  for (let i = 0; i < 5604; i++)
    writeFileSync(join(root, "hrsid", "images", `P${i}.png`), i < 5 ? png(20, 40) : "");
  const coco = (images: readonly number[], boxes: Coco["annotations"]) =>
    encodeCoco({
      images: images.map((id) => ({ id, file_name: `P${id}.png`, height: 20, width: 40 })),
      categories: [{ id: 1, name: "ship" }],
      annotations: boxes,
    });
  const box = { category_id: 1, bbox: [4, 6, 10, 8] as const };
  const train = [
    { id: 1, image_id: 0, ...box },
    { id: 2, image_id: 0, ...box, iscrowd: 1 as const },
    { id: 3, image_id: 2, ...box },
    { id: 4, image_id: 2, ...box },
  ];
  const write = (part: string, text: Uint8Array) =>
    writeFileSync(join(root, "hrsid", "annotations", `${part}2017.json`), text);
  write("train", coco([0, 1, 2], train));
  write("test", coco([3], [{ id: 1, image_id: 3, ...box }]));

  it("takes the images that its COCO files name, in their parts, boxes in the pixels of the decoded size", async () => {
    const options = { split: "published", roots: [{ path: root }] } as const;
    const { train, test } = await load("hrsid", options);
    expect([train.size, test.size]).toEqual([3, 1]);
    expect(train.classes).toEqual(["ship"]);
    const ships = await Promise.all([0, 1, 2].map(async (i) => (await train.get(i)).boxes.length));
    expect(ships).toEqual([1, 0, 2]);
    const small = await load("hrsid", { ...options, size: [10, 10] });
    const { image, boxes } = await small.test.get(0);
    expect(image.shape).toEqual([10, 10, 1]);
    expect(boxes).toEqual([{ label: "ship", x: 1, y: 3, width: 2.5, height: 4 }]);
  });

  it("names an image that a COCO file promises and that is not there", async () => {
    const elsewhere = { id: 9999, file_name: "gone.png", height: 20, width: 40 };
    write("test", encodeCoco({ images: [elsewhere], categories: [], annotations: [] }));
    await expect(load("hrsid", { roots: [{ path: root }] })).rejects.toThrow(/test2017.json names gone.png/);
  });
});

describe.skipIf(absent)("real data (SWATH_DATA names none: skipped)", () => {
  it("EuroSAT: 27,000 images of ten classes, split by class, in batches", async () => {
    const { train, test } = await load("eurosat", { split: "stratified", key: seed(1), size: 32 });
    expect(train.size + test.size).toBe(27_000);
    expect(test.size).toBe(5400);
    expect(train.classes).toEqual(manifest("eurosat").classes!.map(({ name }) => name));
    const counts = new Array<number>(10).fill(0);
    for (const label of train.labels()!) counts[label]!++;
    expect(counts).toEqual(manifest("eurosat").classes!.map(({ count }) => 0.8 * count!));
    expect(datasetName(train.origin)).toBe("eurosat");
    const few = train.subset(Array.from({ length: 64 }, (_, i) => i * 300));
    const [threads, here] = await Promise.all(
      ([{ workers: 1 }, false] as const).map(async (prefetch) => {
        const sums = [];
        for await (const { image, label } of batches(few, { batch: 32, shuffle: seed(2), prefetch })) {
          expect(image.shape).toEqual([32, 32, 32, 3]);
          sums.push([(image.data as Uint8Array).reduce((sum, value) => sum + value, 0), ...label]);
        }
        return sums;
      }),
    );
    expect(threads).toEqual(here);
  });

  it("CIFAR-10 as JPEG: the folders' split", async () => {
    const { train, test } = await load("cifar10-jpeg", { split: "published" });
    expect([train.size, test.size]).toEqual([50_000, 10_000]);
    const [first] = test.labels()!;
    expect(first).toBe(0);
    const { image } = await test.get(9999);
    expect(image.shape).toEqual([32, 32, 3]);
    expect(test.labels()!.at(-1)).toBe(9);
  });

  it("SSDD: the official split, 2,587 ships, boxes that follow the image's size", async () => {
    const whole = await load("ssdd");
    const { train, test } = await load("ssdd", { split: "published" });
    expect([whole.size, train.size, test.size]).toEqual([1160, 928, 232]);
    const { image, boxes } = await whole.get(0);
    // Boxes are shares of the image in the files, so one image serves to count them all.
    let ships = 0;
    for (let i = 0; i < whole.size; i++) ships += (await whole.files!.assemble([image], i)).boxes.length;
    expect(ships).toBe(2587);
    const own = await readYolo(join(data!, "ssdd/labels/000001.txt"), {
      height: image.height,
      width: image.width,
      classes: ["ship"],
    });
    expect(boxes).toEqual(own.boxes);
    const small = await (await load("ssdd", { size: [96, 128] })).get(0);
    expect(small.image.shape).toEqual([96, 128, image.bands]);
    expect(small.boxes[0]!.x).toBeCloseTo((boxes[0]!.x * 128) / image.width, 6);
    expect(small.boxes[0]!.height).toBeCloseTo((boxes[0]!.height * 96) / image.height, 6);
  });

  it("tiles with masks, pairs, scenes and pixels", async () => {
    const tiles = await load("l8biome-sample", { split: "published" });
    expect([tiles.train.size, tiles.val?.size, tiles.test.size]).toEqual([16, 8, 5]);
    const { image, mask } = await tiles.test.get(0);
    expect([image.shape, mask.shape]).toEqual([
      [256, 256, 8],
      [256, 256, 1],
    ]);
    expect(Array.from(new Set(mask.data)).every((value) => [0, 64, 128, 192, 255].includes(value))).toBe(
      true,
    );
    const pairs = await load("levir-crops", { size: 64 });
    expect(pairs.size).toBe(328);
    const pair = await pairs.get(5);
    expect([pair.before.shape, pair.after.shape, pair.mask.shape]).toEqual([
      [64, 64, 3],
      [64, 64, 3],
      [64, 64, 1],
    ]);
    const abu = await load("abu");
    expect(abu.size).toBe(9);
    const beach = await abu.get(4);
    expect(beach.name).toBe("beach-2");
    expect(Array.from(new Set(beach.mask.data)).sort()).toEqual([0, 1]);
    for await (const { image, mask } of batches(abu.subset([4]), { batch: 1, prefetch: { workers: 1 } })) {
      expect(image.shape).toEqual([1, ...beach.image.shape]);
      // Not toEqual: two million numbers take it twenty seconds.
      expect(image.data.every((value, i) => value === beach.image.data[i])).toBe(true);
      expect(mask.data).toEqual(beach.mask.data);
    }
    expect((await load("had-scenes")).size).toBe(4);
    expect((await (await load("salinas-a")).get(0)).mask.shape).toEqual([83, 86, 1]);
    const muufl = await (await load("muufl-crop")).get(0);
    expect([muufl.image.shape, muufl.height.shape, muufl.abundances.shape]).toEqual([
      [90, 90, 64],
      [90, 90, 1],
      [90, 90, 5],
    ]);
    expect(Array.from(new Set(muufl.mask.data)).sort()).toEqual([1, 2, 3, 4, 5]);
    const houston = await (await load("houston2018-crop")).get(0);
    expect([houston.image.shape, houston.colour.shape]).toEqual([
      [128, 128, 48],
      [512, 512, 3],
    ]);
    // The README of the data tells how many pixels are labelled.
    expect(Array.from(houston.mask.data).filter((label) => label > 0).length).toBe(96_185);
    const pixels = await load("houston2013-train", { split: "stratified", key: seed(1) });
    const { spectrum, lidar } = await pixels.train.get(0);
    expect([spectrum.length, lidar.length]).toEqual([144, 21]);
    const jasper = await (await load("jasper-ridge")).get(0);
    expect([jasper.image.shape, jasper.abundances.shape]).toEqual([
      [100, 100, 198],
      [100, 100, 4],
    ]);
    // Shares sum to one in every pixel, and neighbours are alike, which a wrong order of the pixels would not leave so.
    const shares = Float64Array.from(jasper.abundances.data);
    const step = (by: number) =>
      shares.reduce((sum, value, i) => sum + (i >= 4 * by ? Math.abs(value - shares[i - 4 * by]!) : 0), 0) /
      shares.length;
    for (let i = 0; i < shares.length; i += 4) {
      expect(shares.subarray(i, i + 4).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3);
    }
    expect(step(1)).toBeLessThan(0.5 * step(37));
    expect(step(100)).toBeLessThan(0.5 * step(37));
    await expect(load("levir-crops", { split: "published" })).rejects.toThrow(/comes without a split/);
    await expect(load("ssdd", { split: "stratified", key: seed(1) })).rejects.toThrow(/no single class/);
  });
});

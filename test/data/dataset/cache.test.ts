import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CacheWriter, readCache } from "../../../lib/data/dataset/cache-file.js";
import {
  batches,
  cached,
  type Dataset,
  encodePng,
  type ImageSample,
  imageDataset,
  Raster,
} from "../../../lib/data/index.js";
import { SwathError } from "../../../lib/errors.js";
import { picture, pictureFolder, tempFolder } from "./pictures.js";

async function numbers(set: Dataset<ImageSample>): Promise<readonly string[]> {
  const list = [];
  for await (const { image, label } of batches(set, { batch: 7, prefetch: false }))
    list.push(`${image.shape} ${String(image.data)} ${String(label)}`);
  return list;
}

const filesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

describe("what was decoded", () => {
  it("is the same from the cache, kept in one file and not decoded again", async () => {
    const source = pictureFolder(20);
    const folder = tempFolder();
    const set = await imageDataset(source, { id: "folder" });
    const first = await cached(set, { folder });
    const reference = await numbers(set);
    expect(await numbers(first)).toEqual(reference);
    expect(filesIn(folder)).toHaveLength(1);
    // The pictures are gone: whatever comes now is from the cache.
    for (const name of readdirSync(join(source, "field"))) writeFileSync(join(source, "field", name), "gone");
    const again = await cached(set, { folder });
    expect(await numbers(again)).toEqual(reference);
    expect(again.classes).toEqual(["field", "wood"]);
    expect(again.labels()).toEqual(set.labels());
    expect(again.origin).toEqual(set.origin);
  });

  it.each([
    [
      "a number was changed",
      (bytes: Buffer) => bytes.fill(bytes[bytes.length - 30]! ^ 1, bytes.length - 30, bytes.length - 29),
    ],
    ["it is cut off", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["it is empty", () => Buffer.alloc(0)],
    [
      "its table was changed",
      (bytes: Buffer) =>
        Buffer.from(bytes.toString("latin1").replace('\\"at\\":192', '\\"at\\":384'), "latin1"),
    ],
    ["it is something else", () => Buffer.from("not a cache at all, but long enough to look like one")],
  ])("is made anew when %s", async (_, damage) => {
    const folder = tempFolder();
    const set = await imageDataset(pictureFolder(9), { id: "folder" });
    const reference = await numbers(await cached(set, { folder, prefetch: false }));
    const [name = ""] = filesIn(folder);
    const whole = readFileSync(join(folder, name));
    const broken = damage(Buffer.from(whole));
    expect(broken.equals(whole)).toBe(false);
    writeFileSync(join(folder, name), broken);
    expect(await numbers(await cached(set, { folder, prefetch: false }))).toEqual(reference);
    expect(readFileSync(join(folder, name)).equals(whole)).toBe(true);
  });

  it("is kept apart by contents, by size and by which samples", async () => {
    const folder = tempFolder();
    const source = pictureFolder(6);
    const options = { folder, prefetch: false } as const;
    const set = await imageDataset(source, { id: "folder" });
    await cached(set, options);
    const small = await cached(await imageDataset(source, { id: "folder", size: 4 }), options);
    expect((await small.get(0)).image.shape).toEqual([4, 4, 3]);
    const some = await cached(set.subset([5, 0]), options);
    expect((await some.get(0)).image.data).toEqual((await set.get(5)).image.data);
    expect(filesIn(folder)).toHaveLength(3);
    // Another picture under the old name, of the same size and time: only its contents tell.
    const path = join(source, "field", "000.png");
    const { atime, mtime } = statSync(path);
    writeFileSync(path, encodePng(picture(200)));
    utimesSync(path, atime, mtime);
    const other = await cached(await imageDataset(source, { id: "folder" }), options);
    expect((await other.get(0)).image.at(0, 0)).toBe(200);
  });

  it("may take no more than allowed, when it is made and when it is read", async () => {
    const folder = tempFolder();
    const set = await imageDataset(pictureFolder(10), { id: "folder" });
    const small = { folder, prefetch: false, limitBytes: 1500 } as const;
    const refused = await cached(set, small).catch((cause: SwathError) => cause);
    expect(refused).toBeInstanceOf(SwathError);
    expect(refused).toMatchObject({ code: "LIMIT" });
    expect(filesIn(folder)).toEqual([]);
    await cached(set, { ...small, limitBytes: 1920 });
    await expect(cached(set, small)).rejects.toMatchObject({ code: "LIMIT" });
  });

  it("is left undone by the signal, without a file", async () => {
    const folder = tempFolder();
    const set = await imageDataset(pictureFolder(10), { id: "folder" });
    await expect(cached(set, { folder, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "ABORTED",
    });
    expect(filesIn(folder).filter((name) => name.endsWith(".safetensors"))).toEqual([]);
  });

  it("is explained where the folder cannot be written", async () => {
    const folder = join(tempFolder(), "file");
    writeFileSync(folder, "a file where a folder should be");
    const set = await imageDataset(pictureFolder(2), { id: "folder" });
    await expect(cached(set, { folder, prefetch: false })).rejects.toThrow(/cannot be written .*SWATH_CACHE/);
  });

  it("keeps every type of number and what is known of a raster", async () => {
    const folder = tempFolder();
    mkdirSync(folder, { recursive: true });
    const path = join(folder, "x.safetensors");
    const layer = new Raster(Uint16Array.of(7, 8, 9), { height: 1, width: 3 });
    const rasters = [
      new Raster(Uint8Array.of(1, 2, 3), { height: 1, width: 3, noData: 3, layers: { layer } }),
      new Raster(Float64Array.of(0.1, Number.NaN), {
        height: 1,
        width: 2,
        noData: Number.NaN,
        crs: "EPSG:4326",
      }),
      new Raster(Int16Array.of(-5), { height: 1, width: 1, transform: [1, 2, 3, 4, 5, 6] }),
    ];
    const writer = new CacheWriter();
    writer.add(rasters);
    await writer.write(path, "key");
    const [row] = (await readCache(path, "key", 1e6)) ?? [];
    expect(row).toEqual(rasters);
    expect(await readCache(path, "another", 1e6)).toBeUndefined();
  });
});

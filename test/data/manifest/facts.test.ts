import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openArchive } from "../../../lib/data/archive/index.js";
import { manifest, manifests } from "../../../lib/data/manifest/load.js";
import { resolveDataset } from "../../../lib/data/manifest/resolve.js";
import { dataRoots } from "../../../lib/data/manifest/roots.js";
import { readGeoTiff, readMat } from "../../../lib/data/read/index.js";
import type { SwathError } from "../../../lib/errors.js";
import { realData } from "../support/python.js";

const root = realData();
const why = root === undefined ? " (skipped: there is no SWATH_DATA)" : "";
const roots = dataRoots({ SWATH_DATA: root });

/** The data set's files, or undefined where there is none of it. */
async function found(id: string) {
  return resolveDataset(id, { roots, partial: true }).catch((cause: SwathError) => {
    if (cause.code === "DATA_MISSING") return undefined;
    throw cause;
  });
}

async function numbers(path: string, variable: string) {
  const value = (await readMat(path, { variables: [variable] }))[variable];
  if (value?.kind !== "numbers") throw new Error(`${path} has no numbers ${variable}`);
  return { shape: [...value.shape], values: Array.from(value.data, Number) };
}

const histogram = (values: readonly number[]) => {
  const counts: Record<number, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe("what the manifests state of the real data", () => {
  const withShapes = manifests()
    .filter(({ files }) => files.some(({ reader, variables }) => reader === "mat" && variables.length > 0))
    .map(({ id }) => id);

  it.skipIf(root === undefined).each(withShapes)(`%s: variables and their shapes${why}`, async (id) => {
    const dataset = await found(id);
    for (const { name, variables } of dataset?.manifest.files ?? []) {
      if (!dataset?.names.includes(name)) continue;
      for (const variable of variables) {
        const { shape } = await numbers(dataset.file(name), variable.name);
        expect(shape, `${id} ${name} ${variable.name}`).toEqual(variable.shape);
      }
    }
  });

  it.skipIf(root === undefined)(`abu: how many pixels are anomalous${why}`, async () => {
    const abu = await found("abu");
    for (const name of abu?.names ?? []) {
      const about = abu?.manifest.files.find((file) => file.name === name)?.means ?? "";
      const { values } = await numbers(abu?.file(name) as string, "map");
      expect(about, name).toContain(`, ${histogram(values)[1]} anomalous`);
    }
  });

  it.skipIf(root === undefined).each([
    ["houston2013-train", "labels", "TrLabel"],
    ["trento", "labels", "mask_test"],
  ])(`%s: how many pixels each class has${why}`, async (id, name, variable) => {
    const dataset = await found(id);
    if (!dataset) return;
    const counts = histogram((await numbers(dataset.file(name), variable)).values);
    for (const { value, count } of manifest(id).classes ?? [])
      expect(counts[value as number], `${id} ${value}`).toBe(count);
  });

  it.skipIf(root === undefined)(`houston2018-crop: labelled pixels${why}`, async () => {
    const dataset = await found("houston2018-crop");
    if (!dataset) return;
    const { 0: none = 0, ...counts } = histogram((await numbers(dataset.file("scene"), "clasLabs")).values);
    expect(Object.values(counts)).toHaveLength(12);
    expect(512 * 512 - none).toBe(96_185);
  });

  it.skipIf(root === undefined)(`ssdd: ships, and the official split by number${why}`, async () => {
    const dataset = await found("ssdd");
    if (!dataset) return;
    const boxes = dataset
      .files("labels")
      .flatMap((path) => readFileSync(path, "utf8").split("\n"))
      .filter((line) => line.trim() !== "");
    expect(boxes).toHaveLength(manifest("ssdd").classes?.[0]?.count as number);
    const test = dataset.files("images").filter((path) => /[19]\.jpg$/.test(path));
    expect({ train: dataset.files("images").length - test.length, test: test.length }).toEqual(
      manifest("ssdd").splits[0]?.parts,
    );
  });

  it.skipIf(root === undefined)(
    `ssdd: byte-identical images, and how many straddle the split${why}`,
    async () => {
      const dataset = await found("ssdd");
      if (!dataset) return;
      const groups = new Map<string, string[]>();
      for (const path of dataset.files("images")) {
        const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
        groups.set(digest, [...(groups.get(digest) ?? []), path]);
      }
      const same = [...groups.values()].filter((paths) => paths.length > 1);
      const straddling = same.filter(
        (paths) => new Set(paths.map((path) => /[19]\.jpg$/.test(path))).size === 2,
      );
      expect([same.length, same.flat().length, straddling.length]).toEqual([22, 47, 10]);
      expect(manifest("ssdd").pitfalls[0]).toMatch(/^22 .* \(47 images\), and 10 of them/);
    },
  );

  it.skipIf(root === undefined)(`l8biome-sample: bands and tiles of each part${why}`, async () => {
    const dataset = await found("l8biome-sample");
    if (!dataset) return;
    for (const [part, count] of Object.entries(manifest("l8biome-sample").splits[0]?.parts ?? {})) {
      const tiles = dataset.files(part).filter((path) => !path.endsWith("_mask.tif"));
      expect(tiles, part).toHaveLength(count as number);
      expect((await readGeoTiff(tiles[0] as string)).shape).toEqual([256, 256, 8]);
    }
  });

  it.skipIf(root === undefined).each([
    ["eurosat", "images"],
    ["cifar10-jpeg", "images"],
  ])(`%s: images of each class in the archive, read in place${why}`, async (id, name) => {
    const dataset = await found(id);
    if (!dataset) return;
    const archive = await openArchive(dataset.file(name));
    const classes: Record<string, number> = {};
    for (const { path } of archive.members) {
      const folder = path.split("/").at(-2) as string;
      classes[folder] = (classes[folder] ?? 0) + 1;
    }
    await archive.close();
    expect(classes).toEqual(
      Object.fromEntries((manifest(id).classes ?? []).map((one) => [one.name, one.count])),
    );
  });
});

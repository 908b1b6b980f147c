import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { batches, encodeZip, imageDataset } from "../../../lib/data/index.js";
import { pictureFolder, tempFolder } from "./pictures.js";

/** The same pictures as a folder, a zip, a tar and a gzipped tar. */
function everyForm(): readonly string[] {
  const folder = pictureFolder(30);
  const out = tempFolder();
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".png"),
  );
  const zip = join(out, "all.zip");
  writeFileSync(
    zip,
    encodeZip(Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]))),
  );
  const [tar, gz] = [join(out, "all.tar"), join(out, "all.tar.gz")];
  execFileSync("tar", ["-cf", tar, "-C", folder, "field", "wood"]);
  execFileSync("tar", ["-czf", gz, "-C", folder, "field", "wood"]);
  return [folder, zip, tar, gz];
}

it("a folder, zip, tar and gzipped tar of the same pictures give the same batches, in threads and without", async () => {
  const seen = [];
  for (const path of everyForm()) {
    const set = await imageDataset(path, { id: "pictures" });
    for (const prefetch of [{ workers: 2 }, false] as const) {
      const list = [];
      for await (const { image, label } of batches(set, { batch: 12, prefetch }))
        list.push(String(image.data), String(label));
      seen.push(list);
    }
  }
  expect(seen[0]).toHaveLength(6);
  for (const one of seen) expect(one).toEqual(seen[0]);
});

it("the same pictures have the same checksum in every form", async () => {
  const sums = new Set<string>();
  for (const path of everyForm()) sums.add((await imageDataset(path, { id: "pictures" })).origin.sha256);
  expect(sums.size).toBe(1);
});

it("a broken member of an archive is named by the archive and its path", async () => {
  const path = join(tempFolder(), "broken.zip");
  writeFileSync(path, encodeZip({ "a/1.png": new Uint8Array(50), "b/2.png": new Uint8Array(50) }));
  const set = await imageDataset(path, { id: "broken" });
  for (const prefetch of [{ workers: 1 }, false] as const) {
    const going = async () => {
      for await (const { size } of batches(set, { batch: 2, prefetch })) expect(size).toBe(2);
    };
    await expect(going()).rejects.toThrow(/broken\.zip › a\/1\.png/);
  }
});

it("pictures that lie in no folder of a class are refused", async () => {
  const folder = pictureFolder(2);
  await expect(imageDataset(join(folder, "field"), { id: "flat" })).rejects.toThrow(
    /lies in no folder of a class/,
  );
  await expect(imageDataset(folder, { id: "other", classes: ["field"] })).rejects.toThrow(
    /wood.*lies in no folder .*field/,
  );
});

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { seed } from "../../../lib/device/random/index.js";
import { houston2013, trento } from "../../../lib/papers/mivit/published-scenes.js";
import { pythonWith } from "../../support/python.js";

const python = pythonWith("scipy");
const real = join(process.env["SWATH_DATA"] ?? "/nowhere", "trento-partial");
const folders: string[] = [];

function folderOf(id: string, script: string): string {
  const root = mkdtempSync(join(tmpdir(), "swath-mivit-"));
  folders.push(root);
  mkdirSync(join(root, id));
  execFileSync(python as string, [
    "-c",
    `import numpy as np, sys\nfrom scipy.io import savemat\nr = np.random.default_rng(1)\nfolder = sys.argv[1] + "/"\n${script}`,
    join(root, id),
  ]);
  vi.stubEnv("SWATH_DATA", root);
  vi.stubEnv("SWATH_CACHE", join(root, "cache"));
  return root;
}

afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!python)("MIVit's published scenes (made here by SciPy; skipped without it)", () => {
  it("are missing with a hint where they lie when they are not there", async () => {
    folderOf("nothing", "");
    for (const source of [trento, houston2013]) {
      const { items, missing } = await source.find();
      expect(items).toEqual([]);
      expect(missing).toMatch(/missing \(swath data where (trento|houston2013)\)/);
    }
  });

  it("Houston 2013: the contest's two maps are training and test, whatever the seed", async () => {
    folderOf(
      "houston2013",
      `train = np.zeros((30, 40), "uint8"); test = train.copy()
train[2:6, 3:9] = 1; train[10:12, 20:30] = 15; test[20:29, 5:15] = 1; test[20:24, 25:31] = 15
savemat(folder + "HSI.mat", {"HSI": r.random((30, 40, 12)).astype("float32")})
savemat(folder + "LiDAR.mat", {"LiDAR": r.random((30, 40)).astype("float32")})
savemat(folder + "gt_train.mat", {"gt": train}); savemat(folder + "gt_test.mat", {"gt": test})`,
    );
    const { items } = await houston2013.find();
    const data = await items[0]!.load(seed(1));
    const train = data.train(200, seed(1));
    expect([train.count, train.bands, train.layers, data.classes]).toEqual([44, 12, 1, 15]);
    expect(new Set(train.labels)).toEqual(new Set([0, 14]));
    expect(data.train(200, seed(2)).places).toEqual(train.places);
    expect(data.test(1e6, seed(1)).count).toBe(90 + 24);
    expect(data.test(10, seed(1)).count).toBe(10);
  });

  it("one map without numbers of training pixels is refused, with the mend", async () => {
    folderOf(
      "houston2013",
      `savemat(folder + "HSI.mat", {"HSI": r.random((30, 40, 4))}); savemat(folder + "LiDAR.mat", {"L": r.random((30, 40))})
savemat(folder + "gt.mat", {"gt": np.ones((30, 40), "uint8")})`,
    );
    const { items } = await houston2013.find();
    await expect(items[0]!.load(seed(1))).rejects.toThrow(/which pixels are for training; name the maps/);
  });

  it.skipIf(!existsSync(join(real, "allgrd.mat")))(
    "Trento: 819 and 29,395 pixels in the sheet's numbers, no pixel in both (real LiDAR and classes, a made image; skipped without them)",
    async () => {
      const root = folderOf(
        "trento",
        'savemat(folder + "made_hsi.mat", {"data": r.integers(0, 255, (166, 600, 63)).astype("uint8")})',
      );
      for (const name of ["Italy_lidar.mat", "allgrd.mat"])
        copyFileSync(join(real, name), join(root, "trento", name));
      const { items } = await trento.find();
      const data = await items[0]!.load(seed(1));
      const [train, test] = [data.train(0, seed(1)), data.test(1e6, seed(1))];
      expect([train.count, test.count, train.bands, train.layers]).toEqual([819, 29_395, 63, 2]);
      const perClass = Array.from(
        { length: 6 },
        (_, label) => train.labels.filter((one) => one === label).length,
      );
      expect(perClass).toEqual([129, 125, 105, 154, 184, 122]);
      const place = ({ places }: typeof train, i: number) => places[3 * i + 1]! * 600 + places[3 * i + 2]!;
      const learnt = new Set(Array.from({ length: train.count }, (_, i) => place(train, i)));
      expect(
        Array.from({ length: test.count }, (_, i) => place(test, i)).filter((one) => learnt.has(one)),
      ).toEqual([]);
    },
  );
});

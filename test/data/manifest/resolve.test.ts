import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatError } from "../../../lib/cli/support/errors.js";
import { manifest } from "../../../lib/data/manifest/load.js";
import { resolveDataset } from "../../../lib/data/manifest/resolve.js";
import { dataRoots } from "../../../lib/data/manifest/roots.js";
import { whereText } from "../../../lib/data/manifest/where.js";
import { realOrigin } from "../../../lib/data/origin.js";
import { SwathError } from "../../../lib/errors.js";
import { fakeManifest, file, fill, place, temporary } from "./fake.js";

let folder: ReturnType<typeof temporary>;
beforeEach(() => {
  folder = temporary();
});
afterEach(() => folder.remove());

const roots = () => dataRoots({ SWATH_DATA: folder.path });
const three = fakeManifest(
  [
    file("hsi", place("fake/hsi.mat", "cube")),
    file("lidar", place("fake/lidar.mat", "height")),
    file("labels", { ...place("fake/labels/*.png"), count: null }),
  ],
  { simulator: "hsi-lidar" },
);

async function refusal(promise: Promise<unknown>): Promise<SwathError> {
  const error = await promise.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(SwathError);
  return error as SwathError;
}

describe("resolving a data set", () => {
  it("gives the paths of its files", async () => {
    fill(folder.path, {
      "fake/hsi.mat": "cube",
      "fake/lidar.mat": "height",
      "fake/labels/2.png": "b",
      "fake/labels/1.png": "a",
    });
    const found = await resolveDataset(three, { roots: roots() });
    expect(found.file("hsi")).toBe(join(folder.path, "fake/hsi.mat"));
    expect(found.files("labels")).toEqual(
      ["1.png", "2.png"].map((name) => join(folder.path, "fake/labels", name)),
    );
    expect(() => found.file("labels")).toThrow('"labels" of "fake" is 2 files; take files("labels")');
  });

  it("has a checksum of the contents, wherever they lie", async () => {
    const contents = { "fake/hsi.mat": "cube", "fake/lidar.mat": "height", "fake/labels/1.png": "a" };
    const sum = async (name: string, altered: Readonly<Record<string, string>> = {}) => {
      const path = fill(join(folder.path, name), { ...contents, ...altered });
      const found = await resolveDataset(three, { roots: dataRoots({ SWATH_DATA: path }) });
      return [await found.sha256(), await found.sha256(["hsi"])];
    };
    const [all, hsi] = await sum("one");
    expect(await sum("two")).toEqual([all, hsi]);
    expect(await sum("three", { "fake/labels/1.png": "b" })).toEqual([
      expect.not.stringMatching(`^${all}$`),
      hsi,
    ]);
    expect(realOrigin("fake", all as string).sha256).toBe(all);
  });

  it("says what is found, what is missing and how to mend it", async () => {
    fill(folder.path, { "fake/hsi.mat": "cube" });
    const error = await refusal(resolveDataset(three, { roots: roots() }));
    expect(formatError(error, {}).replaceAll(folder.path, "ROOT")).toBe(
      [
        'SwathError DATA_MISSING  data.load: "fake" needs 3 files, 1 is here',
        "  found     hsi  (in ROOT)",
        "  missing   lidar, labels",
        "  searched  ROOT",
        "  mend      swath data where fake   ·   or run on the stand-in: --data simulated",
      ].join("\n"),
    );
  });

  it("never offers a stand-in that does not exist", async () => {
    const error = await refusal(resolveDataset({ ...three, simulator: null }, { roots: roots() }));
    expect(error.mend).toBe("swath data where fake");
  });

  it("says that SWATH_DATA is not set, or names what is not there", async () => {
    const unset = await refusal(resolveDataset(three, { roots: [] }));
    expect(unset.facts["searched"]).toBe("nowhere: SWATH_DATA is not set");
    const lost = await refusal(resolveDataset(three, { roots: dataRoots({ SWATH_DATA: "/no/folder" }) }));
    expect(lost.facts["searched"]).toBe("/no/folder (does not exist)");
  });

  it("refuses altered files with another code", async () => {
    fill(folder.path, { "fake/hsi.mat": "cubes", "fake/lidar.mat": "height", "fake/labels/1.png": "a" });
    const error = await refusal(resolveDataset(three, { roots: roots() }));
    expect(error.code).toBe("DATA_DIFFERS");
    expect(error.facts["hsi"]).toContain("5 bytes, the known copy has 4");
  });

  it("takes what there is when asked to, and only then", async () => {
    fill(folder.path, { "fake/lidar.mat": "height" });
    const some = await resolveDataset(three, { roots: roots(), partial: true });
    expect(some.names).toEqual(["lidar"]);
    expect(() => some.file("hsi")).toThrow('"fake" needs hsi, which is not here');
    folder.remove();
    expect((await refusal(resolveDataset(three, { roots: roots(), partial: true }))).code).toBe(
      "DATA_MISSING",
    );
  });

  it("needs only what the caller needs", async () => {
    fill(folder.path, { "fake/lidar.mat": "height" });
    expect((await resolveDataset(three, { roots: roots(), need: ["lidar"] })).names).toEqual(["lidar"]);
    const error = await refusal(resolveDataset(three, { roots: roots(), need: ["lidat"] }));
    expect([error.code, error.mend]).toEqual(["VALUE", "it has hsi, lidar, labels"]);
  });
});

describe("an id that nobody knows", () => {
  it.each([
    ["euro-sat", "did you mean eurosat? (swath data list)"],
    ["EuroSAT", "did you mean eurosat? (swath data list)"],
    ["houston", "did you mean houston2013? (swath data list)"],
    ["levir_cd", "did you mean levir-cd? (swath data list)"],
    ["something else", "swath data list names them"],
    ["", "swath data list names them"],
  ])("%s is answered with: %s", (id, mend) => {
    expect(() => manifest(id)).toThrow(expect.objectContaining({ code: "VALUE", mend }) as Error);
  });
});

describe("where to get a data set", () => {
  it("names home, licence, steps, places and pitfalls", () => {
    const text = whereText(manifest("ssdd"), { roots: [{ path: "/data" }] });
    for (const part of ["10.3390/rs13183690", "none stated", "/data/ssdd/images/*.jpg", "byte-identical"])
      expect(text).toContain(part);
  });

  it("names the pieces of a data set, and of which one it is a piece", () => {
    const others = [manifest("houston2013"), manifest("houston2013-train")];
    expect(whereText(others[0]!, { roots: [], others })).toMatch(/pieces +houston2013-train/);
    expect(whereText(others[1]!, { roots: [] })).toMatch(/part of +houston2013/);
  });
});

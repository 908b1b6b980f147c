import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkDataset } from "../../../lib/data/manifest/check.js";
import { DigestCache } from "../../../lib/data/manifest/digest.js";
import { manifests } from "../../../lib/data/manifest/load.js";
import { dataRoots } from "../../../lib/data/manifest/roots.js";
import type { SwathError } from "../../../lib/errors.js";
import { realData } from "../support/python.js";
import { fakeManifest, file, fill, place, sha256, temporary } from "./fake.js";

let folder: ReturnType<typeof temporary>;
beforeEach(() => {
  folder = temporary();
});
afterEach(() => folder.remove());

const two = fakeManifest([
  file("scene", place("fake/scene.mat", "pixels")),
  file("labels", place("fake/labels.mat", "classes")),
]);
const whole = { "fake/scene.mat": "pixels", "fake/labels.mat": "classes" };
const root = (name = "root") => join(folder.path, name);
const rootsOf = (...names: readonly string[]) =>
  dataRoots({ SWATH_DATA: names.map((name) => root(name)).join(delimiter) });
const states = (files: readonly { readonly name: string; readonly state: string }[]) =>
  Object.fromEntries(files.map(({ name, state }) => [name, state]));

describe("the state of a data set", () => {
  it("is present when all is there, and verified once the digests are compared", async () => {
    fill(root(), whole);
    const quick = await checkDataset(two, { roots: rootsOf("root") });
    expect(quick).toMatchObject({ id: "fake", state: "present", mend: "" });
    expect(quick.files.map(({ verified }) => verified)).toEqual([false, false]);
    const slow = await checkDataset(two, { roots: rootsOf("root"), digests: true });
    expect(slow.state).toBe("present");
    expect(slow.files.map(({ verified }) => verified)).toEqual([true, true]);
  });

  it("is missing when nothing is there", async () => {
    mkdirSync(root());
    const { state, mend, files } = await checkDataset(two, { roots: rootsOf("root") });
    expect([state, mend]).toEqual(["missing", "swath data where fake"]);
    expect(files.map(({ path }) => path)).toEqual([null, null]);
  });

  it("is partial when one file is missing", async () => {
    fill(root(), { "fake/scene.mat": "pixels" });
    const { state, files } = await checkDataset(two, { roots: rootsOf("root"), digests: true });
    expect(state).toBe("partial");
    expect(states(files)).toEqual({ scene: "present", labels: "missing" });
  });

  it("differs when a file has another size, without reading it", async () => {
    fill(root(), { ...whole, "fake/labels.mat": "classes!" });
    const { state, files, mend } = await checkDataset(two, { roots: rootsOf("root") });
    expect(state).toBe("differs");
    expect(files[1]?.problem).toBe("8 bytes, the known copy has 7");
    expect(mend).toContain("labels");
  });

  it("differs when a file of the right size has other bytes; sizes alone cannot see that", async () => {
    fill(root(), { ...whole, "fake/labels.mat": "CLASSES" });
    expect((await checkDataset(two, { roots: rootsOf("root") })).state).toBe("present");
    const { state, files } = await checkDataset(two, { roots: rootsOf("root"), digests: true });
    expect(state).toBe("differs");
    expect(files[1]?.problem).toMatch(/^sha256 [0-9a-f]{12}…, the known copy has [0-9a-f]{12}…$/);
  });

  it("differs rather than being partial when both are so: a wrong figure is worse than none", async () => {
    fill(root(), { "fake/scene.mat": "pixels and more" });
    expect((await checkDataset(two, { roots: rootsOf("root") })).state).toBe("differs");
  });

  it("does not depend on files that are not required", async () => {
    const optional = fakeManifest([...two.files, { ...file("extra", place("fake/extra")), required: false }]);
    fill(root(), whole);
    const { state, files } = await checkDataset(optional, { roots: rootsOf("root") });
    expect(state).toBe("present");
    expect(states(files)["extra"]).toBe("missing");
  });

  it("is present without verification where no copy is known", async () => {
    const unknown = fakeManifest([file("scene", place("fake/scene.mat"))]);
    fill(root(), whole);
    const { state, files } = await checkDataset(unknown, { roots: rootsOf("root"), digests: true });
    expect([state, files[0]?.verified]).toEqual(["present", false]);
  });
});

describe("many files of one kind", () => {
  const images = { "a.jpg": "first", "b.jpg": "second" };
  const lines = `${sha256("first")}  a.jpg\n${sha256("second")}  b.jpg\n`;
  const many = fakeManifest([
    file("images", {
      path: "fake/images/*.jpg",
      count: 2,
      size: 11,
      sha256: sha256(lines),
      inside: null,
      copy: "theirs",
    }),
  ]);
  const below = (images: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(images).map(([name, text]) => [`fake/images/${name}`, text]));
  const check = () => checkDataset(many, { roots: rootsOf("root"), digests: true });

  it("have one digest, over the lines that sha256sum prints", async () => {
    fill(root(), { ...below(images), "fake/images/readme.txt": "not asked for" });
    const { state, files } = await check();
    expect([state, files[0]?.verified, files[0]?.count]).toEqual(["present", true, 2]);
    expect(files[0]?.found.map((path) => path.slice(root().length + 1))).toEqual([
      "fake/images/a.jpg",
      "fake/images/b.jpg",
    ]);
  });

  it("are partial when some are missing, and say how many", async () => {
    fill(root(), below({ "a.jpg": "first" }));
    const { state, files } = await check();
    expect([state, files[0]?.state, files[0]?.problem]).toEqual(["partial", "partial", "1 of 2 files"]);
  });

  it("differ when there are more, when one has other bytes, or when one has another name", async () => {
    fill(root(), below({ ...images, "c.jpg": "third" }));
    expect((await check()).files[0]?.problem).toBe("3 files, the known copy (theirs) has 2");
    rmSync(join(root(), "fake/images/c.jpg"));
    writeFileSync(join(root(), "fake/images/b.jpg"), "SECOND");
    expect((await check()).state).toBe("differs");
    rmSync(join(root(), "fake/images/b.jpg"));
    writeFileSync(join(root(), "fake/images/c.jpg"), "second");
    expect((await check()).state).toBe("differs");
  });
});

describe("several roots", () => {
  it("are looked through one after the other", async () => {
    fill(root("one"), { "fake/scene.mat": "pixels" });
    fill(root("two"), { "fake/labels.mat": "classes" });
    const { state, files } = await checkDataset(two, { roots: rootsOf("one", "two"), digests: true });
    expect(state).toBe("present");
    expect(files.map((one) => one.root)).toEqual([root("one"), root("two")]);
  });

  it("give the right copy rather than an altered one that comes first", async () => {
    fill(root("one"), { ...whole, "fake/labels.mat": "CLASSES" });
    fill(root("two"), whole);
    const { state, files } = await checkDataset(two, { roots: rootsOf("one", "two"), digests: true });
    expect(state).toBe("present");
    expect(files[1]?.root).toBe(root("two"));
  });

  it("may name the same folder twice", () => {
    mkdirSync(root());
    expect(rootsOf("root", "root")).toEqual([{ path: root() }]);
  });

  it("that do not exist or are no folders are told, and the others are still looked at", async () => {
    fill(root("good"), whole);
    writeFileSync(root("file"), "");
    const roots = rootsOf("nowhere", "file", "good");
    expect(roots).toEqual([
      { path: root("nowhere"), problem: "does not exist" },
      { path: root("file"), problem: "is not a folder" },
      { path: root("good") },
    ]);
    expect((await checkDataset(two, { roots })).state).toBe("present");
    const { state, mend } = await checkDataset(two, { roots: rootsOf("nowhere") });
    expect([state, mend]).toEqual([
      "missing",
      `SWATH_DATA names ${root("nowhere")}, which does not exist · swath data where fake`,
    ]);
  });

  const mighty = process.getuid?.() === 0;
  it.skipIf(mighty)(
    `that may not be read are told${mighty ? " (skipped: this user may read everything)" : ""}`,
    async () => {
      fill(root(), whole);
      chmodSync(root(), 0o000);
      try {
        expect(rootsOf("root")).toEqual([{ path: root(), problem: "may not be read" }]);
      } finally {
        chmodSync(root(), 0o700);
      }
    },
  );

  it("are none when SWATH_DATA is not set, and that is said", async () => {
    const { state, mend } = await checkDataset(two, { roots: dataRoots({}) });
    expect(state).toBe("missing");
    expect(mend).toBe("set SWATH_DATA to the folder that holds your data sets · swath data where fake");
  });
});

describe("links", () => {
  it("to files and folders elsewhere are followed", async () => {
    fill(root("elsewhere"), whole);
    mkdirSync(root());
    symlinkSync(root("elsewhere/fake"), root("root/fake"));
    expect((await checkDataset(two, { roots: rootsOf("root"), digests: true })).state).toBe("present");
  });

  it("that lead back up do not make the search endless", async () => {
    fill(root(), { "fake/images/a.jpg": "first" });
    symlinkSync(root(), root("root/fake/images/up"));
    symlinkSync(root("root/fake"), root("root/fake/again"));
    const deep = fakeManifest([file("images", { ...place("fake/*/*.jpg"), count: 1 })]);
    expect((await checkDataset(deep, { roots: rootsOf("root") })).state).toBe("present");
  });

  it("that lead to themselves or nowhere are named", async () => {
    mkdirSync(root("root/fake"), { recursive: true });
    symlinkSync(root("root/fake/scene.mat"), root("root/fake/scene.mat"));
    symlinkSync(root("root/nowhere"), root("root/fake/labels.jpg"));
    const some = fakeManifest([
      file("scene", place("fake/scene.mat", "pixels")),
      file("labels", { ...place("fake/*.jpg"), count: null }),
    ]);
    const { state, files } = await checkDataset(some, { roots: rootsOf("root") });
    expect(state).toBe("missing");
    expect(files.map(({ problem }) => problem)).toEqual([
      "fake/scene.mat is a link that leads to itself",
      "fake/labels.jpg is a link to nowhere",
    ]);
  });

  it("a folder where a file should be is no file", async () => {
    mkdirSync(root("root/fake/scene.mat"), { recursive: true });
    const { files } = await checkDataset(two, { roots: rootsOf("root") });
    expect(files[0]).toMatchObject({ state: "missing", problem: "fake/scene.mat is not a file" });
  });
});

describe("digests of earlier checks", () => {
  const read = async (cache: DigestCache) => {
    let bytes = 0;
    const onBytes = (more: number) => {
      bytes += more;
    };
    const { state } = await checkDataset(two, { roots: rootsOf("root"), digests: true, cache, onBytes });
    return [state, bytes];
  };

  it("last, so that a file is read once; a changed file is read again", async () => {
    fill(root(), whole);
    const kept = root("cache/digests.json");
    const first = new DigestCache(kept);
    expect(await read(first)).toEqual(["present", 13]);
    first.save();
    expect(await read(new DigestCache(kept))).toEqual(["present", 0]);
    writeFileSync(root("root/fake/labels.mat"), "CLASSES");
    utimesSync(root("root/fake/labels.mat"), new Date(), new Date(Date.now() + 5000));
    expect(await read(new DigestCache(kept))).toEqual(["differs", 7]);
  });

  it("let a check of sizes alone see an alteration that was seen before", async () => {
    fill(root(), { ...whole, "fake/labels.mat": "CLASSES" });
    const cache = new DigestCache();
    await read(cache);
    expect((await checkDataset(two, { roots: rootsOf("root"), cache })).state).toBe("differs");
  });

  it("are made anew when their file is broken", async () => {
    fill(root(), whole);
    for (const broken of ["{", "null", '{"a": null}', '{"a": {"size": "1"}}', "[]"]) {
      fill(folder.path, { "cache/digests.json": broken });
      const cache = new DigestCache(root("cache/digests.json"));
      expect(await read(cache)).toEqual(["present", 13]);
      cache.save();
      expect(Object.keys(JSON.parse(readFileSync(root("cache/digests.json"), "utf8")))).toHaveLength(2);
    }
  });

  it("that cannot be written do not keep a check from its answer", async () => {
    fill(root(), whole);
    writeFileSync(root("cache"), "a file in the way");
    const cache = new DigestCache(root("cache/digests.json"));
    expect(await read(cache)).toEqual(["present", 13]);
    cache.save();
  });
});

describe("a check that is stopped", () => {
  it("ends with the code ABORTED", async () => {
    fill(root(), whole);
    const stop = new AbortController();
    const options = { roots: rootsOf("root"), digests: true, signal: stop.signal };
    const checked = checkDataset(two, { ...options, onBytes: () => stop.abort() });
    const error = (await checked.catch((cause: unknown) => cause)) as SwathError;
    expect(error.code).toBe("ABORTED");
  });
});

const real = realData();
describe("the real data", () => {
  it.skipIf(real === undefined)(
    `are as the manifests say${real === undefined ? " (skipped: there is no SWATH_DATA)" : ""}`,
    async () => {
      const roots = dataRoots({ SWATH_DATA: real });
      const found = [];
      for (const one of manifests()) found.push(await checkDataset(one, { roots, digests: true }));
      expect(found.filter(({ state }) => state === "differs").map(({ id }) => id)).toEqual([]);
      expect(found.filter(({ state }) => state === "present").length).toBeGreaterThan(0);
    },
  );

  it.skipIf(real === undefined)(
    `that are altered by one byte differ${real === undefined ? " (skipped: there is no SWATH_DATA)" : ""}`,
    async () => {
      const salinas = manifests().find(({ id }) => id === "salinas-a");
      if (
        !salinas ||
        (await checkDataset(salinas, { roots: dataRoots({ SWATH_DATA: real }) })).state !== "present"
      )
        return;
      for (const name of ["SalinasA.mat", "SalinasA_gt.mat"]) {
        fill(root(), {});
        mkdirSync(root("root/salinas-a"), { recursive: true });
        writeFileSync(root(`root/salinas-a/${name}`), readFileSync(join(real as string, "salinas-a", name)));
      }
      const check = async () =>
        (await checkDataset(salinas, { roots: rootsOf("root"), digests: true })).state;
      expect(await check()).toBe("present");
      const altered = readFileSync(root("root/salinas-a/SalinasA.mat"));
      altered[altered.length >> 1]! ^= 1;
      writeFileSync(root("root/salinas-a/SalinasA.mat"), altered);
      expect(await check()).toBe("differs");
      appendFileSync(root("root/salinas-a/SalinasA_gt.mat"), "x");
      expect(await check()).toBe("differs");
    },
  );
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manifests } from "../../lib/data/manifest/load.js";
import { fill } from "../data/manifest/fake.js";
import { realData } from "../data/support/python.js";
import { type Said, swath } from "./terminal.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "swath-data-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Dataset {
  readonly id: string;
  readonly title: string;
  readonly papers: readonly string[];
  readonly state: string;
  readonly files: readonly {
    readonly name: string;
    readonly state: string;
    readonly problem: string | null;
  }[];
  readonly mend: string;
}

const run = (args: readonly string[], data?: string): Promise<Said> => {
  const { SWATH_DATA: _, ...env } = process.env;
  const roots = data === undefined ? {} : { SWATH_DATA: data };
  return swath(["data", ...args], { env: { ...env, ...roots, SWATH_CACHE: join(folder, "cache") } });
};
const datasets = ({ out, err }: Said): readonly Dataset[] => {
  if (out === "") throw new Error(err);
  return (JSON.parse(out) as { readonly datasets: readonly Dataset[] }).datasets;
};
const one = (said: Said, id: string) => datasets(said).find((dataset) => dataset.id === id) as Dataset;

describe("swath data list", () => {
  it("names every data set, and says that SWATH_DATA is not set", async () => {
    const { code, out, err } = await run(["list"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("SWATH_DATA is not set");
    for (const { id } of manifests()) expect(out).toMatch(new RegExp(`^${id} +missing`, "m"));
  });

  it("gives the same as JSON", async () => {
    const said = await run(["list", "--json"]);
    expect(datasets(said).map(({ id }) => id)).toEqual(manifests().map(({ id }) => id));
    expect(one(said, "ssdd")).toMatchObject({
      title: "SSDD: SAR ship detection dataset",
      papers: ["sarnet"],
      state: "missing",
      mend: "set SWATH_DATA to the folder that holds your data sets · swath data where ssdd",
    });
    expect(one(said, "ssdd").files.map(({ name, state }) => [name, state])).toEqual([
      ["images", "missing"],
      ["labels", "missing"],
    ]);
  });
});

describe("swath data check", () => {
  it("tells partial and altered data apart, and fails for a data set that was named", async () => {
    const data = fill(join(folder, "root"), { "trento/allgrd.mat": "labels" });
    const partial = await run(["check", "trento", "--json"], data);
    expect(partial.code).toBe(1);
    expect(one(partial, "trento").state).toBe("partial");
    fill(data, { "salinas-a/SalinasA.mat": "short" });
    const altered = await run(["check", "salinas-a"], data);
    expect(altered.code).toBe(1);
    expect(altered.out).toMatch(/^salinas-a +differs/m);
    expect(altered.out).toContain("5 bytes, the known copy (github.com/ShukunZhang/LLPD) has 1599885");
    expect(altered.out).toMatch(/mend: get scene again/);
    const all = await run(["check"], data);
    expect(all.code).toBe(1);
  });

  it("does not fail because data that nobody named are missing", async () => {
    expect((await run(["check"])).code).toBe(0);
  });

  it("looks through several roots, and names one that does not exist", async () => {
    const good = fill(join(folder, "root"), { "rsscn7/a/1.jpg": "picture" });
    const { out } = await run(["check", "rsscn7"], [join(folder, "nowhere"), good].join(delimiter));
    expect(out).toContain("nowhere · does not exist");
    expect(out).toContain("1 of 2800 files");
  });

  it("is misused with an id that nobody knows", async () => {
    const { code, err } = await run(["check", "euro-sat"]);
    expect(code).toBe(2);
    expect(err).toContain('there is no data set "euro-sat"');
    expect(err).toContain("did you mean eurosat?");
  });

  const real = realData();
  const why = real === undefined ? " (skipped: there is no SWATH_DATA)" : "";
  it.skipIf(real === undefined)(`compares digests and remembers them${why}`, async () => {
    const first = await run(["check", "salinas-a"], real);
    expect(first.out).toContain("digest equal");
    expect(readdirSync(join(folder, "cache"))).toEqual(["data-digests.json"]);
    const sizes = await run(["check", "--sizes", "salinas-a"], real);
    expect(sizes.out).toContain("digest equal");
    const again = await run(["check", "--again", "salinas-a", "--json"], real);
    expect([again.code, one(again, "salinas-a").state]).toEqual([0, "present"]);
  });
});

describe("swath data where", () => {
  it("says how to get a data set", async () => {
    const { code, out } = await run(["where", "houston2013"], folder);
    expect(code).toBe(0);
    expect(out).toContain("https://hyperspectral.ee.uh.edu/?page_id=459");
    expect(out).toContain(`${folder}/houston2013/`);
    expect(out).toMatch(/pieces +houston2013-train/);
  });

  it("gives the manifest as JSON", async () => {
    const { out } = await run(["where", "eurosat", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ id: "eurosat", doi: "10.1109/JSTARS.2019.2918242" });
  });

  it("is misused without an id", async () => {
    expect((await run(["where"])).code).toBe(2);
  });
});

describe("swath data croissant", () => {
  it("prints JSON-LD", async () => {
    const { code, out } = await run(["croissant", "eurosat"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ "@type": "sc:Dataset", name: "EuroSAT (RGB)" });
  });
});

describe("swath data simulate", () => {
  const small = ["--train", "1", "--test", "1", "--size", "24"];

  it("writes what stands in for a data set, labelled as simulated", async () => {
    const out = join(folder, "out");
    const { code, out: said, err } = await run(["simulate", "abu", "--out", out, ...small]);
    expect(code, err).toBe(0);
    expect(said).toMatch(/^simulated\/anomalies · seed\(1n\) · 1 \+ 1 scenes · \d+ files in /);
    expect(JSON.parse(readFileSync(join(out, "simulated.json"), "utf8"))).toMatchObject({
      dataset: "simulated/anomalies",
      origin: { kind: "simulated" },
    });
    expect(readdirSync(join(out, "test"))).toContain("0000.tif");
  });

  it("gives the same bytes for the same seed, and goes on where it was stopped", async () => {
    const out = join(folder, "out");
    const made = await run(["simulate", "stad", "--out", out, ...small, "--seed", "5", "--json"]);
    const { dataset, files } = JSON.parse(made.out) as { dataset: string; files: readonly string[] };
    expect(dataset).toBe("simulated/anomalies");
    const before = readFileSync(join(out, "test", "0000.tif"));
    rmSync(join(out, "test", "0000.tif"));
    const again = await run(["simulate", "anomalies", "--out", out, ...small, "--seed", "5"]);
    expect(again.code).toBe(0);
    expect(readFileSync(join(out, "test", "0000.tif")).equals(before)).toBe(true);
    expect(files).toContain("test/0000.tif");
  });

  it("leaves a folder alone that holds something else", async () => {
    const out = join(folder, "out");
    await mkdir(out);
    writeFileSync(join(out, "mine.txt"), "precious");
    const { code, err } = await run(["simulate", "abu", "--out", out, ...small]);
    expect([code, err]).toEqual([2, expect.stringContaining("is not empty")]);
    expect(readdirSync(out)).toEqual(["mine.txt"]);
  });

  it("does not mix simulations of several sizes or seeds in one folder", async () => {
    const out = join(folder, "out");
    expect((await run(["simulate", "abu", "--out", out, ...small])).code).toBe(0);
    const other = await run(["simulate", "abu", "--out", out, ...small, "--seed", "2"]);
    expect([other.code, other.err]).toEqual([2, expect.stringContaining("is not empty")]);
    const fewer = await run(["simulate", "abu", "--out", out, "--train", "0", "--test", "1", "--size", "24"]);
    expect(fewer.code).toBe(2);
  });

  it.each([
    [["simulate", "imagenet-1k", "--out", "x"], 'nothing stands in for "imagenet-1k"'],
    [["simulate", "nothing-of-it", "--out", "x"], "there is no data set, paper or simulator"],
    [["simulate", "abu", "--out", "x", "--size", "-3"], '--size is "-3"'],
    [["simulate", "abu"], "--out <DIR>"],
  ])("is misused as %j", async (args, problem) => {
    const { code, err } = await run(args);
    expect([code, err]).toEqual([2, expect.stringContaining(problem)]);
  });
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  type DatasetName,
  datasetName,
  type Origin,
  realOrigin,
  simulatedOrigin,
} from "../../../lib/data/origin.js";
import { readCoco, readGeoTiff, readNpz, readPng } from "../../../lib/data/read/index.js";
import { findSimulator, simulators, writeSimulated } from "../../../lib/data/simulate/index.js";
import { seed } from "../../../lib/device/random/key.js";

const folder = await mkdtemp(join(tmpdir(), "swath-simulate-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the word simulated", () => {
  // What the types refuse is written down where the compiler checks it.
  const row = (dataset: DatasetName, oa: number) => ({ dataset, oa });

  it("stands in every row made of simulated data", () => {
    expect(row(datasetName(simulatedOrigin("clouds", seed(7))), 0.5).dataset).toBe("simulated/clouds");
  });

  it("cannot be left out: a row takes no bare string, and an origin no look-alike", () => {
    // @ts-expect-error a plain string is no DatasetName
    row("houston2013", 0.5);
    // @ts-expect-error an object that looks like an origin is none
    const lookAlike: Origin = { kind: "real", dataset: "houston2013", sha256: "0".repeat(64) };
    expect(Object.isFrozen(simulatedOrigin("clouds", seed(7)))).toBe(true);
    expect(lookAlike.kind).toBe("real");
  });

  it("is refused in the name of real data, as is a checksum that is none", () => {
    expect(() => realOrigin("simulated/clouds", "0".repeat(64))).toThrow(/cannot name real data/);
    expect(() => realOrigin("abu", "abc")).toThrow(/is no SHA-256/);
    expect(datasetName(realOrigin("abu", "0".repeat(64)))).toBe("abu");
  });
});

describe("simulators", () => {
  it("are there for each of the ten papers", () => {
    const papers = Object.values(simulators).map(({ paper }) => paper);
    const ten = "swimdiff mivit dianet stad rsdgc sarnet picpq tdds feddiff mdfl".split(" ");
    expect(papers.sort()).toEqual(ten.sort());
  });

  it("are found by id, by name in a table and by paper", () => {
    expect(findSimulator("sarnet").id).toBe("sar");
    expect(findSimulator("simulated/sar").id).toBe("sar");
    expect(() => findSimulator("houston")).toThrow(/take one of anomalies/);
  });

  it("write scenes as GeoTIFF with their layers, and say what they are", async () => {
    const out = join(folder, "anomalies");
    const made = await simulators.anomalies.make({ key: seed(1), train: 1, test: 1, size: 16 });
    const written = await writeSimulated(out, made);
    expect(written[0]).toBe("simulated.json");
    expect(JSON.parse(await readFile(join(out, "simulated.json"), "utf8"))).toEqual({
      dataset: "simulated/anomalies",
      origin: { kind: "simulated", simulator: "anomalies", seed: "seed(1n)" },
    });
    const scene = await readGeoTiff(join(out, "test/0000.tif"));
    expect(scene.shape).toEqual([16, 16, 30]);
    expect(scene.wavelengths?.[0]).toBe(400);
    const map = await readGeoTiff(join(out, "test/0000.map.tif"));
    expect(map.data.some((one) => one === 1)).toBe(true);
  });

  it("write boxes as COCO labels beside the images they name", async () => {
    const out = join(folder, "sar");
    await writeSimulated(out, await simulators.sar.make({ key: seed(1), train: 2, test: 0 }));
    const labels = await readCoco(join(out, "train.json"));
    expect(labels.info?.["description"]).toBe("simulated");
    expect(labels.images).toHaveLength(2);
    const image = await readPng(join(out, "train", labels.images[0]!.file_name));
    expect(image.shape).toEqual([96, 96, 1]);
  });

  it("write pictures, labels and what belongs to each as arrays", async () => {
    const out = join(folder, "samples");
    await writeSimulated(out, await simulators.samples.make({ key: seed(1), train: 6, test: 2 }));
    const arrays = await readNpz(join(out, "train.npz"));
    expect(arrays["pixels"]?.shape).toEqual([6, 16, 16, 3]);
    expect(Object.keys(arrays).sort()).toEqual(["kinds", "labels", "modes", "pixels", "trueLabels"]);
  });

  it("make files for every simulator", async () => {
    for (const [id, simulator] of Object.entries(simulators)) {
      const size = Math.min(simulator.defaults.size, id === "sar" ? 48 : 16);
      const { files, origin } = await simulator.make({ key: seed(1), train: 1, test: 1, size });
      expect(origin.simulator).toBe(id);
      for (const bytes of Object.values(files)) expect(bytes().length).toBeGreaterThan(10);
    }
  });

  it("stop when they are told to", async () => {
    const made = await simulators.sar.make({ key: seed(1), train: 2, test: 0 });
    const stop = new AbortController();
    const written: string[] = [];
    const writing = writeSimulated(join(folder, "stopped"), made, {
      signal: stop.signal,
      onFile: (path) => {
        written.push(path);
        stop.abort();
      },
    });
    await expect(writing).rejects.toThrow(/abort/i);
    expect(written).toEqual(["simulated.json"]);
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  manifestFolder,
  manifests,
  readManifests,
  validateManifest,
} from "../../../lib/data/manifest/load.js";
import { manifestJsonSchema } from "../../../lib/data/manifest/schema.js";
import { simulators } from "../../../lib/data/simulate/index.js";
import { missingPeers, python } from "../support/python.js";

const folder = manifestFolder();
const committed = join(folder, "manifest.schema.json");
// After a change of the schema: SWATH_UPDATE=1 npx vitest run test/data/manifest, then biome.
if (process.env["SWATH_UPDATE"]) writeFileSync(committed, JSON.stringify(manifestJsonSchema(), undefined, 2));

const all = readManifests().manifests;
const good = (): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, "abu.json"), "utf8")) as Record<string, unknown>;

describe("the manifests that come with Swath", () => {
  it("obey the schema, each named as its file", () => {
    expect(readManifests().problems).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(31);
  });

  it("obey the committed JSON Schema, which is the one that the code makes", () => {
    expect(JSON.parse(readFileSync(committed, "utf8"))).toEqual(
      JSON.parse(JSON.stringify(manifestJsonSchema())),
    );
  });

  const noJsonSchema = missingPeers("jsonschema");
  it.skipIf(noJsonSchema !== undefined)(
    `obey it in the eyes of another validator${noJsonSchema ? ` (skipped: ${noJsonSchema})` : ""}`,
    () => {
      const problems = python<readonly string[]>(
        `
import json, sys, glob, os
from jsonschema import Draft202012Validator
folder = json.load(sys.stdin)
schema = json.load(open(os.path.join(folder, "manifest.schema.json")))
Draft202012Validator.check_schema(schema)
check = Draft202012Validator(schema)
files = [f for f in sorted(glob.glob(os.path.join(folder, "*.json"))) if not f.endswith("manifest.schema.json")]
found = [f"{os.path.basename(f)}: {e.json_path}: {e.message}" for f in files for e in check.iter_errors(json.load(open(f)))]
broken = json.load(open(files[0])); broken["doi"] = "no doi"; del broken["title"]
found.append(f"broken: {len(list(check.iter_errors(broken)))}")
json.dump(found, sys.stdout)`,
        folder,
      );
      expect(problems).toEqual(["broken: 2"]);
    },
  );

  it("name every paper at least once", () => {
    const named = new Set(all.flatMap(({ papers }) => papers));
    expect([...named].sort()).toEqual([
      "dianet",
      "feddiff",
      "mdfl",
      "mivit",
      "picpq",
      "rsdgc",
      "sarnet",
      "stad",
      "swimdiff",
      "tdds",
    ]);
  });

  it("say for every fact where it was read", () => {
    for (const { id, sources, citation, doi, licence } of all) {
      if (citation) expect(sources.citation, id).toBeTruthy();
      if (doi) expect(sources.doi, id).toBeTruthy();
      if (licence) expect(sources.licence, id).toBeTruthy();
      expect(sources.files, id).toBeTruthy();
    }
  });

  it("hold splits whose parts add up to the samples or the labelled pixels", () => {
    for (const { id, samples, splits, classes } of all) {
      for (const split of splits.filter(({ published }) => published)) {
        const parts = Object.values(split.parts);
        if (parts.some((part) => part === null) || id === "had100") continue;
        const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
        const labelled = classes?.reduce((total, { count }) => total + (count ?? 0), 0);
        expect([samples?.count, labelled], `${id} ${split.name}`).toContain(sum);
      }
    }
  });

  it("name only simulators that exist", () => {
    for (const { id, simulator } of all)
      if (simulator !== null) expect(Object.keys(simulators), id).toContain(simulator);
  });
});

describe("a manifest that is not right", () => {
  it("is told all its problems at once, each with its place", () => {
    const json = good();
    json["doi"] = "10.1109";
    json["title"] = "";
    json["licences"] = [];
    (json["files"] as Record<string, unknown>[])[2] = { name: "airport-3" };
    const { manifest, problems } = validateManifest(json, "abu.json");
    expect(manifest).toBeUndefined();
    expect(problems.length).toBeGreaterThanOrEqual(4);
    expect(problems.some((line) => line.startsWith("abu.json: doi: "))).toBe(true);
    expect(problems.some((line) => line.startsWith("abu.json: files[2].places: "))).toBe(true);
    expect(problems.some((line) => line.includes("licences"))).toBe(true);
  });

  it.each([
    ["../elsewhere/scene.mat"],
    ["/etc/passwd"],
    ["abu/../../scene.mat"],
    ["abu\\scene.mat"],
    ["\\\\server\\share"],
  ])("may not lead out of a root: %s", (path) => {
    const json = good();
    const files = json["files"] as { places: { path: string }[] }[];
    files[0]!.places[0]!.path = path;
    expect(validateManifest(json).problems.join("\n")).toContain("files[0].places[0].path");
  });

  it("states no fact without a source", () => {
    const json = good();
    delete (json["sources"] as Record<string, unknown>)["doi"];
    expect(validateManifest(json, "x").problems).toEqual(["x: sources.doi: doi has no source"]);
  });

  it("does not hold a digest without the size that is looked at first", () => {
    const json = good();
    const files = json["files"] as { places: { size: number | null }[] }[];
    files[0]!.places[0]!.size = null;
    expect(validateManifest(json, "x").problems).toEqual([
      "x: files[0].places[0]: a sha256 needs a size and a count beside it",
    ]);
  });

  it("does not name one file twice", () => {
    const json = good();
    (json["files"] as { name: string }[])[1]!.name = "airport-1";
    expect(validateManifest(json, "x").problems).toEqual(["x: files[1].name: airport-1 is there twice"]);
  });
});

describe("manifests()", () => {
  it("gives them in the order of their ids", () => {
    const ids = manifests().map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
  });
});

import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  decodeRle,
  type MatNumbers,
  type MatValue,
  open,
  openImages,
  type Raster,
  readMat,
} from "swath/data";
import { describe, expect, it } from "vitest";
import { missingPeers, python, realData } from "../support/python.js";

const root = realData();
const noData = root === undefined ? "there is no SWATH_DATA" : undefined;

/** Facts about an array that two readers can compare without exchanging it: shape, sum and hash of its float64 form. */
interface Facts {
  readonly shape: readonly number[];
  readonly hash: string;
}

function facts(shape: readonly number[], data: ArrayLike<number | bigint>): Facts {
  const doubles = data instanceof Float64Array ? data : Float64Array.from(data as ArrayLike<number>, Number);
  return {
    shape: [...shape],
    hash: createHash("sha256")
      .update(new Uint8Array(doubles.buffer, doubles.byteOffset, doubles.byteLength))
      .digest("hex"),
  };
}

/** The same of the bytes as they are, for images: float64 would make eight bytes of one. */
function rawFacts(raster: Raster): Facts {
  const { buffer, byteOffset, byteLength } = raster.data;
  return {
    shape: raster.shape,
    hash: createHash("sha256")
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .digest("hex"),
  };
}

const helper = `
import json, sys, hashlib, numpy as np
def facts(a):
    a = np.asarray(a)
    return {"shape": list(a.shape), "hash": hashlib.sha256(np.ascontiguousarray(a, dtype="<f8").tobytes()).hexdigest()}
def raw(a):
    a = a.reshape(*a.shape[:2], -1)
    return {"shape": list(a.shape), "hash": hashlib.sha256(np.ascontiguousarray(a).tobytes()).hexdigest()}
given = json.load(sys.stdin)
`;
const patience = 600_000;

function files(folder: string, suffix: string): readonly string[] {
  if (!root || !existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => join(root, folder, name));
}

describe("MATLAB files of real data", () => {
  const why = noData ?? missingPeers("numpy", "scipy", "h5py");

  it.skipIf(why)(
    `equal SciPy and h5py in every number of every variable${why ? ` (skipped: ${why})` : ""}`,
    { timeout: patience },
    async () => {
      const folders = [
        "abu",
        "had-scenes",
        "houston2013-train",
        "houston2018-crop",
        "jasper-ridge",
        "muufl-crop",
        "salinas-a",
        "trento-partial",
      ];
      const paths = folders.flatMap((folder) => files(folder, ".mat"));
      expect(paths.length).toBeGreaterThan(0);
      const wanted = python<Record<string, Record<string, Facts>>>(
        `${helper}
import scipy.io, h5py
def read(path):
    try:
        return {k: v for k, v in scipy.io.loadmat(path).items() if not k.startswith("__") and v.dtype.kind in "biuf"}
    except NotImplementedError:
        with h5py.File(path) as f:
            return {k: f[k][()].T for k in f}
print(json.dumps({p: {k: facts(v) for k, v in read(p).items()} for p in given}))`,
        paths,
      );
      for (const path of paths) {
        const values = await readMat(path);
        const numeric = Object.entries(values).filter(
          (entry): entry is [string, MatNumbers & MatValue] => entry[1].kind === "numbers",
        );
        expect(
          Object.fromEntries(numeric.map(([name, value]) => [name, facts(value.shape, value.data)])),
          path,
        ).toEqual(wanted[path]);
      }
    },
  );
});

describe("images of real data", () => {
  const why = noData ?? missingPeers("numpy", "tifffile", "PIL");

  it.skipIf(why)(
    `equal tifffile and Pillow in every number${why ? ` (skipped: ${why})` : ""}`,
    { timeout: patience },
    async () => {
      const paths = [
        ...files("l8biome-sample", ".tif"),
        ...files("ssdd/images", ".jpg"),
        ...files("levir-crops", ".jpg"),
        ...files("levir-crops", ".png"),
      ];
      expect(paths.length).toBeGreaterThan(0);
      const wanted = python<Record<string, Facts>>(
        `${helper}
import tifffile
from PIL import Image
def read(path):
    return tifffile.imread(path) if path.endswith(".tif") else np.asarray(Image.open(path))
print(json.dumps({p: raw(read(p)) for p in given}))`,
        paths,
      );
      const off: string[] = [];
      for (const path of paths) {
        const raster: Raster = await open(path);
        const { shape, hash } = rawFacts(raster);
        if (shape.join() !== wanted[path]!.shape.join() || hash !== wanted[path]!.hash) off.push(path);
      }
      expect(off).toEqual([]);
    },
  );

  it.skipIf(why)(
    `in archives equal Pillow in every number${why ? ` (skipped: ${why})` : ""}`,
    { timeout: patience },
    async () => {
      const script = `${helper}
import tarfile, io
from PIL import Image
out = {}
with tarfile.open(given["path"]) as archive:
    names = sorted(m.name for m in archive if m.isfile() and m.name.endswith(".jpg"))
    for name in names[:: given["step"]]:
        out[name.removeprefix("./")] = raw(np.asarray(Image.open(io.BytesIO(archive.extractfile(name).read()))))
print(json.dumps({"count": len(names), "images": out}))`;
      for (const name of ["eurosat-rgb.tar.gz", "cifar10-jpeg.tar.gz"]) {
        const path = join(root!, name);
        if (!existsSync(path)) continue;
        const { count, images } = python<{ count: number; images: Record<string, Facts> }>(script, {
          path,
          step: 97,
        });
        const set = await openImages(path);
        expect(set.entries).toHaveLength(count);
        expect(set.classes).toHaveLength(10);
        const off: string[] = [];
        for (const entry of set.entries) {
          const known = images[entry.path];
          if (!known) continue;
          const raster = await entry.read();
          if (rawFacts(raster).hash !== known.hash) off.push(entry.path);
        }
        expect(off).toEqual([]);
        await set.close();
      }
    },
  );
});

describe("runs of COCO masks", () => {
  const why = missingPeers("numpy", "pycocotools");

  it.skipIf(why)(`equal pycocotools, in numbers and in text${why ? ` (skipped: ${why})` : ""}`, () => {
    const cases = python<
      { size: [number, number]; text: string; counts: number[]; mask: number[] }[]
    >(`${helper}
from pycocotools import mask as m
rng = np.random.default_rng(0); out = []
for density in (0, 0.02, 0.5, 0.98, 1):
    a = (rng.random((37, 53)) < density).astype("u1"); r = m.encode(np.asfortranarray(a))
    flat = a.ravel(order="F"); edges = np.flatnonzero(np.diff(np.concatenate([[0], flat]))) ; bounds = np.concatenate([[0], edges, [flat.size]])
    counts = np.diff(bounds).tolist()
    out.append({"size": list(a.shape), "text": r["counts"].decode(), "counts": counts, "mask": a.ravel().tolist()})
print(json.dumps(out))`);
    for (const { size, text, counts, mask } of cases) {
      expect(decodeRle({ size, counts: text }).data).toEqual(Uint8Array.from(mask));
      expect(decodeRle({ size, counts }).data).toEqual(Uint8Array.from(mask));
    }
  });
});

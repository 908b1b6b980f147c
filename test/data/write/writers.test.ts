import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Dtype,
  encodeCsv,
  encodeGeoTiff,
  encodeNpy,
  encodePng,
  Raster,
  readGeoTiff,
  readNpy,
  readPng,
  writeCoco,
  writeGeoTiff,
  writeNpz,
  writePng,
  writeSafetensors,
} from "swath/data";
import { describe, expect, it } from "vitest";
import { arrayOf } from "../../../lib/data/raster/dtype.js";
import { writeWhole } from "../../../lib/data/write/whole.js";
import { missingPeers, python } from "../support/python.js";

const dtypes: readonly Dtype[] = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "float64",
];

function scene(dtype: Dtype, height = 37, width = 53, bands = 3): Raster {
  const data = arrayOf(dtype, height * width * bands);
  for (let i = 0; i < data.length; i++)
    data[i] = Math.sin(i / 40) * 100 + (i % 7) - (dtype.startsWith("u") ? -120 : 0);
  return new Raster(data, {
    height,
    width,
    bands,
    noData: 5,
    transform: [500000, 10, 0, 4000000, 0, -20],
    crs: "EPSG:32632",
    bandNames: ["blue & co", "<green>", "red", "nir"].slice(0, bands),
    wavelengths: [480, 560.5, 665, 842].slice(0, bands),
  });
}

describe("GeoTIFF", () => {
  it.each(
    dtypes.flatMap(
      (dtype) =>
        [
          [dtype, "deflate", 16],
          [dtype, "deflate", 256],
          [dtype, "none", 16],
          [dtype, "none", 256],
        ] as const,
    ),
  )("of %s with %s in tiles of %i comes back whole", async (dtype, compression, tile) => {
    const raster = scene(dtype);
    const read = await readGeoTiff(encodeGeoTiff(raster, { compression, tile }));
    expect(read.facts).toEqual(raster.facts);
    expect(read.data).toEqual(raster.data);
  });

  it("keeps a rotated transform, NaN as no-data, and a CRS that is only text", async () => {
    const raster = new Raster(new Float32Array([1, Number.NaN]), {
      height: 1,
      width: 2,
      noData: Number.NaN,
      transform: [1, 2, 0.5, 3, 0.25, -4],
      crs: "A local grid",
    });
    expect((await readGeoTiff(encodeGeoTiff(raster))).facts).toEqual(raster.facts);
  });

  const why = missingPeers("numpy", "tifffile", "imagecodecs");
  it.skipIf(why)(`is read alike by tifffile${why ? ` (skipped: ${why})` : ""}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "swath-data-"));
    const given: { path: string; data: number[]; dtype: string }[] = [];
    for (const dtype of dtypes) {
      for (const compression of ["deflate", "none"] as const) {
        const path = join(folder, `${dtype}-${compression}.tif`);
        const raster = scene(dtype);
        await writeGeoTiff(path, raster, { compression, tile: 16 });
        given.push({ path, data: Array.from(raster.data), dtype });
      }
    }
    const off = python<string[]>(
      `import json, sys, numpy as np, tifffile
print(json.dumps([g["path"] for g in json.load(sys.stdin) if (lambda a: a.dtype != g["dtype"] or a.shape != (37, 53, 3) or not np.array_equal(a.ravel(), np.array(g["data"], a.dtype)))(tifffile.imread(g["path"]))]))`,
      given,
    );
    expect(off).toEqual([]);
  });

  const noGdal = missingPeers("rasterio");
  it.skipIf(noGdal)(
    `is read by GDAL with its georeference${noGdal ? ` (skipped: ${noGdal})` : ""}`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "swath-data-"));
      const raster = scene("uint16");
      const path = join(folder, "scene.tif");
      await writeGeoTiff(path, raster, { tile: 16 });
      const geographic = join(folder, "geographic.tif");
      await writeGeoTiff(
        geographic,
        new Raster(new Float32Array(4), {
          height: 2,
          width: 2,
          crs: "EPSG:4326",
          transform: [7, 0.1, 0, 50, 0, -0.1],
        }),
      );
      const read = python<{
        crs: string;
        transform: number[];
        nodata: number;
        names: string[];
        data: number[];
        other: string;
      }>(
        `import json, sys, rasterio, numpy as np
a, b = json.load(sys.stdin)
with rasterio.open(a) as f, rasterio.open(b) as g:
    print(json.dumps({"crs": str(f.crs), "transform": list(f.transform.to_gdal()), "nodata": f.nodata, "names": list(f.descriptions), "data": np.moveaxis(f.read(), 0, 2).ravel().tolist(), "other": str(g.crs)}))`,
        [path, geographic],
      );
      expect(read).toEqual({
        crs: "EPSG:32632",
        transform: raster.transform,
        nodata: 5,
        names: raster.bandNames,
        data: Array.from(raster.data),
        other: "EPSG:4326",
      });
    },
  );
});

describe("the other writers", () => {
  it.each(dtypes)("npy of %s comes back", async (dtype) => {
    const raster = scene(dtype);
    const read = await readNpy(encodeNpy(raster));
    expect(read.shape).toEqual([37, 53, 3]);
    expect(read.data).toEqual(raster.data);
  });

  it.each(
    [1, 2, 3, 4].flatMap(
      (bands) =>
        [
          ["uint8", bands],
          ["uint16", bands],
        ] as const,
    ),
  )("PNG of %s with %i bands comes back", async (dtype, bands) => {
    const { data } = scene(dtype, 37, 53, bands);
    const raster = new Raster(data, { height: 37, width: 53, bands });
    expect((await readPng(encodePng(raster))).data).toEqual(data);
  });

  it("refuse what they cannot hold", () => {
    expect(() => encodePng(scene("float32"))).toThrow(/uint8 or uint16/);
    expect(() => encodePng(Raster.zeros({ height: 1, width: 1, bands: 5, dtype: "uint8" }))).toThrow(
      /one to four/,
    );
    expect(() => encodeGeoTiff(scene("uint8"), { tile: 100 })).toThrow(/multiple of 16/);
    expect(() => encodeCsv([])).toThrow(/no columns/);
  });

  it("quote what a CSV must quote", () => {
    const rows = [
      { a: 'say "x"', b: 0.1 },
      { a: "two\nlines", c: null },
    ];
    expect(encodeCsv(rows)).toBe('a,b,c\n"say ""x""",0.1,\n"two\nlines",,\n');
    expect(encodeCsv([{ a: 1, b: "x;y" }], { separator: ";", columns: ["b", "a"] })).toBe('b;a\n"x;y";1\n');
  });

  it("leave the old file when writing fails, and nothing beside it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "swath-data-"));
    const path = join(folder, "x.bin");
    writeFileSync(path, "old");
    function* failing() {
      yield new Uint8Array(10);
      throw new Error("no more");
    }
    await expect(writeWhole(path, failing())).rejects.toThrow("no more");
    expect(readdirSync(folder)).toEqual(["x.bin"]);
  });

  const why = missingPeers("numpy", "PIL", "safetensors", "pycocotools");
  it.skipIf(why)(
    `are read alike by NumPy, Pillow, safetensors and pycocotools${why ? ` (skipped: ${why})` : ""}`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "swath-data-"));
      const at = (name: string) => join(folder, name);
      const small = scene("float64", 3, 4);
      const picture = new Raster(scene("uint16", 5, 6, 1).data, { height: 5, width: 6 });
      await writeNpz(at("a.npz"), {
        small,
        other: { shape: [2], data: new BigInt64Array([1n, -(2n ** 60n)]) },
      });
      await writePng(at("a.png"), picture);
      await writeSafetensors(at("a.safetensors"), {
        w: { dtype: "F16", shape: [2], data: new Float32Array([1.5, -2]) },
        b: { dtype: "BF16", shape: [1], data: new Float32Array([3]) },
      });
      await writeCoco(at("a.json"), {
        images: [{ id: 1, file_name: "a", height: 5, width: 5 }],
        categories: [{ id: 3, name: "ship" }],
        annotations: [{ id: 1, image_id: 1, category_id: 3, bbox: [0, 1, 2, 3] }],
      });
      const read = python<{ small: number[]; other: string[]; png: number[]; w: number[]; area: number }>(
        `import json, sys, numpy as np, io, contextlib
from PIL import Image
from safetensors import safe_open
from safetensors.numpy import load_file
folder = json.load(sys.stdin)
z = np.load(folder + "/a.npz")
with safe_open(folder + "/a.safetensors", "numpy") as f: w = f.get_tensor("w")
from pycocotools.coco import COCO
with contextlib.redirect_stdout(io.StringIO()): coco = COCO(folder + "/a.json")
print(json.dumps({"small": z["small"].ravel().tolist(), "other": [str(v) for v in z["other"]], "png": np.asarray(Image.open(folder + "/a.png")).ravel().tolist(), "w": w.astype(float).tolist(), "area": coco.anns[1]["area"]}))`,
        folder,
      );
      expect(read).toEqual({
        small: Array.from(small.data),
        other: ["1", "-1152921504606846976"],
        png: Array.from(picture.data),
        w: [1.5, -2],
        area: 6,
      });
    },
  );
});

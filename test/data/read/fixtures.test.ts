import { readdirSync, readFileSync } from "node:fs";
import {
  type MatText,
  type MatValue,
  type NdArray,
  type NpyArray,
  open,
  openArchive,
  openGeoTiff,
  openImages,
  type Raster,
  readCifar,
  readCoco,
  readGeoTiff,
  readHdf5,
  readJpeg,
  readMat,
  readNpy,
  readNpz,
  readPng,
  readSafetensors,
  readVoc,
  readYolo,
  toDense,
} from "swath/data";
import { describe, expect, it } from "vitest";

// The files were written by NumPy, SciPy, h5py, tifffile, GDAL and Pillow; expected.json says what these read from them
// (test/data/make_fixtures.py).
const folder = new URL("../fixtures/", import.meta.url);
const file = (name: string) => new URL(name, folder);
interface Expected {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
  readonly imaginary?: readonly number[];
  readonly text?: readonly string[];
}
const expected = JSON.parse(readFileSync(file("expected.json"), "utf8")) as Record<string, unknown>;
const names = readdirSync(folder).sort();
const numbers = (list: readonly (number | string)[]) =>
  list.map((value) => (value === "inf" ? Infinity : value === "-inf" ? -Infinity : Number(value)));

function same(received: NdArray | Raster | NpyArray, wanted: Expected) {
  expect(received.shape).toEqual(wanted.shape);
  expect(Array.from(received.data as Float64Array, Number)).toBeAllClose(numbers(wanted.data), {
    rtol: 0,
    atol: 0,
  });
}

describe("npy files", () => {
  it.each(names.filter((name) => name.endsWith(".npy") && name !== "npy-record.npy"))(
    "%s equals NumPy",
    async (name) => {
      const array = await readNpy(file(name));
      const wanted = expected[name] as Expected;
      if (wanted.text) expect([array.shape, array.text]).toEqual([wanted.shape, wanted.text]);
      else same(array, wanted);
      if (wanted.imaginary) expect(array.imaginary).toBeAllClose(wanted.imaginary, { rtol: 0, atol: 0 });
    },
  );

  it("gives the fields of a structured type", async () => {
    const { fields } = await readNpy(file("npy-record.npy"));
    const wanted = (expected["npy-record.npy"] as { fields: Record<string, Expected> }).fields;
    for (const [name, field] of Object.entries(wanted)) same(fields![name]!, field);
  });

  it.each(["npz-plain.npz", "npz-deflated.npz"])("%s equals NumPy", async (name) => {
    const arrays = await readNpz(file(name));
    for (const [key, wanted] of Object.entries(expected[name] as Record<string, Expected>))
      same(arrays[key]!, wanted);
  });
});

describe("MATLAB files", () => {
  it.each(names.filter((name) => name.endsWith(".mat")))("%s equals SciPy and h5py", async (name) => {
    const values = await readMat(file(name));
    for (const [key, wanted] of Object.entries(expected[name] as Record<string, Expected>)) {
      const value = values[key] as MatValue;
      if (value.kind !== "numbers") throw new Error(`${key} is ${value.kind}`);
      same(value, wanted);
      if (wanted.imaginary) expect(value.imaginary).toBeAllClose(wanted.imaginary, { rtol: 0, atol: 0 });
    }
  });

  it.each(["mat5-plain.mat", "mat5-compressed.mat"])(
    "%s gives text, cells, structs and sparse arrays",
    async (name) => {
      const { text, lines, cell, struct, structs, sparse } = await readMat(file(name));
      expect(text).toEqual({ kind: "text", shape: [1, 5], text: ["swath"] });
      expect(lines).toMatchObject({ text: ["ab", "cd", "ef"] });
      if (
        cell?.kind !== "cell" ||
        struct?.kind !== "struct" ||
        structs?.kind !== "struct" ||
        sparse?.kind !== "sparse"
      ) {
        throw new Error("another kind");
      }
      expect(cell.shape).toEqual([2, 2]);
      expect(
        cell.items.map((item) =>
          item.kind === "text"
            ? item.text[0]
            : item.kind === "numbers"
              ? [...(item.data as Float64Array)]
              : "",
        ),
      ).toEqual([[1], "two", [0, 1, 2], "x"]);
      expect(struct.items[0]!["name"]).toMatchObject({ text: ["scene"] });
      expect(struct.items[0]!["inner"]).toMatchObject({
        kind: "struct",
        items: [{ deep: { data: new Float64Array([7]) } }],
      });
      expect(
        structs.items.map((item) => [(item["x"] as NdArray).data[0], (item["t"] as MatText).text[0]]),
      ).toEqual([
        [1, "a"],
        [2, "b"],
      ]);
      expect(toDense(sparse)).toEqual({ shape: [2, 3], data: new Float64Array([0, 1.5, 0, 2, 0, 0]) });
    },
  );

  it("gives text, cells, structs and sparse arrays of version 7.3", async () => {
    const { text, cell, struct, sparse } = await readMat(file("mat73.mat"));
    expect(text).toEqual({ kind: "text", shape: [1, 5], text: ["swath"] });
    expect(cell).toMatchObject({
      kind: "cell",
      shape: [1, 2],
      items: [{ data: new Float64Array([1]) }, { data: new Float64Array([0, 1, 2]) }],
    });
    expect(struct).toMatchObject({
      kind: "struct",
      items: [{ bands: { shape: [1, 4], data: new Float64Array([0, 1, 2, 3]) } }],
    });
    if (sparse?.kind !== "sparse") throw new Error("another kind");
    expect(toDense(sparse).data).toEqual(new Float64Array([0, 1.5, 0, 2, 0, 0]));
  });

  it("gives doubles for doubles that are stored as small numbers, or the small numbers when asked", async () => {
    const bytes = new Uint8Array(readFileSync(file("mat5-big.mat")));
    // The class of the only variable, int16, becomes double.
    bytes[147] = 6;
    const wanted = (expected["mat5-big.mat"] as Record<string, Expected>)["cube"]!;
    for (const [types, type] of [
      ["class", Float64Array],
      ["stored", Int16Array],
    ] as const) {
      const { cube } = await readMat(bytes, { types });
      if (cube?.kind !== "numbers") throw new Error("another kind");
      expect(cube.type).toBe("double");
      expect(cube.data).toBeInstanceOf(type);
      same(cube, wanted);
    }
  });

  it("decodes only the variables that are asked for, and says which are missing", async () => {
    expect(Object.keys(await readMat(file("mat5-compressed.mat"), { variables: ["small"] }))).toEqual([
      "small",
    ]);
    await expect(readMat(file("mat5-plain.mat"), { variables: ["none"] })).rejects.toThrow(
      /there is no "none"/,
    );
  });

  it("keeps HDF5's own order when it is read as plain HDF5", async () => {
    const { small, double } = await readHdf5(file("mat73.mat"));
    expect(small!.shape).toEqual([3, 1]);
    expect(double!.shape).toEqual([2, 4, 3]);
  });
});

describe("TIFF files", () => {
  const files = names.filter((name) => name.endsWith(".tif"));

  it.each(files)("%s equals tifffile and GDAL", async (name) => {
    same(await readGeoTiff(file(name)), expected[name] as Expected);
  });

  it.each(files)("a window of two bands of %s is a part of the whole", async (name) => {
    const whole = await readGeoTiff(file(name));
    const window = { row: 2, column: 3, height: 7, width: 6 };
    const last = whole.bands - 1;
    const part = await readGeoTiff(file(name), { window, bands: [last, 0] });
    for (let row = 0; row < 7; row++) {
      for (let column = 0; column < 6; column++) {
        expect(part.at(row, column, 0)).toBe(whole.at(row + 2, column + 3, last));
        expect(part.at(row, column, 1)).toBe(whole.at(row + 2, column + 3, 0));
      }
    }
  });

  it("reads where it lies, what is missing, what bands are called, and applies scale and offset", async () => {
    const raster = await readGeoTiff(file("gdal-deflate.tif"));
    expect(raster.crs).toBe("EPSG:32632");
    expect(raster.transform).toEqual([5e5, 10, 0, 4e6, 0, -20]);
    expect(raster.noData).toBe(7);
    expect(raster.bandNames).toEqual(["blue & co", "green", "red"]);
    const part = await readGeoTiff(file("gdal-deflate.tif"), {
      window: { row: 2, column: 3, height: 1, width: 1 },
      scaled: true,
    });
    expect(part.transform).toEqual([5e5 + 30, 10, 0, 4e6 - 40, 0, -20]);
    expect(part.data).toBeAllClose(
      [0, 1, 2].map((band) => raster.at(2, 3, band) * [0.5, 1, 2][band]! + [1, 2, 3][band]!),
    );
  });

  it("reads overviews with a transform of their own size", async () => {
    const tiff = await openGeoTiff(file("tiff-overview.tif"));
    expect(tiff.info[0]!.levels).toEqual([
      { height: 12, width: 12 },
      { height: 6, width: 6 },
    ]);
    expect((await tiff.read({ level: 1 })).shape).toEqual([6, 6, 1]);
    await expect(tiff.read({ level: 2 })).rejects.toThrow(/level 2, the file has 2/);
    await expect(tiff.read({ window: { row: 0, column: 10, height: 1, width: 3 } })).rejects.toThrow(
      /leaves the image of 12×12/,
    );
    await tiff.close();
  });
});

describe("pictures", () => {
  it.each(names.filter((name) => name.endsWith(".png")))("%s equals Pillow", async (name) => {
    const wanted = expected[name] as Expected;
    // Pillow calls one-bit pictures true and false, which as numbers are 1 and 0.
    same(await readPng(file(name)), wanted);
  });

  it.each(names.filter((name) => name.endsWith(".jpg") && name !== "jpeg-cmyk.jpg"))(
    "%s equals Pillow bit for bit",
    async (name) => {
      same(await readJpeg(file(name)), expected[name] as Expected);
    },
  );

  it("gives a palette's colours when asked", async () => {
    const colours = await readPng(file("png-palette.png"), { palette: "colours" });
    expect(colours.bands).toBe(3);
  });

  it("says that CMYK is not read", async () => {
    await expect(readJpeg(file("jpeg-cmyk.jpg"))).rejects.toThrow(
      /4 components; only grey and colour are read/,
    );
  });
});

describe("archives, labels and the rest", () => {
  it.each(["tar-pax.tar", "tar-gnu.tar", "tar-gnu.tar.gz", "zip-mixed.zip"])(
    "%s lists and decodes its images",
    async (name) => {
      const images = await openImages(file(name));
      expect(images.entries.slice(0, 2).map(({ path, label }) => [path, label])).toEqual([
        ["cat/1.png", "cat"],
        ["dog/2.jpg", "dog"],
      ]);
      same(await images.entries[0]!.read(), expected["png-grey.png"] as Expected);
      same(await images.entries[1]!.read(), expected["jpeg-grey.jpg"] as Expected);
      if (name.startsWith("tar")) expect(images.entries[2]!.path).toBe(`folder/${"x".repeat(120)}/3.png`);
      await images.close();
    },
  );

  it("reads ZIP64", async () => {
    const archive = await openArchive(file("zip-64.zip"));
    expect(new TextDecoder().decode(await archive.members[0]!.read())).toBe("sixty-four");
    await archive.close();
  });

  it("lists a folder like an archive", async () => {
    const images = await open(folder, { as: "images" });
    expect(images.classes).toEqual([]);
    expect(images.entries.map((entry) => entry.path)).toContain("png-rgb.png");
  });

  it("reads labels in their three forms", async () => {
    const yolo = await readYolo(file("labels-yolo.txt"), {
      height: 100,
      width: 200,
      classes: ["ship", "plane"],
    });
    expect(yolo.boxes).toEqual([
      { label: "ship", x: 80, y: 30, width: 40, height: 40 },
      { label: "plane", x: 10, y: 5, width: 20, height: 10, score: 0.9 },
      { label: "ship", x: 20, y: 10, width: 80, height: 50, outline: [20, 10, 100, 10, 100, 60] },
    ]);
    const voc = await readVoc(file("labels-voc.xml"));
    expect(voc).toEqual({
      image: "1.jpg",
      height: 40,
      width: 50,
      boxes: [{ label: "ship", x: 0, y: 0, width: 10, height: 20, difficult: true }],
    });
    expect((await readCoco(file("labels-coco.json"))).annotations).toHaveLength(2);
  });

  it("reads CIFAR's records and safetensors", async () => {
    const { count, labels, image } = await readCifar(file("cifar10.bin"));
    const bytes = readFileSync(file("cifar10.bin"));
    expect([count, ...labels]).toEqual([2, 3, 9]);
    expect(image(1).at(5, 7, 2)).toBe(bytes[3073 + 1 + 2048 + 5 * 32 + 7]);
    expect((await readSafetensors(file("weights.safetensors"))).tensors["w"]!.data).toEqual(
      new Float32Array([1, 2]),
    );
  });

  it("opens every file by what it holds, not by its name", async () => {
    const yolo = { height: 10, width: 10 };
    for (const name of names.filter(
      (item) => !/expected|cmyk|npy-(U|S|record|empty|be-u8|i8|c|M8)/.test(item),
    )) {
      const bytes = new Uint8Array(readFileSync(file(name)));
      const as = /^(tar|zip-mixed|cifar)/.test(name)
        ? "images"
        : name.startsWith("labels")
          ? "labels"
          : /mat5-(plain|compressed)|mat73|safetensors|^npz|npy-scalar/.test(name)
            ? "arrays"
            : name === "zip-64.zip"
              ? "images"
              : "raster";
      expect(await open(bytes, { as, yolo }), name).toBeDefined();
    }
  });

  it("says what to ask for when a file is no raster", async () => {
    await expect(open(file("tar-pax.tar"))).rejects.toThrow(/give as: "images"/);
    await expect(open(file("labels-coco.json"))).rejects.toThrow(/give as: "labels"/);
    await expect(open(file("mat5-plain.mat"), { variable: "text" })).rejects.toThrow(
      /"text" is no image; there are double \[3,4,2\]/,
    );
    await expect(open(folder)).rejects.toThrow(/give as: "images"/);
    await expect(open("/nowhere/at/all.tif")).rejects.toThrow(/no such file/);
  });
});

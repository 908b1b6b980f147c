import {
  mkdtempSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync, deflateSync } from "node:zlib";
import {
  type ByteSource,
  encodeGeoTiff,
  encodeNpy,
  encodePng,
  encodeZip,
  fileSource,
  open,
  openArchive,
  openGeoTiff,
  openImages,
  Raster,
  readCoco,
  readGeoTiff,
  readJpeg,
  readMat,
  readNpy,
  readPng,
  readVoc,
  toDense,
} from "swath/data";
import { describe, expect, it } from "vitest";
import { decodeLzw } from "../../../lib/data/read/tiff/lzw.js";

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));
const text = (value: string) => new TextEncoder().encode(value);
const folder = () => mkdtempSync(join(tmpdir(), "swath-data-"));

/** A source that counts what is read of it. */
function counted(source: ByteSource): ByteSource & { readonly bytes: () => number } {
  let total = 0;
  return {
    name: source.name,
    size: source.size,
    close: () => source.close(),
    bytes: () => total,
    read: (offset, length) => {
      total += length;
      return source.read(offset, length);
    },
  };
}

describe("a broken file", () => {
  it("is told by file, place and reason", async () => {
    const path = join(folder(), "scene.npy");
    writeFileSync(path, encodeNpy({ shape: [4], data: new Float32Array(4) }).subarray(0, -5));
    await expect(readNpy(path)).rejects.toMatchObject({
      name: "FormatError",
      code: "FORMAT",
      operation: "readNpy",
    });
    await expect(readNpy(path)).rejects.toThrow(
      "readNpy: scene.npy at byte 128: 4 items of 4 bytes are claimed, 11 bytes follow",
    );
  });

  it.each([
    "npy-f4.npy",
    "npz-plain.npz",
    "mat5-plain.mat",
    "mat5-compressed.mat",
    "tiff-u1-lzw.tif",
    "tiff-u2-deflate.tif",
    "gdal-zstd.tif",
    "gdal-lerc.tif",
    "tiff-i2-packbits.tif",
    "tiff-jpeg.tif",
    "png-rgb.png",
    "jpeg-420.jpg",
    "jpeg-progressive.jpg",
    "weights.safetensors",
    "labels-voc.xml",
    "labels-coco.json",
  ])("%s, cut anywhere, never passes for whole", async (name) => {
    const whole = fixture(name);
    const as = /npz|mat|safetensors/.test(name)
      ? "arrays"
      : name.startsWith("labels")
        ? "labels"
        : name.startsWith("cifar")
          ? "images"
          : "raster";
    // A TIFF's numbers end before its last bytes only where padding follows them; all other formats know their end.
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      await expect(
        open(whole.slice(0, Math.floor(share * whole.length)), { as }),
        String(share),
      ).rejects.toMatchObject({ code: "FORMAT" });
    }
  });

  it("does not read a JPEG's missing end as grey", async () => {
    const whole = fixture("jpeg-444.jpg");
    await expect(readJpeg(whole.slice(0, -200))).rejects.toThrow(/corrupt or end too early/);
    // The decoder lives on after a failure.
    expect((await readJpeg(whole)).shape).toEqual([24, 20, 3]);
  });

  it("does not read LZW data that end too early as zeros", () => {
    expect(decodeLzw(Uint8Array.from([0x80, 0x0b]), 100).length).toBeLessThan(100);
  });
});

describe("a hostile file", () => {
  it("that claims a large array takes no memory", async () => {
    const header = `${"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000), }".padEnd(117)}\n`;
    const bytes = Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0, ...text(header)]);
    await expect(readNpy(bytes)).rejects.toThrow(
      /1000000000000 items of 8 bytes are claimed, 0 bytes follow/,
    );
  });

  it("that inflates beyond its claim is stopped", async () => {
    const png = encodePng(Raster.zeros({ height: 4, width: 4, dtype: "uint8" }));
    const bomb = deflateSync(new Uint8Array(50_000_000));
    const content = new Uint8Array(12 + bomb.length);
    new DataView(content.buffer).setUint32(0, bomb.length);
    content.set([...text("IDAT")], 4);
    content.set(bomb, 8);
    new DataView(content.buffer).setUint32(8 + bomb.length, crc32(content.subarray(4, 8 + bomb.length)));
    const end = png.length - 12;
    const hostile = new Uint8Array([...png.subarray(0, 33), ...content, ...png.subarray(end)]);
    await expect(readPng(hostile)).rejects.toMatchObject({ code: "FORMAT" });
    const zip = encodeZip({ "a.bin": new Uint8Array(10) });
    const packed = deflateRawSync(new Uint8Array(10));
    expect(packed.length).toBeLessThan(20);
    const archive = await openArchive(patched(zip, [["size", 5]]));
    await expect(archive.members[0]!.read()).rejects.toThrow(
      /more than the claimed 5 bytes|6 bytes come out|10 bytes come out/,
    );
  });

  it("above the limits is refused with the way to raise them", async () => {
    const bytes = encodeNpy({ shape: [1000], data: new Float64Array(1000) });
    await expect(readNpy(bytes, { limits: { memoryBytes: 1000 } })).rejects.toMatchObject({ code: "LIMIT" });
    await expect(readNpy(bytes, { limits: { memoryBytes: 1000 } })).rejects.toThrow(
      /limits: \{ memoryBytes \}/,
    );
    expect((await readNpy(bytes, { limits: { memoryBytes: 1e6 } })).shape).toEqual([1000]);
    const zip = encodeZip(
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}`, new Uint8Array(1)])),
    );
    await expect(openArchive(zip, { limits: { entries: 10 } })).rejects.toMatchObject({ code: "LIMIT" });
  });

  it("cannot name a member outside its archive", async () => {
    for (const path of ["../evil.png", "/etc/passwd", "a/../../b.png", "C:/x.png", "a\\..\\b.png"]) {
      await expect(openImages(encodeZip({ [path]: new Uint8Array(1) })), path).rejects.toThrow(
        /do not trust this archive/,
      );
    }
  });

  it("cannot lead out of a folder by a link", async () => {
    const root = folder();
    writeFileSync(join(root, "in.png"), encodePng(Raster.zeros({ height: 1, width: 1, dtype: "uint8" })));
    symlinkSync("/etc", join(root, "out"));
    symlinkSync("/etc/hostname", join(root, "host.png"));
    const images = await openImages(root);
    expect(images.entries.map((entry) => entry.path)).toEqual(["in.png"]);
  });

  it("cannot nest without end", async () => {
    const deep = `${"<a>".repeat(5000)}${"</a>".repeat(5000)}`;
    await expect(readVoc(text(deep))).rejects.toThrow(/nested deeper/);
    await expect(
      readNpy(
        Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0xff, 0x0f, ...text("(".repeat(0xfff))]),
      ),
    ).rejects.toMatchObject({ code: "LIMIT" });
    await expect(readCoco(text("[".repeat(200_000)))).rejects.toMatchObject({ code: "FORMAT" });
  });

  it("cannot make an XML entity grow", async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><annotation>&b;</annotation>';
    await expect(readVoc(text(bomb))).rejects.toThrow(/not XML that is read here/);
  });

  it("whose TIFF directories form a loop is refused", async () => {
    const bytes = encodeGeoTiff(Raster.zeros({ height: 2, width: 2, dtype: "uint8" }));
    const view = new DataView(bytes.buffer);
    const at = view.getUint32(4, true);
    view.setUint32(at + 2 + 12 * view.getUint16(at, true), at, true);
    await expect(readGeoTiff(bytes)).rejects.toThrow(/form a loop/);
  });

  it("with a sparse matrix of huge extents is not spread out", () => {
    const sparse = {
      kind: "sparse",
      type: "double",
      shape: [1e9, 1e9],
      rows: new Int32Array(0),
      starts: new Int32Array(0),
      data: new Float64Array(0),
    } as const;
    expect(() => toDense(sparse)).toThrow(/give memoryBytes/);
  });
});

/** A zip of one member whose directory claims another size. */
function patched(zip: Uint8Array, changes: readonly (readonly ["size", number])[]): Uint8Array {
  const copy = zip.slice();
  const at = Buffer.from(copy).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  for (const [, value] of changes) new DataView(copy.buffer).setUint32(at + 24, value, true);
  return copy;
}

describe("reading", () => {
  it("stops when it is cancelled", async () => {
    const abort = new AbortController();
    abort.abort();
    const { signal } = abort;
    for (const name of [
      "npy-f4.npy",
      "mat5-compressed.mat",
      "tiff-u2-deflate.tif",
      "png-rgb.png",
      "jpeg-420.jpg",
      "mat73.mat",
    ]) {
      const as = /mat/.test(name) ? "arrays" : "raster";
      await expect(open(fixture(name), { signal, as }), name).rejects.toMatchObject({ code: "ABORTED" });
    }
  });

  it("stops between the blocks of a TIFF when it is cancelled on the way", async () => {
    const abort = new AbortController();
    const bytes = encodeGeoTiff(Raster.zeros({ height: 2000, width: 64, dtype: "uint8" }), {
      tile: 16,
      compression: "none",
    });
    let reads = 0;
    const source: ByteSource = {
      name: "slow.tif",
      size: bytes.length,
      close: async () => {},
      read: async (offset, length) => {
        if (++reads > 40) abort.abort();
        return bytes.slice(offset, offset + length);
      },
    };
    const file = await openGeoTiff(source);
    reads = 40;
    await expect(file.read({ signal: abort.signal })).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("gives the same numbers from a Buffer as from a file, and leaves the Buffer alone", async () => {
    // It ran but was wrong: a Buffer's slice is a view, so big-endian numbers were swapped in the caller's memory.
    for (const name of ["npy-be-i2.npy", "mat5-big.mat", "tiff-i2-packbits.tif", "tiff-f8-planar.tif"]) {
      const buffer = Buffer.concat([Buffer.from("x"), fixture(name)]).subarray(1);
      const before = Buffer.from(buffer);
      const first = await open(buffer);
      const second = await open(buffer);
      expect(buffer.equals(before), name).toBe(true);
      expect(second.data, name).toEqual(first.data);
      expect(first.data, name).toEqual((await open(fixture(name))).data);
    }
  });

  it("of a window of a 1 GiB GeoTIFF touches only what it needs", async () => {
    const edge = 32768;
    const tile = 512;
    const across = edge / tile;
    const path = join(folder(), "large.tif");
    // 32768 × 32768 bytes in tiles: a directory, two tables, and a sparse file behind them with one tile written.
    const tables = 8 + 2 + 12 * 12 + 4;
    const start = Math.ceil((tables + across * across * 8) / 4096) * 4096;
    const head = new DataView(new ArrayBuffer(start));
    head.setUint32(0, 0x002a4949, true);
    head.setUint32(4, 8, true);
    const tags = [
      [256, 4, 1, edge],
      [257, 4, 1, edge],
      [258, 3, 1, 8],
      [259, 3, 1, 1],
      [262, 3, 1, 1],
      [277, 3, 1, 1],
      [284, 3, 1, 1],
      [322, 4, 1, tile],
      [323, 4, 1, tile],
      [324, 4, across * across, tables],
      [325, 4, across * across, tables + across * across * 4],
      [339, 3, 1, 1],
    ] as const;
    head.setUint16(8, tags.length, true);
    tags.forEach(([id, type, count, value], i) => {
      head.setUint16(10 + 12 * i, id, true);
      head.setUint16(12 + 12 * i, type, true);
      head.setUint32(14 + 12 * i, count, true);
      head.setUint32(18 + 12 * i, value, true);
    });
    for (let i = 0; i < across * across; i++) {
      head.setUint32(tables + 4 * i, start + i * tile * tile, true);
      head.setUint32(tables + 4 * (across * across + i), tile * tile, true);
    }
    const handle = openSync(path, "w");
    writeSync(handle, new Uint8Array(head.buffer));
    const wanted = 30 * across + 40;
    writeSync(handle, new Uint8Array(tile * tile).fill(7), 0, tile * tile, start + wanted * tile * tile);
    truncateSync(path, start + edge * edge);
    const source = counted(await fileSource(path));
    expect(source.size).toBeGreaterThan(2 ** 30);
    const file = await openGeoTiff(source);
    const raster = await file.read({
      window: { row: 30 * tile + 500, column: 40 * tile + 500, height: 24, width: 24 },
    });
    expect([raster.at(0, 0), raster.at(11, 11), raster.at(12, 12)]).toEqual([7, 7, 0]);
    // Four tiles, their entries in the tables, and the directory.
    expect(source.bytes()).toBeLessThan(4 * tile * tile + 3 * 4096);
    await file.close();
  });
});

describe("MATLAB files", () => {
  it("are read rightly after many broken ones of version 7.3", async () => {
    // It hung: the HDF5 library kept a handle for each error until it had none, and hostile files upset its memory.
    const whole = fixture("mat73.mat");
    const wanted = await readMat(whole);
    for (let i = 0; i < 30; i++) {
      const broken = whole.slice();
      broken.fill(0xff, 600 + i * 97, 700 + i * 97);
      await readMat(broken).catch((error: { code?: string }) => expect(error.code).toBe("FORMAT"));
      await expect(readMat(whole.slice(0, 4000 + i * 1000))).rejects.toMatchObject({ code: "FORMAT" });
    }
    expect(await readMat(whole)).toEqual(wanted);
  });

  it("of another byte order than this machine's give the same numbers", async () => {
    const { cube } = await readMat(fixture("mat5-big.mat"));
    expect(cube).toMatchObject({ kind: "numbers", type: "int16", shape: [2, 3, 2] });
  });
});

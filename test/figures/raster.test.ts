import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import {
  drawingPng,
  enlarge,
  featureMaps,
  isPicture,
  labelMap,
  paintRaster,
  pictureSvg,
  rasterPicture,
  stretchRange,
} from "../../lib/figures/index.js";
import { defaultBands, metresPerPixel } from "../../lib/figures/raster/like.js";
import { paintMask } from "../../lib/figures/raster/paint.js";
import { over } from "../../lib/figures/raster/pixels.js";
import { meanBlocks, pickBlocks } from "../../lib/figures/raster/reduce.js";
import { quantile } from "../../lib/figures/raster/stretch.js";
import { rgb } from "./support/golden.js";

const grid = (data: ArrayLike<number>, width: number) => ({
  data: Float32Array.from(data),
  width,
  height: data.length / width,
  bands: 1,
});

describe("the stretch", () => {
  it("takes the percentiles that NumPy takes", () => {
    // numpy.percentile([3, 1, 4, 1, 5, 9, 2, 6], [0, 2, 25, 50, 98, 100])
    const sorted = [1, 1, 2, 3, 4, 5, 6, 9];
    const got = [0, 0.02, 0.25, 0.5, 0.98, 1].map((share) => quantile(sorted, share));
    expect(got).toBeAllClose([1, 1, 1.75, 3.5, 8.58, 9]);
  });

  it("does not look at NaN, infinities and the no-data value", () => {
    const raster = { ...grid([Number.NaN, -9999, 1, 2, 3, Number.POSITIVE_INFINITY], 6), noData: -9999 };
    expect(stretchRange(raster, 0, "minmax")).toEqual([1, 3]);
  });

  it("does not divide by zero on a constant or an empty band", () => {
    expect(stretchRange(grid([5, 5], 2), 0)).toEqual([5, 6]);
    expect(stretchRange(grid([Number.NaN], 1), 0)).toEqual([0, 1]);
  });

  it("refuses a cut of half or more", () => {
    expect(() => stretchRange(grid([1, 2], 2), 0, "50%")).toThrow(
      'stretch: "50%" leaves nothing to show; write "2%"',
    );
  });
});

describe("painted pixels", () => {
  it("shows no-data hatched, never as a colour of the map", () => {
    const { pixels, missing } = paintRaster(grid([0, 1, Number.NaN, 0.5], 2), { stretch: "minmax" });
    expect(Array.from(pixels.data.subarray(0, 4))).toEqual([0, 0, 0, 255]);
    expect(Array.from(pixels.data.subarray(4, 8))).toEqual([255, 255, 255, 255]);
    expect([0xc9, 0xe9]).toContain(pixels.data[8]);
    expect(missing).toBe(0.25);
  });

  it("puts three bands into red, green and blue", () => {
    const raster = { data: Uint8Array.from([0, 10, 20, 10, 0, 0]), width: 2, height: 1, bands: 3 };
    const { pixels } = paintRaster(raster, {
      ranges: [
        [0, 10],
        [0, 10],
        [0, 40],
      ],
    });
    expect(Array.from(pixels.data)).toEqual([0, 255, 128, 255, 255, 0, 0, 255]);
  });

  it("are enlarged without inventing values", () => {
    const { pixels } = paintRaster(grid([0, 1], 2), { stretch: "minmax" });
    const large = enlarge(pixels, 3);
    expect([large.width, large.height]).toEqual([6, 3]);
    expect(Array.from({ length: 6 }, (_, x) => large.data[x * 4])).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it("mark a mask of one pixel with its full colour", () => {
    const veil = paintMask(grid([0, 0, 0, 0, 1, 0, 0, 0, 0], 3), "#ff0000", 0.3);
    expect(Array.from(veil.data.subarray(16, 20))).toEqual([255, 0, 0, 255]);
    const page = over({ width: 3, height: 3, data: new Uint8ClampedArray(36).fill(255) }, veil);
    expect(Array.from(page.data.subarray(16, 20))).toEqual([255, 0, 0, 255]);
    expect(Array.from(page.data.subarray(0, 4))).toEqual([255, 255, 255, 255]);
  });
});

describe("reduction for display", () => {
  it("averages measurements and leaves no-data out of the mean", () => {
    const raster = { ...grid([1, 3, -1, 7, 5, 7, -1, -1], 4), noData: -1 };
    expect(meanBlocks(raster, [0], 2).data).toBeAllClose([4, 7]);
  });

  it("never averages classes", () => {
    const small = pickBlocks(grid([1, 9, 1, 9, 9, 9, 9, 9, 1], 3), 2);
    expect(Array.from(small.data).every((v) => v === 1 || v === 9)).toBe(true);
  });

  it("is said in the caption", () => {
    const raster = { data: new Uint8Array(1300 * 4), width: 1300, height: 4, bands: 1 };
    expect(rasterPicture(raster).caption).toContain(
      "Reduced for display from 4×1300 to 2×434 (means of 3×3 pixels).",
    );
  });
});

describe("a raster's picture", () => {
  it("holds every pixel as a square of equal dots", async () => {
    const data = Uint8Array.from({ length: 16 * 16 }, (_, i) => (i * 37) % 256);
    const drawing = rasterPicture({ data, width: 16, height: 16, bands: 1 }, { stretch: [0, 255], size: 96 });
    const picture = rgb(await drawingPng(drawing, { scale: 2 }));
    const tile = isPicture(drawing.still) ? drawing.still.tiles[0]! : null;
    const zoom = (tile!.width / 16) * 2;
    expect(Number.isInteger(zoom)).toBe(true);
    for (let i = 0; i < 256; i++) {
      for (const [dx, dy] of [
        [0, 0],
        [zoom - 1, zoom - 1],
        [zoom >> 1, 0],
      ] as const) {
        const x = tile!.x * 2 + (i % 16) * zoom + dx;
        const y = tile!.y * 2 + Math.floor(i / 16) * zoom + dy;
        expect(picture.data[(y * picture.width + x) * 3]).toBe(data[i]);
      }
    }
  });

  it("is a palette file when it has few colours", async () => {
    const map = { data: Uint8Array.from({ length: 400 }, (_, i) => 1 + (i % 3)), width: 20, height: 20 };
    const file = await drawingPng(labelMap(map));
    expect(decode(file).palette).toBeDefined();
    expect(file.length).toBeLessThan(20_000);
  });

  it("is an SVG that carries its pixels and escapes its texts", () => {
    const drawing = rasterPicture(
      { data: new Uint8Array(4), width: 2, height: 2, bands: 1 },
      { title: 'a <b> & "c"' },
    );
    const svg = isPicture(drawing.still) ? pictureSvg(drawing.still) : "";
    expect(svg).toContain("a &lt;b&gt; &amp; &quot;c&quot;");
    expect(svg).toContain("data:image/png;base64,");
    expect(svg).not.toMatch(/<script|foreignObject/);
  });

  it("chooses red, green and blue by wavelength", () => {
    const wavelengths = [450, 490, 560, 665, 842];
    const raster = { data: new Uint8Array(5), width: 1, height: 1, bands: 5, wavelengths };
    expect(defaultBands(raster)).toEqual([3, 2, 1]);
  });

  it("knows metres only where the reference system counts in metres", () => {
    const raster = {
      data: new Uint8Array(1),
      width: 1,
      height: 1,
      bands: 1,
      transform: [0, 10, 0, 0, 0, -10],
    };
    expect(metresPerPixel({ ...raster, crs: "EPSG:32632" })).toBe(10);
    expect(metresPerPixel({ ...raster, crs: "EPSG:4326" })).toBeUndefined();
    expect(metresPerPixel(raster)).toBeUndefined();
  });

  it("refuses bands that are not there and arrays of another size", () => {
    const raster = { data: new Uint8Array(8), width: 2, height: 2, bands: 2 };
    expect(() => rasterPicture(raster, { bands: [2] })).toThrow(
      "rasterPicture: there is no band 2; the raster has bands 0 to 1",
    );
    expect(() => rasterPicture(raster, { bands: [0, 1] })).toThrow(
      "2 bands cannot be shown at once; give one band or three",
    );
    expect(() => rasterPicture({ ...raster, width: 3 })).toThrow("2×3×2 needs 12 numbers, the array has 8");
  });
});

describe("a map of classes", () => {
  it("says areas where a pixel's size is known and shares elsewhere", async () => {
    const map = { data: Uint8Array.from([1, 1, 2, 0]), width: 2, height: 2 };
    const names = ["", "water", "land"];
    const texts = (drawing: ReturnType<typeof labelMap>) =>
      isPicture(drawing.still) ? drawing.still.marks : "";
    expect(texts(labelMap(map, { names, pixelSize: 100 }))).toContain("2 ha · 50 %");
    expect(texts(labelMap(map, { names }))).toContain(">50 %<");
  });

  it("keeps a class's colour when another class is missing from the map", () => {
    const marks = (data: readonly number[]) => {
      const { still } = labelMap({ data, width: data.length, height: 1 }, { names: ["", "a", "b", "c"] });
      return isPicture(still) ? (/fill="(#\w+)"[^>]*\/><text[^>]*>c</.exec(still.marks)?.[1] ?? "none") : "";
    };
    expect(marks([1, 2, 3])).toBe(marks([3, 3, 3]));
    expect(marks([3])).not.toBe("none");
  });
});

describe("feature maps", () => {
  it("show evenly chosen channels and say how many there are", () => {
    const maps = { data: new Float32Array(4 * 4 * 64), width: 4, height: 4, bands: 64 };
    const drawing = featureMaps(maps, { max: 8 });
    expect(isPicture(drawing.still) && drawing.still.tiles.length).toBe(8);
    expect(drawing.caption).toBe("8 of 64 channels of 4×4; each map fills its own range (1% cut).");
  });
});

import { describe, expect, expectTypeOf, it } from "vitest";
import { quarterTurns, turnRaster } from "../../../lib/data/dataset/augment/turn.js";
import {
  type Augmentation,
  type Box,
  batches,
  colourJitter,
  compose,
  type MixedSample,
  mixup,
  mosaic,
  Raster,
  randomBlur,
  randomCrop,
  randomFlip,
  randomGrey,
  randomResizedCrop,
  randomTurn,
  randomZoom,
  standardise,
} from "../../../lib/data/index.js";
import { seed } from "../../../lib/device/index.js";
import { missingPeers, python } from "../support/python.js";
import { picture, pictures } from "./pictures.js";

/** An image with bright rectangles, their mask and their boxes: the three must stay together. */
function scene(height: number, width: number, boxes: readonly (readonly [number, number, number, number])[]) {
  const image = Raster.zeros({ height, width, bands: 2, dtype: "uint8" });
  const mask = Raster.zeros({ height, width, dtype: "uint8" });
  boxes.forEach(([x, y, w, h], n) => {
    for (let row = y; row < y + h; row++) {
      for (let column = x; column < x + w; column++) {
        image.data.fill(50 * (n + 1), (row * width + column) * 2, (row * width + column + 1) * 2);
        mask.data[row * width + column] = n + 1;
      }
    }
  });
  const own: Box[] = boxes.map(([x, y, w, h], n) => ({
    label: n + 1,
    x,
    y,
    width: w,
    height: h,
    outline: [x, y, x + w, y, x + w, y + h],
  }));
  return { image, mask, boxes: own };
}

/** The box around the pixels of a label; undefined where there are none. */
function boxOf(mask: Raster, label: number) {
  const at = Array.from(mask.data.keys()).filter((i) => mask.data[i] === label);
  if (at.length === 0) return undefined;
  const xs = at.map((i) => i % mask.width);
  const ys = at.map((i) => Math.floor(i / mask.width));
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
}

function together({ image, mask, boxes }: ReturnType<typeof scene>): void {
  expect([image.height, image.width]).toEqual([mask.height, mask.width]);
  expect(Array.from(mask.data, (label) => 50 * label)).toEqual(
    Array.from(mask.data, (_, i) => image.data[2 * i]),
  );
  for (const label of [1, 2, 3]) {
    const { x, y, width, height } = boxes.find((box) => box.label === label) ?? {};
    const found = boxOf(mask, label);
    expect(x === undefined ? undefined : { x, y, width, height }).toEqual(found);
  }
}

const three = [
  [1, 2, 4, 3],
  [10, 0, 3, 8],
  [7, 9, 6, 2],
] as const;

describe("flips, turns and crops", () => {
  it.each([
    ["a flip", randomFlip({ horizontal: 0.5, vertical: 0.5 })],
    ["a quarter turn", randomTurn()],
    ["a crop with padding", randomCrop({ size: [9, 11], padding: 4, visible: 0 })],
    [
      "all of them",
      compose(randomFlip({ vertical: 0.5 }), randomTurn(), randomCrop({ size: 8, padding: 2, visible: 0 })),
    ],
  ])("%s moves image, mask and boxes alike", (_, augment) => {
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const moved = augment(scene(12, 16, three), seed(i));
      together(moved);
      seen.add(String(moved.image.data));
    }
    expect(seen.size).toBeGreaterThan(3);
  });

  it("leave the sample as it was, and give the same for the same key", () => {
    const augment = compose(randomFlip({ horizontal: 1 }), randomCrop({ size: 10, padding: 1 }));
    const sample = scene(12, 16, three);
    const before = sample.image.data.slice();
    const once = augment(sample, seed(4));
    expect(sample.image.data).toEqual(before);
    expect(augment(sample, seed(4))).toEqual(once);
    expect(augment(sample, seed(5))).not.toEqual(once);
  });

  it("turn against the clock, four times round to the beginning", () => {
    const image = new Raster(Uint8Array.of(1, 2, 3, 4, 5, 6), { height: 2, width: 3 });
    const once = turnRaster(image, quarterTurns(1));
    expect([once.height, once.width, ...once.data]).toEqual([3, 2, 3, 6, 2, 5, 1, 4]);
    expect([...turnRaster(image, quarterTurns(2)).data]).toEqual([6, 5, 4, 3, 2, 1]);
    expect(turnRaster(once, quarterTurns(3)).data).toEqual(image.data);
  });

  it("move an outline with its box, layers with their raster, and forget the place on the ground", () => {
    const layer = new Raster(Uint8Array.of(1, 2, 3), { height: 1, width: 3 });
    const image = new Raster(Uint8Array.of(4, 5, 6), {
      height: 1,
      width: 3,
      transform: [0, 1, 0, 0, 0, -1],
      layers: { layer },
    });
    const boxes = [{ label: 0, x: 0, y: 0, width: 2, height: 1, outline: [0, 0, 2, 0, 2, 1] }];
    const flipped = randomFlip({ horizontal: 1 })({ image, boxes }, seed(1));
    expect(flipped.image.mask("layer").data).toEqual(Uint8Array.of(3, 2, 1));
    expect(flipped.image.transform).toBeUndefined();
    expect(flipped.boxes[0]).toMatchObject({ x: 1, width: 2, outline: [3, 0, 1, 0, 1, 1] });
  });

  it("flip half of the samples and crop at every place", () => {
    const image = new Raster(Uint8Array.of(1, 2), { height: 1, width: 2 });
    let flips = 0;
    const places = new Set<string>();
    for (let i = 0; i < 400; i++) {
      flips += randomFlip()({ image }, seed(i)).image.data[0] === 2 ? 1 : 0;
      places.add(String(randomCrop({ size: [1, 2], padding: 1 })({ image }, seed(i)).image.data));
    }
    // Binomial with p = 1/2: a standard deviation is 10.
    expect(Math.abs(flips - 200)).toBeLessThan(50);
    expect([...places].sort()).toEqual(["0,0", "0,1", "1,2", "2,0"]);
  });

  it("fill with what was told, the mask with a label of its own, and drop boxes that are hardly seen", () => {
    const sample = scene(4, 4, [[0, 0, 4, 4]]);
    const crop = (visible: number) =>
      randomCrop({ size: 12, padding: 4, fill: 9, maskFill: 255, visible })(sample, seed(1));
    const moved = crop(0.1);
    expect(moved.image.at(0, 0)).toBe(9);
    expect(moved.mask.at(0, 0)).toBe(255);
    expect(moved.boxes[0]).toMatchObject({ x: 4, y: 4, width: 4, height: 4 });
    const shares = Array.from({ length: 60 }, (_, i) => {
      const { boxes } = randomCrop({ size: 4, padding: 4, visible: 0.5 })(sample, seed(i));
      return boxes[0] ? boxes[0].width * boxes[0].height : 0;
    });
    expect(shares.some((area) => area === 0)).toBe(true);
    expect(shares.every((area) => area === 0 || area >= 8)).toBe(true);
    expect(shares.some((area) => area >= 8 && area < 16)).toBe(true);
  });

  it("refuse what does not fit", () => {
    const image = Raster.zeros({ height: 4, width: 4 });
    const other = Raster.zeros({ height: 5, width: 4 });
    expect(() => randomCrop({ size: 6 })({ image }, seed(1))).toThrow(/6×6 out of 4×4; give a smaller size/);
    expect(() => randomCrop({ size: 2 })({ image, other }, seed(1))).toThrow(/image is 4×4, other is 5×4/);
    expect(() => randomCrop({ size: 0 })).toThrow(/size is 0/);
    expect(() => randomFlip({ vertical: 2 })).toThrow(/vertical is 2/);
  });
});

describe("colour", () => {
  const grey = (value: number) =>
    new Raster(new Uint8Array(12).fill(value), { height: 2, width: 2, bands: 3 });

  it("changes images, several of one sample alike, and no mask or label", () => {
    const sample = { before: picture(1), after: picture(1), mask: picture(2), label: 3 };
    const jittered = colourJitter({ brightness: 0.5, contrast: 0.5, saturation: 0.5, hue: 0.2 })(
      sample,
      seed(2),
    );
    expect(jittered.before.data).not.toEqual(sample.before.data);
    expect(jittered.after.data).toEqual(jittered.before.data);
    expect(jittered.mask).toBe(sample.mask);
    expect(jittered.label).toBe(3);
  });

  it("keeps grey grey under saturation and hue, and multiplies the light within its reach", () => {
    for (let i = 0; i < 50; i++) {
      expect(colourJitter({ saturation: 1, hue: 0.5 })({ image: grey(90) }, seed(i)).image.data).toEqual(
        grey(90).data,
      );
      const [light = 0] = colourJitter({ brightness: 0.5 })({ image: grey(100) }, seed(i)).image.data;
      expect(light).toBeGreaterThanOrEqual(50);
      expect(light).toBeLessThanOrEqual(150);
    }
  });

  it("turns red by a third of the circle to green, and back to itself by none", () => {
    const red = new Raster(Float32Array.of(0.8, 0.2, 0.2), { height: 1, width: 1, bands: 3 });
    const turned = Array.from(
      { length: 400 },
      (_, i) => colourJitter({ hue: 0.5 })({ image: red }, seed(i)).image.data,
    );
    // Value and smallest colour stay; the hue goes everywhere.
    for (const data of turned) {
      expect(Math.max(...data)).toBeCloseTo(0.8, 5);
      expect(Math.min(...data)).toBeCloseTo(0.2, 5);
    }
    expect(turned.some((data) => data[1]! > 0.75 && data[0]! < 0.25 && data[2]! < 0.25)).toBe(true);
    expect(turned.some((data) => data[2]! > 0.75 && data[0]! < 0.25 && data[1]! < 0.25)).toBe(true);
    expect(colourJitter({ hue: 0 })({ image: red }, seed(1)).image.data).toEqual(red.data);
  });

  it("stays within the peak, and leaves a share of samples alone", () => {
    const image = picture(5);
    const wild = colourJitter({ brightness: 1, contrast: 1, p: 0.3 });
    const changed = Array.from({ length: 300 }, (_, i) => wild({ image }, seed(i)).image !== image);
    // Binomial with p = 0.3: a standard deviation is 8.
    expect(Math.abs(changed.filter(Boolean).length - 90)).toBeLessThan(40);
    const floats = new Raster(Float32Array.of(0.9, 0.5), { height: 1, width: 2 });
    for (let i = 0; i < 50; i++) {
      const { data } = colourJitter({ brightness: 1 })({ image: floats }, seed(i)).image;
      expect(Math.max(...data)).toBeLessThanOrEqual(1);
    }
  });

  it("standardises by band and makes floats", () => {
    const image = new Raster(Uint8Array.of(10, 20, 30, 40), { height: 1, width: 2, bands: 2 });
    const { data } = standardise({ mean: [20, 20], deviation: [10, 5] })({ image }, seed(0)).image;
    expect(data).toEqual(Float32Array.of(-1, 0, 1, 4));
    expect(() => standardise({ mean: [1], deviation: [1] })({ image }, seed(0))).toThrow(
      /1 means for an image of 2 bands/,
    );
    expect(() => colourJitter({ hue: 0.1 })({ image }, seed(0))).toThrow(/2 bands has no saturation or hue/);
  });
});

const total = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((sum, value) => sum + value, 0);

describe("grey and blur", () => {
  it("take the colour out of a share of the samples", () => {
    const image = picture(3);
    const changed = Array.from({ length: 300 }, (_, i) => randomGrey()({ image }, seed(i)).image);
    // Binomial with p = 0.2: a standard deviation is 7.
    expect(Math.abs(changed.filter((one) => one !== image).length - 60)).toBeLessThan(30);
    const { data } = changed.find((one) => one !== image)!;
    for (let i = 0; i < data.length; i += 3) {
      const [r, g, b] = image.data.subarray(i, i + 3) as unknown as [number, number, number];
      const value = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
      expect([...data.subarray(i, i + 3)]).toEqual([value, value, value]);
    }
    const two = Raster.zeros({ height: 1, width: 1, bands: 2 });
    expect(() => randomGrey({ p: 1 })({ image: two }, seed(0))).toThrow(/2 bands has no colour/);
  });

  it("blur by another width each time, keep what is even, and leave mask and label alone", () => {
    const point = Raster.zeros({ height: 31, width: 31 });
    point.data[15 * 31 + 15] = 1;
    const peaks = Array.from({ length: 100 }, (_, i) => {
      const { data } = randomBlur({ p: 1 })({ image: point }, seed(i)).image;
      expect(total(data)).toBeCloseTo(1, 5);
      return Math.max(...data);
    });
    // A Gaussian's peak is 1 / (2 π σ²): from 0.04 at σ = 2 to almost 1.
    expect(Math.min(...peaks)).toBeGreaterThan(0.039);
    expect(Math.min(...peaks)).toBeLessThan(0.06);
    expect(Math.max(...peaks)).toBeGreaterThan(0.9);
    const even = new Raster(new Uint8Array(12).fill(77), { height: 2, width: 2, bands: 3 });
    const sample = { image: even, mask: picture(1), label: 2 };
    const blurred = randomBlur({ sigma: [3, 3], p: 1 })(sample, seed(1));
    expect(blurred.image.data).toEqual(even.data);
    expect(blurred.mask).toBe(sample.mask);
    expect(() => randomBlur({ sigma: [2, 1] })).toThrow(/sigma is from 2 to 1/);
  });

  const noScipy = missingPeers("scipy", "numpy");
  it.skipIf(noScipy)(`blur as SciPy does${noScipy ? ` (skipped: ${noScipy})` : ""}`, () => {
    const image = picture(4).with(Float64Array.from(picture(4).data));
    const want = python<number[]>(
      `import json, sys, numpy, scipy.ndimage as n
d = json.load(sys.stdin)
a = numpy.array(d["data"], dtype=float).reshape(d["shape"])
print(json.dumps(n.gaussian_filter(a, (1.7, 1.7, 0), mode="reflect", truncate=4).ravel().tolist()))`,
      { data: Array.from(image.data), shape: image.shape },
    );
    const { data } = randomBlur({ sigma: [1.7, 1.7], p: 1 })({ image }, seed(1)).image;
    expect(data).toBeAllClose(want, { rtol: 1e-10 });
  });
});

describe("resized crops and zooms", () => {
  it("crop a window of the asked area and shape and keep mask and boxes with their pixels", () => {
    const sample = scene(60, 80, [[20, 15, 30, 25]]);
    const areas: number[] = [];
    for (let i = 0; i < 200; i++) {
      const cut = randomResizedCrop({ size: 40, scale: [0.25, 1], visible: 0 })(sample, seed(i));
      expect([cut.image.shape, cut.mask.shape]).toEqual([
        [40, 40, 2],
        [40, 40, 1],
      ]);
      const [box] = cut.boxes;
      const found = boxOf(cut.mask, 1);
      expect(box !== undefined || found === undefined).toBe(true);
      if (!box || !found) continue;
      // The mask is by nearest: its edge lies within half a pixel of the box's.
      for (const [is, should] of [
        [box.x, found.x],
        [box.y, found.y],
        [box.x + box.width, found.x + found.width],
        [box.y + box.height, found.y + found.height],
      ] as const) {
        expect(Math.abs(is - should)).toBeLessThanOrEqual(0.5 + 1e-9);
      }
      // Deep inside the box the image has the box's value.
      const middle = cut.image.at(Math.floor(box.y + box.height / 2), Math.floor(box.x + box.width / 2));
      if (box.width > 4 && box.height > 4) expect(middle).toBe(50);
      // Untouched boxes tell the window's size.
      if (!box.truncated) areas.push((40 * 30 * 40 * 25) / (box.width * box.height) / 4800);
    }
    expect(areas.length).toBeGreaterThan(30);
    expect(Math.min(...areas)).toBeGreaterThan(0.2);
    expect(Math.max(...areas)).toBeGreaterThan(0.8);
    expect(Math.max(...areas)).toBeLessThan(1.03);
  });

  it("take the largest window in the middle where none fits", () => {
    const image = new Raster(
      Float32Array.from({ length: 40 }, (_, i) => Math.floor(i / 2)),
      { height: 20, width: 2 },
    );
    const { data } = randomResizedCrop({ size: [2, 2], scale: [1, 1], ratio: [1, 1] })(
      { image },
      seed(3),
    ).image;
    expect([...data]).toEqual([9, 9, 10, 10]);
    expect(() => randomResizedCrop({ size: 0 })).toThrow(/size is 0/);
    expect(() => randomResizedCrop({ size: 8, scale: [0.5, 2] })).toThrow(/scale is from 0.5 to 2/);
  });

  it("zoom and move with mask and boxes, and fill what is left", () => {
    const sample = scene(60, 80, [[20, 15, 30, 25]]);
    const factors: number[] = [];
    const middles: number[] = [];
    for (let i = 0; i < 200; i++) {
      const zoomed = randomZoom({ fill: 7, maskFill: 9, visible: 0 })(sample, seed(i));
      expect(zoomed.image.shape).toEqual(sample.image.shape);
      const [box] = zoomed.boxes;
      const found = boxOf(zoomed.mask, 1)!;
      expect(Math.abs(box!.x - found.x)).toBeLessThanOrEqual(0.5 + 1e-9);
      expect(Math.abs(box!.y + box!.height - found.y - found.height)).toBeLessThanOrEqual(0.5 + 1e-9);
      if (box!.truncated) continue;
      const factor = box!.width / 30;
      expect(box!.height / 25).toBeCloseTo(factor, 6);
      factors.push(factor);
      // Where the scene's middle column went, as a share of the width.
      middles.push((box!.x + 20 * factor) / 80 - 0.5);
      const outside = zoomed.mask.data.indexOf(9);
      if (outside >= 0) expect(zoomed.image.data[2 * outside]).toBe(7);
    }
    expect(Math.min(...factors)).toBeLessThan(0.6);
    expect(Math.max(...factors)).toBeGreaterThan(1.3);
    expect(Math.max(...middles.map(Math.abs))).toBeLessThanOrEqual(0.1 + 1e-6);
    expect(Math.max(...middles.map(Math.abs))).toBeGreaterThan(0.05);
    const same = randomZoom({ scale: 0, shift: 0 })(sample, seed(1));
    expect(same.image.data).toEqual(sample.image.data);
    expect(same.boxes).toEqual(sample.boxes);
    expect(() => randomZoom({ scale: 1 })).toThrow(/scale is 1/);
  });

  it("do not mix no-data with numbers", () => {
    const numbers = Float32Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? -9999 : 5));
    const image = new Raster(numbers, { height: 10, width: 10, noData: -9999 });
    for (let i = 0; i < 20; i++) {
      const { data } = randomZoom({ fill: -9999 })({ image }, seed(i)).image;
      expect(Array.from(new Set(data)).every((value) => value === -9999 || value === 5)).toBe(true);
    }
    expect(() => randomBlur({ p: 1 })({ image }, seed(1))).toThrow(/no-data \(-9999\) would spread/);
  });
});

describe("mixing", () => {
  it("blends image and label by the same share, with another sample of the batch", async () => {
    const flat = (value: number) => new Raster(new Uint8Array([value]), { height: 1, width: 1 });
    const set = pictures(2).map(({ label }, i) => ({ image: flat(100 * i), label }));
    const shares: number[] = [];
    for (let epoch = 0; epoch < 60; epoch++) {
      for await (const { image, label } of batches(set, {
        batch: 2,
        key: seed(1),
        epoch,
        augment: mixup({ classes: 2, alpha: 1 }),
      })) {
        expect(label.shape).toEqual([2, 2]);
        for (const i of [0, 1]) {
          expect(label.data[2 * i]! + label.data[2 * i + 1]!).toBeCloseTo(1, 5);
          expect(image.data[i]).toBeCloseTo(100 * label.data[2 * i + 1]!, 3);
        }
        shares.push(label.data[0]!);
      }
    }
    // Beta(1, 1) is even: mean 1/2 with a standard error of 0.037.
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) / shares.length - 0.5)).toBeLessThan(0.15);
    expect(Math.min(...shares)).toBeLessThan(0.2);
    expect(Math.max(...shares)).toBeGreaterThan(0.8);
  });

  it("draws shares near 0 and 1 where alpha is small", () => {
    const samples = [0, 1].map((label) => ({ image: picture(label), label }));
    const peers = { size: 2, self: 0, get: (i: number) => ({ sample: samples[i]!, key: seed(i) }) };
    const shares = Array.from(
      { length: 300 },
      (_, i) => mixup({ classes: 2 })(samples[0]!, seed(i), peers).label[0]!,
    );
    // Beta(0.2, 0.2): variance 1/4 · 1/(2·0.2 + 1) = 0.179.
    const variance = shares.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / shares.length;
    expect(Math.abs(variance - 0.1786)).toBeLessThan(0.03);
  });

  it("sees the others as the steps before it have changed them", () => {
    const samples = [0, 1].map((label) => ({ image: picture(label, 12), label }));
    const peers = { size: 2, self: 0, get: (i: number) => ({ sample: samples[i]!, key: seed(i) }) };
    const crop = randomCrop({ size: 6 });
    const augment = compose(crop, mixup({ classes: 2, alpha: 1 }));
    expectTypeOf(augment).toEqualTypeOf<
      Augmentation<{ readonly image: Raster; readonly label: number }, MixedSample>
    >();
    const { image, label } = augment(samples[0]!, seed(0), peers);
    const own = crop(samples[0]!, seed(0).fold(0)).image.data;
    const other = crop(samples[1]!, seed(1).fold(0)).image.data;
    const expected = Array.from(own, (value, i) => label[0]! * value + label[1]! * other[i]!);
    expect(image.data).toBeAllClose(expected, { atol: 1e-3 });
  });

  it("puts four images together with their boxes where their pixels are", () => {
    const samples = [
      scene(12, 16, [[1, 2, 4, 3]]),
      scene(12, 16, [[9, 7, 5, 4]]),
      scene(14, 10, [[0, 0, 9, 13]]),
    ].map(({ image, boxes }, n) => ({
      // Each of the others has grey values of its own.
      image: image.with(image.data.map((value) => (value > 0 ? 50 + n : 0))),
      boxes: boxes.map((box) => ({ ...box, label: 50 + n })),
    }));
    const peers = { size: 3, self: 0, get: (i: number) => ({ sample: samples[i]!, key: seed(i) }) };
    let counted = 0;
    for (let i = 0; i < 60; i++) {
      const { image, boxes } = mosaic({ size: 20, visible: 0 })(samples[0]!, seed(i), peers);
      expect(image.shape).toEqual([20, 20, 2]);
      const inside = new Uint8Array(400);
      for (const { label, x, y, width, height } of boxes) {
        for (let row = y; row < y + height; row++) {
          for (let column = x; column < x + width; column++) {
            expect(image.at(row, column)).toBe(label);
            inside[row * 20 + column] = 1;
          }
        }
        counted++;
      }
      // And no bright pixel is outside of a box.
      for (let at = 0; at < 400; at++) if (!inside[at]) expect(image.data[2 * at]).toBe(0);
    }
    expect(counted).toBeGreaterThan(120);
    const alone = mosaic({ size: 20, p: 0 })(samples[0]!, seed(1), peers);
    expect(alone.boxes).toEqual(samples[0]!.boxes);
  });
});

import { expect, it } from "vitest";
import { imageStatistics, Raster } from "../../../lib/data/index.js";
import { pictures } from "./pictures.js";

const image = (data: Float32Array | Uint16Array, noData?: number) =>
  new Raster(data, { height: data.length / 2, width: 1, bands: 2, noData });

it("mean and deviation of the bands are those of all pixels together, without no-data", async () => {
  const images = [
    image(Float32Array.of(1, 10, 3, 20)),
    image(Float32Array.of(5, 30, Number.NaN, -1, 7, 60), -1),
  ];
  const set = pictures(2).map((_, i) => ({ image: images[i]! }));
  const { mean, deviation } = await imageStatistics(set);
  // Band 0: 1, 3, 5, 7; band 1: 10, 20, 30, 60.
  expect(mean).toBeAllClose([4, 30]);
  expect(deviation).toBeAllClose([Math.sqrt(5), Math.sqrt(350)]);
});

it("large numbers with a small spread lose no digits", async () => {
  const images = [60000, 60002].map((value) => image(Uint16Array.of(value, 0, value, 0)));
  const { deviation } = await imageStatistics(pictures(2).map((_, i) => ({ image: images[i]! })));
  expect(deviation).toBeAllClose([1, 0], { rtol: 1e-12 });
});

it("an empty set and images of different kinds are refused", async () => {
  await expect(imageStatistics(pictures(0))).rejects.toThrow(/is empty/);
  const one = new Raster(new Uint8Array(1), { height: 1, width: 1 });
  const set = pictures(2).map((sample, i) => ({ image: i === 0 ? one : sample.image }));
  await expect(imageStatistics(set)).rejects.toThrow(/3 bands after one of 1/);
});

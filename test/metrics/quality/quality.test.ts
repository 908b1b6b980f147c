import { describe, expect, it } from "vitest";
import { mae, psnr, rmse, spectralAngle, ssim } from "../../../lib/metrics/index.js";
import { expectRefusal } from "../support.js";

describe("image quality", () => {
  const image = Float64Array.from({ length: 100 }, (_, i) => 0.5 + 0.4 * Math.sin(i));

  it("of an image with itself is perfect", () => {
    expect([mae(image, image), rmse(image, image), psnr(image, image, { range: 1 })]).toEqual([
      0,
      0,
      Infinity,
    ]);
    expect(ssim(image, image, { height: 10, width: 10, range: 1 })).toBeAllClose(1, { atol: 1e-12 });
  });

  it("knows the width of the scale", () => {
    // An error of 0.1 everywhere: 20 dB on [0, 1], 26 on [-1, 1].
    const off = image.map((v) => v + 0.1);
    expect(psnr(off, image, { range: 1 })).toBeAllClose(20);
    expect(psnr(off, image, { range: 2 })).toBeAllClose(20 + 20 * Math.log10(2));
    expectRefusal(() => psnr(off, image, { range: 0 }), "psnr", /range is 0/);
  });

  // Through the arc cosine of a cosine near 1, equal spectra stood 6e-7 degrees apart.
  it("sees no angle at all between a spectrum and a brighter one, to the last digits", () => {
    const brighter = image.map((v) => 3 * v);
    expect(spectralAngle(brighter, image, { bands: 10 })).toBeAllClose(0, { atol: 1e-13, rtol: 0 });
    expect(spectralAngle([1, 0, 1, 1e-9], [0, 1, 1, 0], { bands: 2 })).toBeAllClose(
      45 + (1e-9 * 180) / Math.PI / 2,
      { atol: 1e-13, rtol: 0 },
    );
    expectRefusal(() => spectralAngle([0, 0], [1, 1], { bands: 2 }), "spectralAngle", /pixel 0 is zero/);
  });

  it("keeps its digits on bright flat ground, where squares would swallow the variance", () => {
    const flat = image.map((v) => 1e6 + 1e-3 * v);
    expect(ssim(flat, flat, { height: 10, width: 10, range: 1e-3 })).toBeAllClose(1, { atol: 1e-9 });
  });

  it("refuses windows that do not fit and images that do not match", () => {
    const options = { height: 10, width: 10, range: 1 };
    expectRefusal(() => ssim(image, image, { ...options, window: 11 }), "ssim", /window of 11/);
    expectRefusal(() => ssim(image, image, { ...options, window: 4 }), "ssim", /window of 4/);
    expectRefusal(() => ssim(image, image, { ...options, bands: 3 }), "ssim", /100 numbers for 10 × 10 × 3/);
    expectRefusal(() => mae(image, [1]), "mae", /100 numbers in the image, 1/);
    expectRefusal(() => rmse([Number.NaN], [1]), "rmse", /is NaN/);
  });
});

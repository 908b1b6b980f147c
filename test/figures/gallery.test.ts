import { describe, expect, it } from "vitest";
import { drawingPng, drawingSize, figureJson } from "../../lib/figures/index.js";
import { gallery } from "./gallery/index.js";
import { close, compareGolden } from "./support/golden.js";

describe("every figure of the gallery", () => {
  for (const [name, make] of Object.entries(gallery)) {
    it(`${name} looks as it did`, async () => {
      const drawing = make();
      const found = await compareGolden(name, await drawingPng(drawing, { scale: 1 }));
      expect(
        found,
        `look at test/figures/golden/${name}-changed.png; SWATH_UPDATE_GOLDEN=1 accepts it`,
      ).toSatisfy((value: typeof found) => value !== "new" && close(value));
      const { width, height } = drawingSize(drawing);
      expect(width).toBeLessThanOrEqual(1000);
      expect(height).toBeLessThanOrEqual(800);
    });

    it(`${name} is small enough for a notebook`, async () => {
      const drawing = make();
      const png = await drawingPng(drawing);
      expect(png.length).toBeLessThan(300_000);
      if (drawing.live) expect(JSON.stringify(figureJson(drawing.live)).length).toBeLessThan(600_000);
    });

    it(`${name} says in words what it shows`, () => {
      const { alt, caption } = make();
      expect(alt.length).toBeGreaterThan(30);
      expect(alt).not.toMatch(/undefined|NaN to|\[object/);
      expect(caption).not.toMatch(/undefined|\[object/);
    });
  }
});

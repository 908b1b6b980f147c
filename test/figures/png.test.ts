import fc from "fast-check";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { encodePng, type PngImage } from "../../lib/figures/index.js";
import { rgb } from "./support/golden.js";

const image = fc
  .record({
    width: fc.integer({ min: 1, max: 23 }),
    height: fc.integer({ min: 1, max: 17 }),
    channels: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
    // Few levels make palettes of every depth, many make true colour.
    levels: fc.constantFrom(1, 2, 3, 5, 256),
    seed: fc.integer(),
  })
  .map(({ width, height, channels, levels, seed }): PngImage => {
    let state = seed >>> 0;
    const data = new Uint8Array(width * height * channels).map(() => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return levels === 1 ? 0 : Math.floor(((state >>> 8) % levels) * (255 / (levels - 1)));
    });
    return { width, height, channels, data };
  });

/** What the image shows, as RGB. */
function shown({ width, height, channels, data }: PngImage): number[] {
  return Array.from({ length: width * height }, (_, i) =>
    [0, 1, 2].map((k) => data[i * channels + (channels < 3 ? 0 : k)]!),
  ).flat();
}

describe("encodePng", () => {
  it("writes files that another reader reads back exactly, with and without a palette", () => {
    fc.assert(
      fc.property(image, fc.boolean(), (given, palette) => {
        const file = encodePng(given, { palette });
        expect(Array.from(rgb(file).data)).toEqual(shown(given));
      }),
      { numRuns: 200 },
    );
  });

  it("keeps alpha beside colour", () => {
    const data = Uint8Array.from({ length: 300 * 4 }, (_, i) => (i * 7919) % 256);
    const read = decode(encodePng({ width: 20, height: 15, channels: 4, data }, { palette: false }));
    expect(Array.from(read.data)).toEqual(Array.from(data));
  });

  it("uses one bit for two colours and no palette beyond 256", () => {
    const two = encodePng({
      width: 8,
      height: 1,
      channels: 1,
      data: Uint8Array.from([0, 255, 0, 255, 0, 0, 255, 255]),
    });
    expect(decode(two)).toMatchObject({ depth: 1, width: 8 });
    const data = Uint8Array.from({ length: 300 * 3 }, (_, i) =>
      i % 3 === 0 ? Math.floor(i / 3) : Math.floor(i / 600),
    );
    expect(decode(encodePng({ width: 300, height: 1, channels: 3, data })).palette).toBeUndefined();
  });

  it("costs little more when each pixel is enlarged eight times", () => {
    const small = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (Math.imul(i, 2654435761) >>> 16) & 255);
    const large = new Uint8Array(512 * 512 * 3);
    for (let y = 0; y < 512; y++) {
      for (let x = 0; x < 512; x++) {
        for (let k = 0; k < 3; k++) large[(y * 512 + x) * 3 + k] = small[((y >> 3) * 64 + (x >> 3)) * 3 + k]!;
      }
    }
    const one = encodePng({ width: 64, height: 64, channels: 3, data: small }).length;
    expect(encodePng({ width: 512, height: 512, channels: 3, data: large }).length).toBeLessThan(4 * one);
  });

  it("refuses sizes that do not fit the samples and says which", () => {
    expect(() => encodePng({ width: 2, height: 2, channels: 3, data: new Uint8Array(11) })).toThrow(
      "encodePng: 2×2 with 3 channels needs 12 bytes, 11 were given",
    );
    expect(() => encodePng({ width: 0, height: 2, channels: 3, data: new Uint8Array(0) })).toThrow(
      "at least 1",
    );
  });
});

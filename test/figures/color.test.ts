import { describe, expect, it } from "vitest";
import { luminance, parseHex, type Rgb } from "../../lib/figures/color/rgb.js";
import { COLOR_MAPS, classColors, colorLut } from "../../lib/figures/index.js";

const at = (lut: Uint8Array, i: number): Rgb => [lut[i * 3]!, lut[i * 3 + 1]!, lut[i * 3 + 2]!];

/** sRGB to OKLab (Ottosson 2020), for distances as people see them. */
function oklab(color: Rgb): readonly [number, number, number] {
  const [r, g, b] = color.map((v) =>
    v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** How someone without red or green cones sees a colour: Machado, Oliveira and Fernandes 2009, severity 1. */
const BLINDNESS = {
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

function seenBy(kind: keyof typeof BLINDNESS, color: Rgb): Rgb {
  const m = BLINDNESS[kind];
  const lin = color.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  const out = [0, 1, 2].map((row) => {
    const v = Math.min(
      1,
      Math.max(0, m[row * 3]! * lin[0]! + m[row * 3 + 1]! * lin[1]! + m[row * 3 + 2]! * lin[2]!),
    );
    return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
  });
  return [out[0]!, out[1]!, out[2]!];
}

const apart = (a: Rgb, b: Rgb): number => {
  const [x, y] = [oklab(a), oklab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
};

describe("colour maps", () => {
  it.each(["viridis", "cividis", "magma", "inferno", "gray"] as const)(
    "%s rises in lightness all the way",
    (name) => {
      const light = Array.from({ length: 256 }, (_, i) => oklab(at(colorLut(name), i))[0]);
      for (let i = 8; i < 256; i += 8) expect(light[i]!).toBeGreaterThan(light[i - 8]!);
    },
  );

  it.each(["bluered", "purpleorange"] as const)(
    "%s is lightest in the middle and even at both ends",
    (name) => {
      const light = Array.from({ length: 256 }, (_, i) => oklab(at(colorLut(name), i))[0]);
      expect(light.indexOf(Math.max(...light))).toBeGreaterThan(118);
      expect(light.indexOf(Math.max(...light))).toBeLessThan(138);
      expect(Math.abs(light[0]! - light[255]!)).toBeLessThan(0.25);
    },
  );

  it("are the published ones where a table of them is known", () => {
    // matplotlib 3.10 at 0, 64, 128, 255; its cividis is a later smoothing of the paper's, hence the wider tolerance.
    const known = [
      [
        "viridis",
        3,
        [
          [68, 1, 84],
          [59, 82, 139],
          [33, 145, 140],
          [253, 231, 37],
        ],
      ],
      [
        "cividis",
        14,
        [
          [0, 34, 78],
          [66, 77, 107],
          [125, 124, 120],
          [254, 232, 56],
        ],
      ],
    ] as const;
    for (const [name, tolerance, colors] of known) {
      for (const [k, i] of [0, 64, 128, 255].entries()) {
        expect(at(colorLut(name), i)).toBeAllClose(colors[k], { atol: tolerance, rtol: 0 });
      }
    }
  });

  it("say which names there are when one is misspelt", () => {
    expect(() => colorLut("jet" as "viridis")).toThrow(
      `there is no colour map "jet"; use ${COLOR_MAPS.join(", ")}`,
    );
  });
});

describe("class colours", () => {
  it.each(["protan", "deutan"] as const)("stay apart for %s eyes, up to seven classes", (kind) => {
    const colors = classColors(7).map((hex) => seenBy(kind, parseHex(hex)));
    for (const [i, a] of colors.entries()) {
      for (const b of colors.slice(i + 1)) expect(apart(a, b)).toBeGreaterThan(0.06);
    }
  });

  it("are never twice the same, up to a hundred classes", () => {
    expect(new Set(classColors(100)).size).toBe(100);
  });

  it("begin with colours that are dark enough for lines on white", () => {
    for (const hex of classColors(4)) expect(luminance(parseHex(hex))).toBeLessThan(0.4);
  });
});

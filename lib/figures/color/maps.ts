import { ValueError } from "../../errors.js";
import { parseHex, type Rgb, toHex } from "./rgb.js";

// Anchors, evenly spaced, as published. All of these survive the common colour-vision deficiencies: the sequential ones
// rise evenly in lightness, the diverging ones differ in lightness and in blue against yellow or red.
const ANCHORS = {
  /** van der Walt and Smith 2015 (matplotlib). */
  viridis: "440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725",
  /** van der Walt and Smith 2015. */
  magma: "000004 180f3e 451077 721f81 9f2f7f cd4071 f1605d fd9567 fec98d fcfdbf",
  /** van der Walt and Smith 2015. */
  inferno: "000004 1b0c41 4a0c6b 781c6d a52c60 cf4446 ed6925 fb9b06 f7d13d fcffa4",
  /** Nuñez, Anderton and Renslow 2018, doi 10.1371/journal.pone.0199239. */
  cividis: "00204d 00336f 39486b 575c6d 707173 8a8779 a69d75 c4b56c e4cf5b ffea46",
  gray: "000000 ffffff",
  /** ColorBrewer 2.0 RdBu (Harrower and Brewer 2003), turned so that low is blue. */
  bluered: "053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f",
  /** ColorBrewer 2.0 PuOr, turned so that low is purple. */
  purpleorange: "2d004b 542788 8073ac b2abd2 d8daeb f7f7f7 fee0b6 fdb863 e08214 b35806 7f3b08",
  /** ColorBrewer 2.0 Blues, light to dark: counts on white paper. */
  blues: "f7fbff deebf7 c6dbef 9ecae1 6baed6 4292c6 2171b5 08519c 08306b",
} as const;

/** The names of the colour maps. */
export type ColorMapName = keyof typeof ANCHORS;

/** 256 colours as RGB bytes, 768 in all: what an index of 0 to 255 looks up. */
export type Lut = Uint8Array;

export const SIZE = 256;

function between(anchors: readonly Rgb[], t: number): Rgb {
  const at = t * (anchors.length - 1);
  const low = Math.min(anchors.length - 2, Math.floor(at));
  const share = at - low;
  const mix = (k: 0 | 1 | 2): number =>
    Math.round(anchors[low]![k] * (1 - share) + anchors[low + 1]![k] * share);
  return [mix(0), mix(1), mix(2)];
}

const made = new Map<string, Lut>();

/**
 * The names that {@link colorLut} knows.
 *
 * @example
 * ```ts
 * import { COLOR_MAPS } from "swath/figures";
 *
 * COLOR_MAPS.includes("cividis"); // true
 * ```
 */
export const COLOR_MAPS = Object.keys(ANCHORS) as readonly ColorMapName[];

/**
 * The 256 colours of a map. Sequential: viridis, cividis, magma, inferno, gray, blues; diverging: bluered, purpleorange.
 *
 * @example
 * ```ts
 * import { colorLut } from "swath/figures";
 *
 * Array.from(colorLut("viridis").subarray(0, 3)); // [68, 1, 84]
 * ```
 */
export function colorLut(name: ColorMapName): Lut {
  const known = made.get(name);
  if (known) return known;
  if (!COLOR_MAPS.includes(name)) {
    throw new ValueError("colorLut", `there is no colour map "${name}"`, {
      mend: `use ${COLOR_MAPS.join(", ")}`,
    });
  }
  const lut = new Uint8Array(SIZE * 3);
  const anchors = ANCHORS[name].split(" ").map(parseHex);
  for (let i = 0; i < SIZE; i++) {
    lut.set(between(anchors, i / (SIZE - 1)), i * 3);
  }
  made.set(name, lut);
  return lut;
}

/** The map as plotly's `colorscale`. */
export function plotlyScale(name: ColorMapName, steps = 16): readonly (readonly [number, string])[] {
  const lut = colorLut(name);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const at = Math.round((i / steps) * (SIZE - 1)) * 3;
    return [i / steps, toHex([lut[at]!, lut[at + 1]!, lut[at + 2]!])] as const;
  });
}

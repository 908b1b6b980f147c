import { uniform } from "../../../device/random/index.js";
import { ShapeError, ValueError } from "../../../errors.js";
import { arrayOf, isFloating } from "../../raster/dtype.js";
import type { Raster } from "../../raster/raster.js";
import { type AnyAugmentation, changeImages } from "./augmentation.js";
import { checkShare } from "./geometry.js";

/** How far {@link colourJitter} goes. */
export interface ColourJitterOptions {
  /** The light is multiplied by a number from 1 - brightness to 1 + brightness; 0 unless told. */
  readonly brightness?: number;
  /** Likewise the distance from the image's mean grey; 0 unless told. */
  readonly contrast?: number;
  /** Likewise the distance of a pixel from its own grey; 0 unless told; for images of three bands. */
  readonly saturation?: number;
  /** The hue goes round by at most this share of the circle, up to 0.5; 0 unless told; for images of three bands. */
  readonly hue?: number;
  /** How likely a sample is changed at all; 1 unless told. */
  readonly p?: number;
  /** The largest value: 255 for uint8, 65535 for uint16, 1 for floats unless told. Results lie from 0 to it. */
  readonly peak?: number;
}

/**
 * Changes light, contrast, saturation and hue, in this order, of every image of a sample; several images of one sample
 * (before and after) alike, a mask not at all.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { colourJitter, Raster } from "swath/data";
 *
 * const image = new Raster(new Uint8Array([100, 150, 200]), { height: 1, width: 1, bands: 3 });
 * const jitter = colourJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, p: 0.8 });
 * jitter({ image, label: 1 }, seed(3)).image.dtype; // "uint8"
 * ```
 */
export function colourJitter(options: ColourJitterOptions): AnyAugmentation {
  const { brightness = 0, contrast = 0, saturation = 0, hue = 0, p = 1, peak } = options;
  for (const [name, value] of Object.entries({ brightness, contrast, saturation, p })) {
    checkShare("colourJitter", name, value);
  }
  if (!(hue >= 0 && hue <= 0.5)) {
    throw new ValueError("colourJitter", `hue is ${hue}`, { mend: "give a number from 0 to 0.5" });
  }
  return (sample, key) => {
    const [whether, a, b, c, d] = uniform(key, 5) as unknown as readonly [
      number,
      number,
      number,
      number,
      number,
    ];
    if (whether >= p) return sample;
    const around = (u: number, reach: number) => 1 + reach * (2 * u - 1);
    const factors = {
      light: around(a, brightness),
      contrast: around(b, contrast),
      saturation: around(c, saturation),
      turn: hue * (2 * d - 1),
    };
    return changeImages(sample, (image) => jittered(image, factors, peak ?? peakOf(image)));
  };
}

function peakOf({ dtype }: Raster): number {
  if (dtype === "uint8") return 255;
  if (dtype === "uint16") return 65535;
  if (isFloating(dtype)) return 1;
  throw new ValueError("colourJitter", `${dtype} has no largest value of its own`, { mend: "give peak" });
}

interface Factors {
  readonly light: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly turn: number;
}

// Rec. 601, as every image library weighs the colours.
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];

function jittered(image: Raster, factors: Factors, peak: number): Raster {
  const { bands, data } = image;
  const { light, contrast, saturation, turn } = factors;
  if ((saturation !== 1 || turn !== 0) && bands !== 3) {
    throw new ShapeError("colourJitter", `an image of ${bands} bands has no saturation or hue`, {
      mend: "give brightness and contrast only",
    });
  }
  const cut = (value: number) => Math.min(peak, Math.max(0, value));
  const numbers = Float64Array.from(data, (value) => cut(value * light));
  const grey = (i: number) =>
    bands === 3 ? RED * numbers[i]! + GREEN * numbers[i + 1]! + BLUE * numbers[i + 2]! : numbers[i]!;
  if (contrast !== 1) {
    let sum = 0;
    const step = bands === 3 ? 3 : 1;
    for (let i = 0; i < numbers.length; i += step) sum += grey(i);
    const mean = (sum * step) / numbers.length;
    for (let i = 0; i < numbers.length; i++) numbers[i] = cut(mean + contrast * (numbers[i]! - mean));
  }
  if (saturation !== 1) {
    for (let i = 0; i < numbers.length; i += 3) {
      const own = grey(i);
      for (let c = i; c < i + 3; c++) numbers[c] = cut(own + saturation * (numbers[c]! - own));
    }
  }
  if (turn !== 0) for (let i = 0; i < numbers.length; i += 3) turnHue(numbers, i, turn);
  const out = arrayOf(image.dtype, numbers.length);
  const whole = !isFloating(image.dtype);
  for (let i = 0; i < out.length; i++) out[i] = whole ? Math.round(numbers[i]!) : numbers[i]!;
  return image.with(out);
}

/** Turns the hue of one pixel, with value and chroma as they are (the hexagon of HSV). */
function turnHue(numbers: Float64Array, at: number, turn: number): void {
  const [r, g, b] = numbers.subarray(at, at + 3) as unknown as [number, number, number];
  const most = Math.max(r, g, b);
  const chroma = most - Math.min(r, g, b);
  if (chroma === 0) return;
  const sixth = most === r ? (g - b) / chroma : most === g ? (b - r) / chroma + 2 : (r - g) / chroma + 4;
  const hue = sixth + 6 * turn;
  for (const [c, offset] of [5, 3, 1].entries()) {
    const k = (((offset + hue) % 6) + 6) % 6;
    numbers[at + c] = most - chroma * Math.max(0, Math.min(k, 4 - k, 1));
  }
}

/**
 * Takes the colour out of every image of a sample with probability `p`: all three bands become the grey of the pixel.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { Raster, randomGrey } from "swath/data";
 *
 * const image = new Raster(new Uint8Array([0, 100, 200]), { height: 1, width: 1, bands: 3 });
 * randomGrey({ p: 1 })({ image }, seed(0)).image.data; // Uint8Array [82, 82, 82]
 * ```
 */
export function randomGrey(
  options: {
    /** 0.2 unless told. */
    readonly p?: number;
  } = {},
): AnyAugmentation {
  const { p = 0.2 } = options;
  checkShare("randomGrey", "p", p);
  return (sample, key) => {
    const [whether = 1] = uniform(key, 1);
    return whether < p ? changeImages(sample, grey) : sample;
  };
}

function grey(image: Raster): Raster {
  const { bands, data } = image;
  if (bands !== 3) {
    throw new ShapeError("randomGrey", `an image of ${bands} bands has no colour`, {
      mend: "give images of three bands",
    });
  }
  const out = arrayOf(image.dtype, data.length);
  const whole = !isFloating(image.dtype);
  for (let i = 0; i < out.length; i += 3) {
    const value = RED * data[i]! + GREEN * data[i + 1]! + BLUE * data[i + 2]!;
    out.fill(whole ? Math.round(value) : value, i, i + 3);
  }
  return image.with(out);
}

/**
 * Brings every image to float32 as (value - mean) / deviation, band by band. Nothing about it is random: it stands last in
 * training and alone in testing.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { Raster, standardise } from "swath/data";
 *
 * const image = new Raster(new Uint8Array([100, 150]), { height: 1, width: 2 });
 * standardise({ mean: [125], deviation: [25] })({ image }, seed(0)).image.data; // Float32Array [-1, 1]
 * ```
 */
export function standardise(options: {
  /** One number a band. */
  readonly mean: readonly number[];
  /** One number a band, above 0. */
  readonly deviation: readonly number[];
}): AnyAugmentation {
  const { mean, deviation } = options;
  if (mean.length !== deviation.length || !deviation.every((value) => value > 0)) {
    throw new ValueError("standardise", `means [${mean}] and deviations [${deviation}] do not go together`, {
      mend: "give one of each a band, deviations above 0",
    });
  }
  return (sample) =>
    changeImages(sample, (image) => {
      const { bands, data } = image;
      if (bands !== mean.length) {
        throw new ShapeError("standardise", `${mean.length} means for an image of ${bands} bands`, {
          mend: "give one a band",
        });
      }
      const out = new Float32Array(data.length);
      for (let i = 0, band = 0; i < out.length; i++) {
        out[i] = (data[i]! - mean[band]!) / deviation[band]!;
        if (++band === bands) band = 0;
      }
      return image.with(out, { noData: undefined });
    });
}

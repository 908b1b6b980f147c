import { uniform } from "../../../device/random/index.js";
import { ValueError } from "../../../errors.js";
import { arrayOf, isFloating } from "../../raster/dtype.js";
import type { Raster } from "../../raster/raster.js";
import { type AnyAugmentation, changeImages } from "./augmentation.js";
import { checkShare } from "./geometry.js";

/** How much {@link randomBlur} blurs. */
export interface RandomBlurOptions {
  /** Standard deviations in pixels, from and to; 0.1 to 2 unless told. */
  readonly sigma?: readonly [least: number, most: number];
  /** How likely a sample is blurred at all; 0.5 unless told. */
  readonly p?: number;
}

/**
 * Blurs every image of a sample by a Gaussian of random width, mirrored at the edges with the edge pixel repeated; several
 * images of one sample alike, a mask not at all.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { Raster, randomBlur } from "swath/data";
 *
 * const image = new Raster(new Float32Array([0, 0, 1, 0, 0]), { height: 1, width: 5 });
 * const blurred = randomBlur({ sigma: [1, 1], p: 1 })({ image }, seed(0)).image;
 * blurred.data[2]! < 0.5; // true
 * ```
 */
export function randomBlur(options: RandomBlurOptions = {}): AnyAugmentation {
  const { sigma: [least, most] = [0.1, 2], p = 0.5 } = options;
  checkShare("randomBlur", "p", p);
  if (!(least > 0 && most >= least && most <= 1000)) {
    throw new ValueError("randomBlur", `sigma is from ${least} to ${most}`, {
      mend: "give two numbers above 0, the smaller first",
    });
  }
  return (sample, key) => {
    const [whether, u] = uniform(key, 2) as unknown as [number, number];
    if (whether >= p) return sample;
    const kernel = gaussian(least + u * (most - least));
    return changeImages(sample, (image) => blurred(image, kernel));
  };
}

/** One half of the kernel with its middle, cut at four deviations. */
function gaussian(sigma: number): Float64Array {
  const reach = Math.floor(4 * sigma + 0.5);
  const half = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-(k * k) / (2 * sigma * sigma)));
  const sum = half.reduce((total, weight, k) => total + (k === 0 ? weight : 2 * weight), 0);
  return half.map((weight) => weight / sum);
}

function blurred(image: Raster, half: Float64Array): Raster {
  const { height, width, bands } = image;
  if (image.noData !== undefined) {
    throw new ValueError("randomBlur", `no-data (${image.noData}) would spread to its neighbours`, {
      mend: "fill it first and give the raster without noData",
    });
  }
  const across = Float64Array.from(image.data);
  const row = width * bands;
  const down = new Float64Array(across.length);
  for (let r = 0; r < height; r++)
    along(across, down, { from: r * row, count: width, step: bands, lanes: bands }, half);
  along(down, across, { from: 0, count: height, step: row, lanes: row }, half);
  const out = arrayOf(image.dtype, across.length);
  const whole = !isFloating(image.dtype);
  for (let i = 0; i < out.length; i++) out[i] = whole ? Math.round(across[i]!) : across[i]!;
  return image.with(out);
}

interface Line {
  readonly from: number;
  readonly count: number;
  /** Between neighbours along the line. */
  readonly step: number;
  /** How many numbers lie side by side at each place of the line. */
  readonly lanes: number;
}

function along(
  data: Float64Array,
  out: Float64Array,
  { from, count, step, lanes }: Line,
  half: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const to = from + i * step;
    for (let lane = 0; lane < lanes; lane++) out[to + lane] = half[0]! * data[to + lane]!;
    for (let k = 1; k < half.length; k++) {
      const [a, b] = [from + mirrored(i - k, count) * step, from + mirrored(i + k, count) * step];
      for (let lane = 0; lane < lanes; lane++) {
        out[to + lane] = out[to + lane]! + half[k]! * (data[a + lane]! + data[b + lane]!);
      }
    }
  }
}

/** … 1 0 | 0 1 2 … n-1 | n-1 n-2 …, as often as it takes. */
function mirrored(i: number, count: number): number {
  const at = ((i % (2 * count)) + 2 * count) % (2 * count);
  return at < count ? at : 2 * count - 1 - at;
}

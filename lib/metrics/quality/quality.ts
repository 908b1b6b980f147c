import { ShapeError, ValueError } from "../../errors.js";
import { allFinite, type Numbers, rowsOf, sameLength } from "../check.js";

/**
 * Mean absolute error.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.mae([1, 2, 4], [1, 2, 1]); // 1
 * ```
 */
export function mae(image: Numbers, reference: Numbers): number {
  return meanDifference("mae", image, reference, Math.abs);
}

/**
 * Root mean squared error.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.rmse([1, 2, 4, 4], [1, 2, 2, 2]); // 1.4142135623730951
 * ```
 */
export function rmse(image: Numbers, reference: Numbers): number {
  return Math.sqrt(meanDifference("rmse", image, reference, (d) => d * d));
}

/** What `psnr` takes besides the images. */
export interface PsnrOptions {
  /** The width of the scale: 1 for [0, 1], 2 for [-1, 1], 255 for bytes. */
  readonly range: number;
}

/**
 * Peak signal-to-noise ratio in decibel; Infinity when nothing differs.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.psnr([0.5, 0.4], [0.5, 0.5], { range: 1 }); // 23.01…
 * ```
 */
export function psnr(image: Numbers, reference: Numbers, { range }: PsnrOptions): number {
  positive("psnr", range);
  return 10 * Math.log10(range ** 2 / meanDifference("psnr", image, reference, (d) => d * d));
}

/** What `spectralAngle` takes besides the images. */
export interface SpectralAngleOptions {
  /** How many bands: both tables are row-major, one row a pixel. */
  readonly bands: number;
}

/**
 * Spectral angle (SAM): the mean over pixels of the angle between two spectra, in degrees. It sees the shape of a
 * spectrum, not its brightness. Shift data in [-1, 1] to positive values first.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.spectralAngle([1, 0, 2, 2], [0, 1, 1, 1], { bands: 2 }); // 45: one pixel at 90 degrees, one at 0
 * ```
 */
export function spectralAngle(image: Numbers, reference: Numbers, { bands }: SpectralAngleOptions): number {
  sameLength("spectralAngle", image, reference, ["numbers in the image", "in the reference"]);
  const pixels = rowsOf("spectralAngle", "numbers", image, bands);
  allFinite("spectralAngle", "number of the image,", image);
  allFinite("spectralAngle", "number of the reference,", reference);
  let sum = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const end = (pixel + 1) * bands;
    let [a, b] = [0, 0];
    for (let i = pixel * bands; i < end; i++) {
      a += image[i]! ** 2;
      b += reference[i]! ** 2;
    }
    if (a === 0 || b === 0) {
      throw new ValueError("spectralAngle", `pixel ${pixel} is zero in all bands and has no direction`, {
        mend: "leave such pixels out",
      });
    }
    // The arc cosine of a cosine near 1 keeps half the digits; the sides of the rhombus of unit vectors keep all.
    let [apart, together] = [0, 0];
    for (let i = pixel * bands; i < end; i++) {
      const [u, v] = [image[i]! / Math.sqrt(a), reference[i]! / Math.sqrt(b)];
      apart += (u - v) ** 2;
      together += (u + v) ** 2;
    }
    sum += 2 * Math.atan2(Math.sqrt(apart), Math.sqrt(together));
  }
  return ((sum / pixels) * 180) / Math.PI;
}

/** What `ssim` takes besides the images. */
export interface SsimOptions {
  readonly height: number;
  readonly width: number;
  /** Bands of a pixel lie together (height × width × bands); SSIM is taken band by band. 1 unless told. */
  readonly bands?: number;
  /** The width of the scale: 1 for [0, 1], 2 for [-1, 1], 255 for bytes. */
  readonly range: number;
  /** The side of the square window, odd. 7 unless told. */
  readonly window?: number;
}

/**
 * Structural similarity with a uniform window that stays inside the image, K1 = 0.01, K2 = 0.03 and unbiased variances
 * (scikit-image's defaults), averaged over windows and bands; 1 when nothing differs.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const image = Float64Array.from({ length: 64 }, (_, i) => (i % 8) / 8);
 * metrics.ssim(image, image, { height: 8, width: 8, range: 1 }); // 1
 * metrics.ssim(image, image.map((v) => 1 - v), { height: 8, width: 8, range: 1 }) < 0; // true
 * ```
 */
export function ssim(image: Numbers, reference: Numbers, options: SsimOptions): number {
  const { height, width, bands = 1, range, window = 7 } = options;
  positive("ssim", range);
  sameLength("ssim", image, reference, ["numbers in the image", "in the reference"]);
  if (image.length !== height * width * bands) {
    throw new ShapeError("ssim", `${image.length} numbers for ${height} × ${width} × ${bands}`, {
      mend: "give height, width and bands that fit",
    });
  }
  if (window % 2 !== 1 || window < 3 || window > Math.min(height, width)) {
    throw new ValueError("ssim", `a window of ${window} in an image of ${height} × ${width}`, {
      mend: "give an odd window from 3 on that fits in the image",
    });
  }
  allFinite("ssim", "number of the image,", image);
  allFinite("ssim", "number of the reference,", reference);
  const c1 = (0.01 * range) ** 2;
  const c2 = (0.03 * range) ** 2;
  const pixels = window * window;
  let total = 0;
  for (let row = 0; row + window <= height; row++) {
    for (let column = 0; column + window <= width; column++) {
      for (let band = 0; band < bands; band++) {
        // Two passes: of variances formed as a mean of squares less a squared mean, little is left on flat ground.
        const at = (k: number) =>
          ((row + Math.floor(k / window)) * width + column + (k % window)) * bands + band;
        let [meanA, meanB] = [0, 0];
        for (let k = 0; k < pixels; k++) {
          meanA += image[at(k)]! / pixels;
          meanB += reference[at(k)]! / pixels;
        }
        let [a, b, both] = [0, 0, 0];
        for (let k = 0; k < pixels; k++) {
          const [x, y] = [image[at(k)]! - meanA, reference[at(k)]! - meanB];
          a += (x * x) / (pixels - 1);
          b += (y * y) / (pixels - 1);
          both += (x * y) / (pixels - 1);
        }
        total +=
          ((2 * meanA * meanB + c1) * (2 * both + c2)) / ((meanA ** 2 + meanB ** 2 + c1) * (a + b + c2));
      }
    }
  }
  return total / ((height - window + 1) * (width - window + 1) * bands);
}

function meanDifference(
  operation: string,
  image: Numbers,
  reference: Numbers,
  term: (difference: number) => number,
): number {
  const n = sameLength(operation, image, reference, ["numbers in the image", "in the reference"]);
  allFinite(operation, "number of the image,", image);
  allFinite(operation, "number of the reference,", reference);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(image[i]! - reference[i]!);
  return sum / n;
}

function positive(operation: string, range: number): void {
  if (range > 0 && Number.isFinite(range)) return;
  throw new ValueError(operation, `range is ${range}`, { mend: "give the width of the scale, 1 for [0, 1]" });
}

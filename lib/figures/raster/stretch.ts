import { ValueError } from "../../errors.js";
import type { RasterLike } from "./like.js";

/**
 * Which values become black and which white: `"2%"` cuts so many per cent at both ends, `"minmax"` nothing, a pair is
 * taken as it is.
 */
export type Stretch = `${number}%` | "minmax" | readonly [number, number];

export const DEFAULT_STRETCH: Stretch = "2%";

/** Percentiles of more values than this come from an even sample of them: the cut does not notice. */
const SAMPLE = 200_000;

/** Whether a value was measured: not NaN, not infinite, not the no-data value. */
export function isData(value: number, noData: number | undefined): boolean {
  return Number.isFinite(value) && value !== noData;
}

/**
 * The two cuts of one band; a constant band gets a range of one, so that nothing divides by zero.
 *
 * @example
 * ```ts
 * import { stretchRange } from "swath/figures";
 *
 * const image = { data: Float32Array.from([1, 2, Number.NaN, 4]), height: 2, width: 2, bands: 1 };
 * stretchRange(image, 0, "minmax"); // [1, 4]
 * ```
 */
export function stretchRange(
  raster: Pick<RasterLike, "height" | "width" | "noData"> & {
    readonly data: ArrayLike<number>;
    readonly bands: number;
  },
  band: number,
  stretch: Stretch = DEFAULT_STRETCH,
): readonly [number, number] {
  if (typeof stretch !== "string") return ordered(stretch);
  const share = stretch === "minmax" ? 0 : Number.parseFloat(stretch) / 100;
  if (!(share >= 0 && share < 0.5)) {
    throw new ValueError("stretch", `"${stretch}" leaves nothing to show`, {
      mend: 'write "2%", "minmax" or [low, high]',
    });
  }
  const pixels = raster.height * raster.width;
  const step = Math.max(1, Math.floor(pixels / SAMPLE));
  const values: number[] = [];
  for (let i = 0; i < pixels; i += step) {
    const value = raster.data[i * raster.bands + band]!;
    if (isData(value, raster.noData)) values.push(value);
  }
  if (values.length === 0) return [0, 1];
  const sorted = Float64Array.from(values).sort();
  return ordered([quantile(sorted, share), quantile(sorted, 1 - share)]);
}

function ordered([low, high]: readonly [number, number]): readonly [number, number] {
  return high > low ? [low, high] : [low, low + 1];
}

/** Linear between the two neighbours, as NumPy's default does it. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

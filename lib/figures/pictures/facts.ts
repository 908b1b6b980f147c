import { formatNumber, formatPercent } from "../picture/number.js";
import { bandLabel, type RasterLike } from "../raster/like.js";

/** "RGB = bands 30, 15, 5 (665 nm …)". */
export function describeBands(raster: RasterLike, bands: readonly number[]): string {
  const labels = bands.map((band) => bandLabel(raster, band));
  if (bands.length === 1)
    return `${labels[0]!.startsWith("band") ? "Band" : "Band"} ${labels[0]!.replace(/^band /, "")}.`;
  const plain = labels.every((label) => label.startsWith("band "));
  return plain ? `Red, green, blue: bands ${bands.join(", ")}.` : `Red, green, blue: ${labels.join(", ")}.`;
}

export function describeStretch(
  stretch: string | readonly [number, number],
  ranges: readonly (readonly [number, number])[],
): string {
  const cuts = ranges.map(([low, high]) => `${formatNumber(low)} to ${formatNumber(high)}`);
  const said = cuts.length === 1 || new Set(cuts).size === 1 ? cuts[0]! : cuts.join("; ");
  if (typeof stretch !== "string") return `Shown: ${said}.`;
  if (stretch === "minmax") return `Shown: all values, ${said}.`;
  return `Stretched between percentiles ${formatNumber(Number.parseFloat(stretch))} and ${formatNumber(100 - Number.parseFloat(stretch))}: ${said}.`;
}

export function describeMissing(missing: number): string | false {
  return missing > 0 && `Hatched: no data (${formatPercent(missing)}).`;
}

export function describeReduction(
  from: { readonly width: number; readonly height: number },
  factor: number,
  how: "means of" | "every",
): string | false {
  if (factor === 1) return false;
  const size = `${Math.ceil(from.height / factor)}×${Math.ceil(from.width / factor)}`;
  return how === "every"
    ? `Reduced for display from ${from.height}×${from.width} to ${size} (each ${factor}th pixel).`
    : `Reduced for display from ${from.height}×${from.width} to ${size} (means of ${factor}×${factor} pixels).`;
}

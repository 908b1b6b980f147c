/**
 * A number as a reader wants it: about three figures, no trailing zeros, a true minus.
 *
 * @example
 * ```ts
 * import { formatNumber } from "swath/figures";
 *
 * formatNumber(-0.123456); // "−0.123"
 * ```
 */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text =
    size !== 0 && (size >= 1e6 || size < 1e-4)
      ? value
          .toExponential(digits - 1)
          .replace(/\.?0+e/, "e")
          .replace("e+", "e")
      : Number.isInteger(value)
        ? String(value)
        : String(Number(value.toPrecision(Math.max(digits, Math.ceil(Math.log10(size + 1))))));
  return text.replace("-", "−");
}

/**
 * 12 345 678: thin spaces between groups of three.
 *
 * @example
 * ```ts
 * import { formatCount } from "swath/figures";
 *
 * formatCount(12345).length; // 6
 * ```
 */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

/**
 * A share as per cent: two figures, and never "0.0 %" for something that is there.
 *
 * @example
 * ```ts
 * import { formatPercent } from "swath/figures";
 *
 * formatPercent(0.0874); // "8.7 %"
 * ```
 */
export function formatPercent(share: number): string {
  const percent = share * 100;
  // "0.0 %" would deny what is there.
  if (percent > 0 && percent < 0.05) return "<0.1 %";
  return `${percent >= 99.95 || percent >= 10 ? percent.toFixed(0) : percent.toFixed(1)} %`;
}

/** An area in the unit that gives the fewest zeros. */
export function formatArea(squareMetres: number): string {
  if (squareMetres >= 1e6) return `${formatNumber(squareMetres / 1e6)} km²`;
  if (squareMetres >= 1e4) return `${formatNumber(squareMetres / 1e4)} ha`;
  return `${formatNumber(squareMetres)} m²`;
}

/** 1, 2 or 5 times a power of ten, at most `most`. */
export function roundDown(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const lead = most / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

/** About `count` round values within [low, high]. */
export function roundTicks(low: number, high: number, count: number): readonly number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((lead) => lead * power >= rough) ?? 10) * power;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

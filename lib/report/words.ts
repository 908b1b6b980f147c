import type { Metric } from "../experiment/paper.js";

/** Less than this is what rounding leaves of a difference that is none. */
const NOTHING = 1e-14;

/** A number with a fixed count of digits and a real minus sign; very small ones as powers of ten. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  const small = Math.abs(value) >= NOTHING && Math.abs(value) < 0.5 * 10 ** -digits;
  const size = small ? value.toExponential(1) : (Math.abs(value) < NOTHING ? 0 : value).toFixed(digits);
  return size.replace(/-/g, "−");
}

/** A metric's value with its unit. */
export const measured = (value: number, { digits = 4, unit }: Metric): string =>
  `${fixed(value, digits)}${unit === undefined ? "" : unit === "%" ? " %" : ` ${unit}`}`;

/** A difference, always with its sign. */
export const signed = (value: number, digits: number): string =>
  `${value >= NOTHING ? "+" : ""}${fixed(value, digits)}`;

/** `1 run`, `3 runs`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Names in a list, the last after "and". */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** Seconds in words. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

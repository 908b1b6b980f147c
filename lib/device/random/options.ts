import { ShapeError, ValueError } from "../../errors.js";

/** How much to draw: a count, or a shape whose product is the count. */
export type Size = number | readonly number[];

/** The number of values of a size. */
export function countOf(operation: string, size: Size): number {
  const dimensions = typeof size === "number" ? [size] : size;
  for (const dimension of dimensions) {
    if (!Number.isSafeInteger(dimension) || dimension < 0) {
      throw new ShapeError(
        operation,
        `cannot draw ${typeof size === "number" ? size : `[${size}]`} numbers`,
        {
          mend: "give whole numbers, 0 or more",
        },
      );
    }
  }
  return dimensions.reduce((product, dimension) => product * dimension, 1);
}

/** Scale and shift in float32 that take [0, 1) to [min, max). */
export function spread(operation: string, min: number, max: number): readonly [scale: number, shift: number] {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min <= max)) {
    throw new ValueError(operation, `[${min}, ${max}) is no interval`, { mend: "give finite min <= max" });
  }
  return [Math.fround(max - min), Math.fround(min)];
}

/** Refuses what is no half-open interval of int32. */
export function integerRange(operation: string, min: number, max: number): void {
  const whole = Number.isInteger(min) && Number.isInteger(max);
  if (!whole || min >= max || min < -(2 ** 31) || max > 2 ** 31 - 1) {
    throw new ValueError(operation, `[${min}, ${max}) is no interval of int32`, {
      mend: "give integers with -2147483648 <= min < max <= 2147483647",
    });
  }
}

/** Refuses what is no probability. */
export function probability(operation: string, p: number): number {
  if (p >= 0 && p <= 1) return p;
  throw new ValueError(operation, `${p} is no probability`, { mend: "give a number from 0 to 1" });
}

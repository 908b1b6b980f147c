import { ShapeError } from "../../errors.js";

/** How much to draw: a count, or a shape whose product is the count. */
export type Size = number | readonly number[];

/** The interval [min, max) of a uniform draw; [0, 1) unless told. */
export interface UniformOptions {
  readonly min?: number;
  readonly max?: number;
}

/** Mean (0) and standard deviation (1) of a normal draw. */
export interface NormalOptions {
  readonly mean?: number;
  readonly std?: number;
}

/** The integers from `min` (0) up to but without `max`, within the range of int32. */
export interface IntegerOptions {
  readonly min?: number;
  readonly max: number;
}

/** Shapes are int32 in TensorFlow: a longer dimension would wrap around there. */
const LARGEST_DIMENSION = 2 ** 31 - 1;

/** The number of values of a size. */
export function countOf(operation: string, size: Size): number {
  const dimensions = typeof size === "number" ? [size] : size;
  for (const dimension of dimensions) {
    if (!Number.isInteger(dimension) || dimension < 0 || dimension > LARGEST_DIMENSION) {
      throw new ShapeError(
        operation,
        `cannot draw ${typeof size === "number" ? size : `[${size}]`} numbers`,
        {
          mend: "give whole numbers from 0 to 2^31 - 1",
        },
      );
    }
  }
  return dimensions.reduce((product, dimension) => product * dimension, 1);
}

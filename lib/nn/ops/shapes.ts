import type { Tensor } from "../../device/tf.js";
import { ShapeError, ValueError } from "../../errors.js";

/** One number for height and width, or one for each. */
export type Pair = number | readonly [height: number, width: number];

/** Height and width of a {@link Pair}. */
export const pair = (value: Pair): readonly [number, number] =>
  typeof value === "number" ? [value, value] : value;

/** A shape as errors print it. */
export const text = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

export const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

/** Refuses a tensor that is not [batch, height, width, channels]. */
export function expectImage(operation: string, x: Tensor): readonly [number, number, number, number] {
  if (x.rank !== 4) {
    throw new ShapeError(operation, `the input has ${x.rank} axes: ${text(x.shape)}`, {
      mend: "give [batch, height, width, channels]",
    });
  }
  return x.shape as [number, number, number, number];
}

/** Refuses what is not an integer of at least `least`. */
export function expectWhole(operation: string, name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ValueError(operation, `${name} is ${value}`, { mend: `give an integer of at least ${least}` });
}

/** An axis counted from the end when negative, as an index. */
export function axisOf(operation: string, axis: number, rank: number): number {
  const index = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(axis) && index >= 0 && index < rank) return index;
  throw new ShapeError(operation, `there is no axis ${axis} in a tensor of ${rank} axes`, {
    mend: `give an axis from ${-rank} to ${rank - 1}`,
  });
}

/** The shape of two operands after broadcasting, or a ShapeError. */
export function broadcastShape(
  operation: string,
  a: readonly number[],
  b: readonly number[],
): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new ShapeError(operation, `${text(a)} and ${text(b)} do not broadcast`, {
      mend: "give equal sizes, or 1, on every axis",
    });
  });
}

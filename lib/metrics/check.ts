import { ShapeError, ValueError } from "../errors.js";

/** Whatever holds numbers in a row: a list or a typed array. */
export type Numbers = ArrayLike<number>;

/** Two lists of one length; how many they hold. */
export function sameLength(
  operation: string,
  a: Numbers,
  b: Numbers,
  names: readonly [string, string],
): number {
  if (a.length !== b.length) {
    throw new ShapeError(operation, `${a.length} ${names[0]}, ${b.length} ${names[1]}`, {
      mend: `give both the same length, in the same order`,
    });
  }
  return a.length;
}

/** The rows of a flat row-major table with this many columns. */
export function rowsOf(operation: string, name: string, table: Numbers, columns: number): number {
  const rows = table.length / columns;
  if (!Number.isInteger(rows)) {
    throw new ShapeError(operation, `${table.length} ${name} do not make rows of ${columns}`, {
      mend: `give a flat row-major list of n × ${columns} numbers`,
    });
  }
  return rows;
}

/** A whole number of at least `least`. */
export function wholeNumber(operation: string, name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new ValueError(operation, `${name} is ${value}`, { mend: `give a whole number from ${least} on` });
  }
}

export function notNaN(operation: string, name: string, values: Numbers): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) {
      throw new ValueError(operation, `${name} ${i} is NaN`, {
        mend: "leave such elements out, or mend what computed them",
      });
    }
  }
}

export function allFinite(operation: string, name: string, values: Numbers): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) {
      throw new ValueError(operation, `${name} ${i} is ${values[i]}`, { mend: "give finite numbers" });
    }
  }
}

/** Classes counted from 0: whole numbers below `classes`. */
export function validLabels(operation: string, name: string, labels: Numbers, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw labelOutOfRange(operation, name, label, i, classes);
  }
}

export function labelOutOfRange(
  operation: string,
  name: string,
  label: number,
  at: number,
  classes: number,
): ValueError {
  return new ValueError(operation, `${name} ${at} is ${label}, classes run from 0 to ${classes - 1}`, {
    mend: "count classes from 0, or give classes: and ignore: that fit",
  });
}

export function zeroOrOne(operation: string, name: string, value: number, at: number): void {
  if (value !== 0 && value !== 1) {
    throw new ValueError(operation, `${name} ${at} is ${value}, not 0 or 1`, {
      mend: "give 1 for what is sought and 0 for the rest",
    });
  }
}

/** numpy.linspace: the same doubles, so thresholds fall on the same side of a tie. */
export function linspace(from: number, to: number, count: number): Float64Array {
  const step = (to - from) / (count - 1);
  const points = Float64Array.from({ length: count }, (_, i) => i * step + from);
  if (count > 1) points[count - 1] = to;
  return points;
}

/** The mean of what is not NaN; NaN when nothing is left. */
export function meanOfNumbers(values: Iterable<number>): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

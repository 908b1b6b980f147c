import { ValueError } from "../../../errors.js";

/** Whole numbers of at least `least`, each named. */
export function checkCounts(
  operation: string,
  least: number,
  counts: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isSafeInteger(value) || value < least) {
      throw new ValueError(operation, `${name} is ${value}`, {
        mend: `give a whole number of at least ${least}`,
      });
    }
  }
}

/** Numbers from `min` to `max`, each named. */
export function checkRange(
  operation: string,
  min: number,
  max: number,
  values: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value >= min && value <= max)) {
      throw new ValueError(operation, `${name} is ${value}`, { mend: `give ${min} to ${max}` });
    }
  }
}

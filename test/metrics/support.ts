import { expect } from "vitest";
import { SwathError } from "../../lib/errors.js";

/** A refusal is a SwathError whose text begins with the operation and ends with the mend. */
export function expectRefusal(work: () => unknown, operation: string, problem: RegExp): void {
  let refused: unknown;
  try {
    work();
  } catch (error) {
    refused = error;
  }
  expect(refused, `${operation} should refuse`).toBeInstanceOf(SwathError);
  const { message, mend } = refused as SwathError;
  expect(message.startsWith(`${operation}: `), message).toBe(true);
  expect(message).toMatch(problem);
  expect(mend).not.toBe("");
  expect(message.endsWith(mend), message).toBe(true);
}

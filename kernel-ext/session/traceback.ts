import { inspect } from "node:util";
import type { Complaint } from "../convert/diagnostics.js";
import type { Frame } from "./cells.js";
import type { CellError } from "./events.js";

/** Thrown into a cell that the user has stopped. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("stopped by the user; what the cells before have made is still there");
  }
}

/** How many frames a traceback shows; deep recursion would fill the page. */
const MAX_FRAMES = 30;

/** Frames between two `at` lines of a chain of calls that say nothing. */
const shown = (name: string) => name !== "" && name !== "<anonymous>" && name !== "eval";

/** The line of the cell in which it happened, with a caret under the place. */
function excerpt(frame: Frame): string[] {
  const { place } = frame;
  if (!place || place.source.trim() === "") return [];
  const indent = /^\s*/.exec(place.source)![0].length;
  const caret = Math.max(0, place.column - 1 - indent);
  return [`    ${place.source.slice(indent)}`, `    ${" ".repeat(caret)}^`];
}

/** A thrown value as name, message and lines. */
export function describeError(error: unknown, framesOf: (stack: string) => readonly Frame[]): CellError {
  if (!(error instanceof Error)) {
    const isErrorLike =
      typeof error === "object" &&
      error !== null &&
      "message" in error &&
      "stack" in error &&
      "name" in error;
    if (!isErrorLike) {
      const message = typeof error === "string" ? error : inspect(error, { depth: 2 });
      return { name: "Error", message, traceback: [`Thrown: ${message}`] };
    }
  }
  const { name, message, stack, cause } = error as Error;
  if (error instanceof Interrupted) return { name, message, traceback: [`${name}: ${message}`] };
  const code = (error as { code?: unknown }).code;
  const title = typeof code === "string" && name === "SwathError" ? `${name} ${code}` : name;
  const frames = framesOf(String(stack ?? ""));
  const traceback = [`${title}: ${message}`];
  const culprit = frames.find((frame) => frame.place);
  if (culprit?.place) {
    traceback.push(`  ${culprit.where}`, ...excerpt(culprit));
  }
  if (frames.length > 1 || (frames.length === 1 && !culprit)) {
    for (const frame of frames.slice(0, MAX_FRAMES)) {
      traceback.push(shown(frame.name) ? `  at ${frame.name} (${frame.where})` : `  at ${frame.where}`);
    }
    if (frames.length > MAX_FRAMES) traceback.push(`  … ${frames.length - MAX_FRAMES} more`);
  }
  if (error instanceof AggregateError) {
    for (const inner of error.errors.slice(0, 5)) {
      traceback.push(...describeError(inner, framesOf).traceback.map((line) => `  ${line}`));
    }
  }
  if (cause !== undefined) {
    const [first = "", ...rest] = describeError(cause, framesOf).traceback;
    traceback.push(`Caused by ${first}`, ...rest);
  }
  return { name, message, traceback };
}

/** How many complaints of the compiler are shown at once. */
const MAX_COMPLAINTS = 5;

/** The compiler's complaints about a cell as one error. */
export function describeComplaints(complaints: readonly Complaint[], label: string): CellError {
  const traceback: string[] = [];
  for (const complaint of complaints.slice(0, MAX_COMPLAINTS)) {
    const { source, column, length, line, message, code, file } = complaint;
    const indent = Math.min(/^\s*/.exec(source)![0].length, column - 1);
    const marks = "~".repeat(Math.max(1, Math.min(length, source.length - column + 1)));
    traceback.push(
      `${file ?? label}, line ${line}, column ${column}: ${message} (TS${code})`,
      `    ${source.slice(indent)}`,
      `    ${" ".repeat(column - 1 - indent)}${marks}`,
    );
  }
  const hidden = complaints.length - MAX_COMPLAINTS;
  if (hidden > 0) traceback.push(`… and ${hidden} more`);
  return { name: "TypeScriptError", message: complaints[0]!.message, traceback };
}

/** What a caller can switch on; the text is for people. */
export type ErrorCode =
  | "SHAPE"
  | "DTYPE"
  | "VALUE"
  | "STATE"
  | "CAPTURE"
  | "UNSUPPORTED"
  | "ENGINE_MISSING"
  | "PROVISION"
  | "IO"
  | "FORMAT"
  | "LIMIT"
  | "DATA_MISSING"
  | "DATA_DIFFERS"
  | "ABORTED"
  | "USAGE";

/** Facts printed under the first line of an error, one a line: `found`, `missing`, `input` … */
export type ErrorFacts = Readonly<Record<string, string>>;

/**
 * The one error that Swath throws on purpose. Its message begins with the operation and ends with the mend:
 * `conv2d: input has 3 channels, the kernel expects 4; give channels: 3`.
 *
 * @example
 * ```ts
 * import { SwathError } from "swath";
 *
 * const error = new SwathError("SHAPE", "conv2d", "input has 3 channels, the kernel expects 4", {
 *   mend: "give in: 3",
 *   facts: { input: "[8, 32, 32, 3]", kernel: "[3, 3, 4, 16]" },
 * });
 * error.message; // "conv2d: input has 3 channels, the kernel expects 4; give in: 3\n  input   [8, 32, 32, 3]\n …"
 * ```
 */
export class SwathError extends Error {
  override readonly name: string = "SwathError";
  readonly code: ErrorCode;
  /** The operation that refused, as the user wrote it. */
  readonly operation: string;
  /** What to do next; empty when nothing can be done. */
  readonly mend: string;
  readonly facts: ErrorFacts;

  constructor(
    code: ErrorCode,
    operation: string,
    problem: string,
    options: { readonly mend?: string; readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    const { mend = "", facts = {}, cause } = options;
    const width = Math.max(0, ...Object.keys(facts).map((name) => name.length));
    const lines = Object.entries(facts).map(([name, value]) => `\n  ${name.padEnd(width)}  ${value}`);
    super(
      `${operation}: ${problem}${mend ? `; ${mend}` : ""}${lines.join("")}`,
      cause === undefined ? {} : { cause },
    );
    this.code = code;
    this.operation = operation;
    this.mend = mend;
    this.facts = facts;
  }
}

/**
 * A shape, count or axis that does not fit.
 *
 * @example
 * ```ts
 * import { ShapeError } from "swath";
 *
 * new ShapeError("crop", "12 rows from row 95 of 100", { mend: "start at most at row 88" }).code; // "SHAPE"
 * ```
 */
export class ShapeError extends SwathError {
  override readonly name = "ShapeError";
  constructor(operation: string, problem: string, options?: ConstructorParameters<typeof SwathError>[3]) {
    super("SHAPE", operation, problem, options);
  }
}

/**
 * An argument whose value is outside what the operation takes.
 *
 * @example
 * ```ts
 * import { ValueError } from "swath";
 *
 * new ValueError("dropout", "rate is 1.5", { mend: "give a rate from 0 to below 1" }).message;
 * // "dropout: rate is 1.5; give a rate from 0 to below 1"
 * ```
 */
export class ValueError extends SwathError {
  override readonly name = "ValueError";
  constructor(operation: string, problem: string, options?: ConstructorParameters<typeof SwathError>[3]) {
    super("VALUE", operation, problem, options);
  }
}

/**
 * A file that is broken, truncated or not what it says it is.
 *
 * @example
 * ```ts
 * import { FormatError } from "swath";
 *
 * new FormatError("readNpy", "scene.npy ends at byte 120 of 4128").code; // "FORMAT"
 * ```
 */
export class FormatError extends SwathError {
  override readonly name = "FormatError";
  constructor(operation: string, problem: string, options?: ConstructorParameters<typeof SwathError>[3]) {
    super("FORMAT", operation, problem, options);
  }
}

import { FormatError, SwathError } from "../../errors.js";

/** How much a reader may take; whoever trusts a file raises them. */
export interface ReadLimits {
  /** Bytes of decoded numbers, text and tables that one read may hold; 2 GiB unless told. */
  readonly memoryBytes: number;
  /** Members of an archive, variables of a file, tiles of an image, entries of a table; one million unless told. */
  readonly entries: number;
  /** Levels of nesting (cells in structs in cells, folders, JSON); 32 unless told. */
  readonly depth: number;
}

/** What every reader takes. */
export interface ReadOptions {
  readonly limits?: Partial<ReadLimits>;
  /** Stops the read at its next step; the promise rejects with the code `ABORTED`. */
  readonly signal?: AbortSignal;
}

export const defaultLimits: ReadLimits = { memoryBytes: 2 ** 31, entries: 1_000_000, depth: 32 };

/**
 * What one read may take and has taken, and how it complains. Each reader asks it before it takes memory, goes deeper
 * or starts a long step, so that no file can make it do more than its size and the limits allow.
 */
export class Guard {
  readonly limits: ReadLimits;
  readonly signal: AbortSignal | undefined;
  private taken = 0;
  private counted = 0;
  private level = 0;

  constructor(
    /** The function that the user called. */
    readonly operation: string,
    /** The file as the user knows it; a member of an archive as `archive.zip › member.npy`. */
    readonly file: string,
    options: ReadOptions = {},
  ) {
    this.limits = { ...defaultLimits, ...options.limits };
    this.signal = options.signal;
  }

  /** The error for a file that is not what it should be; `place` is a byte offset or a name inside the file. */
  error(
    place: number | string,
    reason: string,
    mend = "the file is broken or truncated: get it again",
  ): FormatError {
    const where = typeof place === "number" ? `at byte ${place}` : `at ${place}`;
    return new FormatError(this.operation, `${this.file} ${where}: ${reason}`, { mend });
  }

  fail(place: number | string, reason: string, mend?: string): never {
    throw this.error(place, reason, mend);
  }

  /** Asks for memory before it is allocated. */
  take(bytes: number, what: string): void {
    if (!(bytes >= 0)) this.fail(what, `claims ${bytes} bytes`);
    this.taken += bytes;
    if (this.taken > this.limits.memoryBytes) {
      throw new SwathError(
        "LIMIT",
        this.operation,
        `${this.file}: ${what} needs ${bytes} bytes; ${this.taken} in all, ${this.limits.memoryBytes} are allowed`,
        { mend: "give limits: { memoryBytes } if you trust the file" },
      );
    }
  }

  /** Gives back what {@link take} asked for and what is no longer held. */
  release(bytes: number): void {
    this.taken -= bytes;
  }

  /** Counts members, variables, tiles. */
  count(entries: number, what: string): void {
    this.counted += entries;
    if (this.counted > this.limits.entries) {
      throw new SwathError(
        "LIMIT",
        this.operation,
        `${this.file}: ${what} brings ${this.counted} entries, ${this.limits.entries} are allowed`,
        { mend: "give limits: { entries } if you trust the file" },
      );
    }
  }

  /** Runs a step one level deeper. */
  nested<T>(place: number | string, step: () => T): T {
    if (this.level >= this.limits.depth) {
      throw new SwathError(
        "LIMIT",
        this.operation,
        `${this.file} at ${typeof place === "number" ? `byte ${place}` : place}: nested deeper than ${this.limits.depth} levels`,
        { mend: "give limits: { depth } if you trust the file" },
      );
    }
    this.level++;
    try {
      return step();
    } finally {
      this.level--;
    }
  }

  /** Throws when the caller has cancelled. */
  check(): void {
    if (!this.signal?.aborted) return;
    throw new SwathError("ABORTED", this.operation, `${this.file}: cancelled`, { cause: this.signal.reason });
  }

  /** Runs foreign code (a decoder) and makes a FormatError of whatever it throws. */
  async foreign<T>(place: number | string, step: () => T | Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (cause) {
      throw this.translate(place, cause);
    }
  }

  /** A FormatError for what foreign code threw; our own errors pass. */
  translate(place: number | string, cause: unknown): SwathError {
    if (cause instanceof SwathError) return cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const where = typeof place === "number" ? `at byte ${place}` : `at ${place}`;
    return new FormatError(this.operation, `${this.file} ${where}: ${reason || "cannot be decoded"}`, {
      mend: "the file is broken or truncated: get it again",
      cause,
    });
  }
}

/** The product of a shape, or NaN where it is not a list of counts or leaves the safe integers. */
export function elements(shape: readonly number[]): number {
  let product = 1;
  for (const count of shape) {
    if (!Number.isSafeInteger(count) || count < 0) return Number.NaN;
    product *= count;
    if (!Number.isSafeInteger(product)) return Number.NaN;
  }
  return product;
}

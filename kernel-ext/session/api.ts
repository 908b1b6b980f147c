import type { CellError, MimeBundle, SessionListener } from "./events.js";

/** How a session is set up. */
export interface SessionOptions {
  /** The folder that cells resolve packages and files from; the process's working directory unless told. */
  readonly cwd?: string;
  /** Take `process.stdout`, `process.stderr` and the process's uncaught errors while the session lives; true unless told. */
  readonly captureProcess?: boolean;
  /**
   * Tell every piece of text at once instead of joining neighbours first; false unless told. A shell that joins by
   * itself in another thread can then show what a busy cell prints.
   */
  readonly unjoined?: boolean;
  /** Declaration files for what every cell sees; the package's own unless told. */
  readonly globalTypes?: readonly string[];
  /** Memory shared with a thread that hears interrupts while this one is busy; see `StopSignal`. */
  readonly stop?: SharedArrayBuffer;
}

/** One cell to run. */
export interface ExecuteRequest {
  readonly code: string;
  /** Handed back with every event of this run. */
  readonly origin?: unknown;
  /** Run without outputs, without a new number and without history; false unless told. */
  readonly silent?: boolean;
  /** Count the cell and keep it in the history; true unless told (never for a silent cell). */
  readonly storeHistory?: boolean;
  /** Whether `input(…)` may ask; false unless told. */
  readonly allowStdin?: boolean;
  /** Expressions to evaluate after the cell, by name. */
  readonly userExpressions?: Readonly<Record<string, string>>;
}

/** The value of one user expression, or why there is none. */
export type ExpressionOutcome =
  | { readonly status: "ok"; readonly data: MimeBundle; readonly metadata: MimeBundle }
  | ({ readonly status: "error" } & CellError);

/** How a cell ended. */
export interface CellOutcome {
  readonly status: "ok" | "error";
  readonly executionCount: number;
  /** Present when the status is "error". */
  readonly error?: CellError;
  readonly interrupted: boolean;
  /** What `name?` asked for: the documentation of a name, for a pager. */
  readonly page?: MimeBundle;
  readonly userExpressions: Readonly<Record<string, ExpressionOutcome>>;
}

/** One thing that may stand at the cursor. */
export interface Completion {
  readonly text: string;
  /** TypeScript's kind: "function", "const", "property", "method", "class", "interface", "keyword" … */
  readonly kind: string;
  readonly signature?: string;
}

/** Completions and the stretch of code that they replace (UTF-16 offsets). */
export interface CompletionList {
  readonly start: number;
  readonly end: number;
  readonly items: readonly Completion[];
}

/** What is known about the name at the cursor. */
export interface Inspection {
  readonly signature: string;
  /** Markdown. */
  readonly documentation: string;
  readonly data: MimeBundle;
}

/** Whether the code could be run as it stands. */
export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid";
  /** The indent of the next line when more is needed. */
  readonly indent: string;
}

/** One remembered cell. */
export interface HistoryEntry {
  readonly line: number;
  readonly source: string;
  /** Text form of the result, null when there was none. */
  readonly output: string | null;
}

/** What a shell may ask of a session. `Session` in `session.ts` is the one that there is. */
export interface SessionApi {
  /** Runs a cell after those that wait before it. Never rejects: failures are outcomes and events. */
  execute(request: ExecuteRequest): Promise<CellOutcome>;
  /** Hears every event from now on; the returned function ends that. */
  subscribe(listener: SessionListener): () => void;
  /**
   * Stops what runs now: synchronous code, awaited work, timers. The state stays. `request` is the number of a request
   * that came through shared memory: what is dealt with already is not done twice.
   */
  interrupt(request?: number): void;
  complete(code: string, cursor: number): Promise<CompletionList>;
  inspect(code: string, cursor: number): Promise<Inspection | null>;
  isComplete(code: string): Promise<Completeness>;
  readonly history: readonly HistoryEntry[];
  readonly executionCount: number;
  /** Loads the compiler and what every cell sees, so that the first cell need not wait. */
  warmUp(): Promise<void>;
  /** Ends the session: timers stopped, process handed back. */
  close(): void;
}

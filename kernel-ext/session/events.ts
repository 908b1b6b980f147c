/**
 * What a session tells whoever listens: plain data, one type a kind of event. A shell (Jupyter, the headless runner)
 * turns each into its own form; the session knows neither.
 */

/** One value in several forms, keyed by MIME type: strings, base64 for pictures, plain JSON for `…+json` types. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The run of one cell. Outputs that come late (from a timer, say) still carry the cell that caused them. */
export interface CellRun {
  /** Unique in the session, rising; also the name of the compiled code in stack traces. */
  readonly key: number;
  /** The number in `Cell [3]`. */
  readonly count: number;
  /** Whatever the shell handed in with the cell (a Jupyter header, a notebook's cell id). */
  readonly origin: unknown;
  /** A silent run broadcasts nothing but errors' replies. */
  readonly silent: boolean;
}

interface FromCell {
  readonly cell: CellRun;
}

/** Text on standard output or standard error. Neighbouring pieces of one kind are already joined. */
export interface StreamEvent extends FromCell {
  readonly type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string;
}

/** Something shown by `display(…)`. */
export interface DisplayEvent extends FromCell {
  readonly type: "display";
  readonly data: MimeBundle;
  readonly metadata: MimeBundle;
  /** Set when the output may be updated in place later. */
  readonly displayId?: string;
}

/** A new face for every output shown under `displayId`. */
export interface UpdateEvent extends FromCell {
  readonly type: "update";
  readonly data: MimeBundle;
  readonly metadata: MimeBundle;
  readonly displayId: string;
}

/** The value of a cell's last expression. */
export interface ResultEvent extends FromCell {
  readonly type: "result";
  readonly data: MimeBundle;
  readonly metadata: MimeBundle;
  readonly executionCount: number;
}

/** What went wrong, in the three parts that the Jupyter protocol wants. */
export interface CellError {
  /** `TypeError`, `SwathError`, `TypeScriptError` (the cell does not compile), `Interrupted`. */
  readonly name: string;
  readonly message: string;
  /** Lines to print, first to last; positions are those of the cells as they were typed. */
  readonly traceback: readonly string[];
}

/** A cell failed, or something that it left behind did (a timer, a forgotten promise). */
export interface ErrorEvent extends FromCell, CellError {
  readonly type: "error";
  /** True when the failing code ran outside the cell's own execution: the cell's reply stays as it was. */
  readonly late: boolean;
}

/** How far a loop is. Events with the same id replace each other; the last has `finished: true`. */
export interface ProgressEvent extends FromCell {
  readonly type: "progress";
  readonly id: string;
  readonly label: string;
  readonly done: number;
  /** Unknown totals are null. */
  readonly total: number | null;
  /** Steps a second, null until it is known. */
  readonly rate: number | null;
  /** Seconds left, null when unknown. */
  readonly eta: number | null;
  /** Current figures, for instance losses. */
  readonly values: Readonly<Record<string, number>>;
  readonly finished: boolean;
  /** Whoever reports it shows it as well: a shell need draw no bar. False unless told. */
  readonly shown?: boolean;
}

/** Forget what the cell has shown so far; with `wait`, only when the next output arrives. */
export interface ClearEvent extends FromCell {
  readonly type: "clear";
  readonly wait: boolean;
}

/** The cell asks its user for a line. Exactly one of `answer` and `refuse` is to be called. */
export interface InputEvent extends FromCell {
  readonly type: "input";
  readonly prompt: string;
  readonly password: boolean;
  readonly answer: (text: string) => void;
  readonly refuse: (reason: string) => void;
}

export type SessionEvent =
  | StreamEvent
  | DisplayEvent
  | UpdateEvent
  | ResultEvent
  | ErrorEvent
  | ProgressEvent
  | ClearEvent
  | InputEvent;

/** Hears everything that a session has to say, in order. */
export type SessionListener = (event: SessionEvent) => void;

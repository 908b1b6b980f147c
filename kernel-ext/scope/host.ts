import type { MimeBundle, ProgressEvent } from "../session/events.js";

/** What a cell's code may say to the session, without saying which cell it is: the session knows. */
export type HostMessage =
  | {
      readonly type: "display";
      readonly data: MimeBundle;
      readonly metadata: MimeBundle;
      readonly displayId?: string;
    }
  | {
      readonly type: "update";
      readonly data: MimeBundle;
      readonly metadata: MimeBundle;
      readonly displayId: string;
    }
  | ({ readonly type: "progress" } & Omit<ProgressEvent, "cell" | "type">)
  | { readonly type: "clear"; readonly wait: boolean };

/** The running session as library code sees it. */
export interface Host {
  /** Aborted when the user interrupts; a new one afterwards. */
  readonly signal: AbortSignal;
  /** The number of the cell whose code runs now, 0 when none does. */
  readonly cell: number;
  emit(message: HostMessage): void;
  /** The running cell does not end before this does: a picture that still draws itself belongs to its cell. */
  hold(work: Promise<unknown>): void;
  input(prompt: string, password: boolean): Promise<string>;
  /** The cell position of the innermost cell frame of the code that asks: `Cell [3], line 2`. */
  where(): string | null;
}

// A symbol of the global registry, so that two copies of this package in one process meet the same session.
const KEY = Symbol.for("swath.host");

/** The session of this process, or null in a plain script. */
export function host(): Host | null {
  return (globalThis as { [KEY]?: Host })[KEY] ?? null;
}

/** Makes a session known; null takes it away. */
export function setHost(next: Host | null): void {
  (globalThis as { [KEY]?: Host | undefined })[KEY] = next ?? undefined;
}

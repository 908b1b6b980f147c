/** What provisioning is at. */
export type Phase = "wait" | "download" | "unpack" | "compile" | "check";

/** One report of progress. `total` is 0 where the end is not known. */
export interface ProgressEvent {
  readonly phase: Phase;
  /** Bytes while downloading and unpacking; steps while compiling and checking. */
  readonly done: number;
  readonly total: number;
  readonly text: string;
}

import type { RunRecord } from "../record.js";
import type { Scale } from "../scale.js";
import type { DataChoice } from "./plan.js";

/** What a worker process is told: a run to make. */
export interface ToWorker {
  readonly type: "run";
  /** URL of the module that exports `paper`. */
  readonly module: string;
  readonly out: string;
  readonly since: string | undefined;
  readonly plan: {
    readonly scale: Scale;
    readonly experiment: string;
    readonly run: string;
    readonly data: DataChoice;
    readonly seeds: number | undefined;
  };
}

/** What it answers. */
export type FromWorker =
  | { readonly type: "work"; readonly fraction: number; readonly words: string }
  | { readonly type: "record"; readonly record: RunRecord }
  | { readonly type: "problem"; readonly problem: string };

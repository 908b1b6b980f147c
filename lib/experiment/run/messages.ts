import type { RunRecord } from "../record.js";
import type { Scale } from "../scale.js";
import type { DataChoice } from "./plan.js";

/** What a worker process is told. */
export type ToWorker =
  | {
      readonly type: "run";
      /** URL of the module that exports `paper`. */
      readonly module: string;
      readonly out: string;
      readonly plan: {
        readonly scale: Scale;
        readonly experiment: string;
        readonly run: string;
        readonly seed: number;
        readonly data: DataChoice;
        readonly seeds: number | undefined;
      };
    }
  /** The last record is in the ledger: its checkpoint may go. */
  | { readonly type: "clear" };

/** What it answers. */
export type FromWorker =
  | { readonly type: "work"; readonly fraction: number; readonly words: string }
  | { readonly type: "record"; readonly record: RunRecord }
  | { readonly type: "problem"; readonly problem: string };

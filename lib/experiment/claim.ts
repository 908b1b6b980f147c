import type { RunRecord } from "./record.js";
import type { Scale } from "./scale.js";

/** `not tested`: no runs. `not separable at this scale`: the interval holds values on both sides of the claim. */
export type Verdict = "supported" | "not separable at this scale" | "contradicted" | "not tested";

/** An interval of 95 %, and how it was made. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly method: "t" | "bootstrap" | "exact bootstrap";
}

/** What a claim's test found in the rows. */
export interface Effect {
  /** The effect in words: `AUC(D,F): STAD minus RX`. */
  readonly what: string;
  /** Its size, in the metric's unit; absent without rows. */
  readonly effect?: number;
  /** Of 95 %; absent with fewer than two units. */
  readonly interval?: Interval;
  /** The claim holds when the effect lies above this; 0 unless told. */
  readonly threshold: number;
  /** What was counted: `scenes`, `seeds`, `scenes x seeds`. */
  readonly units: string;
  readonly n: number;
  readonly seeds: number;
  /** Of the sign-flip permutation test, two-sided, exact when n <= 16. */
  readonly p?: number;
  /** Records that went into it. */
  readonly records: readonly string[];
}

/** The rows that a claim is judged on: finished runs of one experiment, one scale, all real or all simulated. */
export interface Evidence {
  readonly rows: readonly RunRecord[];
  readonly scale: Scale;
  readonly data: "real" | "simulated";
  /**
   * The experiment's variants, where they are known: what they are called, and which of them are deterministic, and so
   * stand for every seed.
   */
  readonly variants?: Readonly<Record<string, { readonly title?: string; readonly deterministic?: boolean }>>;
  /** The experiment's metrics, where they are known: what they are called. */
  readonly metrics?: Readonly<Record<string, { readonly title: string }>>;
}

/** A sentence of the paper, or of its users, with a test on ledger rows. */
export interface Claim {
  /** Short, for links: `beats-rx`. */
  readonly id: string;
  readonly says: string;
  /** Who says so: `abstract`, `section 6 of the sheet (pilot)`, `a question of ours`. */
  readonly source: string;
  readonly experiment: string;
  readonly test: (evidence: Evidence) => Effect;
}

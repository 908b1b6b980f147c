import type { DataType, Tensor } from "../tf.js";
import type { StateLike } from "./state.js";

/** What a step's argument may be when it is called: numbers stand for float32 scalars. */
export type CallInput<T> = T extends Tensor
  ? T | number
  : T extends object
    ? { readonly [K in keyof T]: CallInput<T[K]> }
    : T;
/** The arguments of a captured step. */
export type CallInputs<A extends readonly unknown[]> = { [K in keyof A]: CallInput<A[K]> };

/** A placeholder for an argument: lets a step be captured before the first call. */
export interface InputSpec {
  readonly shape: readonly number[];
  /** float32 unless told. */
  readonly dtype?: DataType;
}

/** How a step is captured. */
export interface CaptureOptions {
  /** Everything that the step reads or changes and that lives on between steps: modules, optimisers, generators, variables. */
  readonly state?: StateLike;
  /** Shapes of the arguments, in order: captures at once instead of at the first call. */
  readonly inputs?: readonly (InputSpec | Readonly<Record<string, InputSpec>>)[];
  /** Tensors from outside whose present values belong to the step. */
  readonly constants?: readonly Tensor[];
  /** Record twice and refuse what differs (default). `false` saves half of the capture time. */
  readonly verify?: boolean;
  /** `"fixed"` (default) refuses arguments of another shape than the first; `"many"` records one graph for each. */
  readonly shapes?: "fixed" | "many";
  /**
   * `"worker"` runs the graph in a thread of its own, so that a notebook or server stays alive during a long step: the
   * call then returns a promise. Runs are done in the order of the calls.
   */
  readonly thread?: "main" | "worker";
}

/** What capturing took, for benchmarks and the curious; all zero on engines without graphs. */
export interface CaptureStats {
  readonly programs: number;
  readonly nodes: number;
  readonly recordMs: number;
  readonly loadMs: number;
}

/** A step that runs as one call. */
export interface Captured<A extends readonly unknown[], R> {
  (...inputs: CallInputs<A>): R;
  readonly stats: CaptureStats;
  /** Writes the step as a SavedModel that TensorFlow in Python loads; state included. Needs a captured graph. */
  export(folder: string): void;
  /** Frees the graph; the variables keep their last values and stay usable. */
  dispose(): void;
}

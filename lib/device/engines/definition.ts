/** The engines, best first. */
export type EngineName = "native" | "webgpu" | "wasm" | "cpu";

/** What computes. */
export interface Engine {
  readonly name: EngineName;
  /** Of the library that computes: TensorFlow's for `native`, tfjs's (and the adapter, for `webgpu`) for the others. */
  readonly version: string;
  /** Where the arithmetic happens; WebGPU on a software adapter is `cpu`. */
  readonly kind: "cpu" | "cuda" | "gpu";
  /** Processor threads that it may use; 1 where it cannot be told. */
  readonly threads: number;
  /** Whether `capture` turns a step into one graph; elsewhere the same call runs the step op by op. */
  readonly capture: boolean;
}

/** Whether an engine can run here, and if not, why and what would mend it. */
export interface Candidate {
  readonly name: EngineName;
  /** Whether the automatic choice may take it. */
  readonly available: boolean;
  /** It can run, but only for someone who names it: the automatic choice passes it by, `reason` says why. */
  readonly onlyByName?: boolean;
  readonly reason?: string;
  readonly mend?: string;
}

/** One engine: how to ask for it, start it and describe it. */
export interface EngineDefinition {
  readonly name: EngineName;
  /** Its name in tfjs's registry. */
  readonly backend: string;
  candidate(): Promise<Candidate>;
  start(): Promise<void>;
  describe(): Engine;
}

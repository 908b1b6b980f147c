export type EngineName = "native" | "webgpu" | "wasm" | "cpu";

/** What computes. */
export interface Engine {
  readonly name: EngineName;
  /** Of the library that computes: TensorFlow's for `native`, tfjs's for the others. */
  readonly version: string;
  readonly kind: "cpu" | "cuda" | "gpu";
  /** Processor threads that it may use; 1 where it cannot be told. */
  readonly threads: number;
  /** Whether `capture` turns a step into one graph; elsewhere the same call runs the step op by op. */
  readonly capture: boolean;
}

/** Whether an engine can run here, and if not, why and what would mend it. */
export interface Candidate {
  readonly name: EngineName;
  readonly available: boolean;
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

import { performance } from "node:perf_hooks";
import { SwathError } from "../../errors.js";
import { isNative, nativeBackend } from "../native/op.js";
import { type Tensor, tf, type Variable } from "../tf.js";
import type { Captured, CaptureOptions, CaptureStats, InputSpec } from "./captured.js";
import { exportSavedModel } from "./export.js";
import { type Host, LocalHost } from "./host.js";
import { type StateSlot, toProgram } from "./program.js";
import { record, type Step } from "./record.js";
import { Session } from "./session.js";
import { variablesOf } from "./state.js";
import { flatten, isInput, type Layout, unflatten } from "./tree.js";
import { fits, misfit, type Variant } from "./variant.js";
import { WorkerHost } from "./worker-host.js";

/** Steps that share their state. */
export class Group {
  readonly variables: readonly Variable[];
  readonly options: Omit<CaptureOptions, "inputs">;
  session: Session | undefined;
  disposed = false;
  #programs = 0;

  constructor(options: Omit<CaptureOptions, "inputs">) {
    this.options = options;
    this.variables = variablesOf(options.state);
  }

  get inWorker(): boolean {
    return this.options.thread === "worker";
  }

  runner(name: string, step: Step): Runner {
    return new Runner(this, name, step);
  }

  nextPrefix(): string {
    return `p${this.#programs++}/`;
  }

  /** The session, opened when the first program is recorded. */
  opened(): Session {
    this.session ??= new Session(
      this.variables,
      this.#slots(),
      (nodes): Host => (this.inWorker ? new WorkerHost(nodes) : new LocalHost(nodes)),
    );
    return this.session;
  }

  #slots(): StateSlot[] {
    const { tensorMap } = nativeBackend("capture");
    return this.variables.map((variable) => {
      tf.tidy(() => void variable.clone());
      return { dtype: tensorMap.get(variable.dataId).dtype, shape: [...variable.shape] };
    });
  }

  dispose(): void {
    this.disposed = true;
    this.session?.dispose();
    this.session = undefined;
  }
}

/** One step of a group, with a recorded variant for each set of argument shapes. */
class Runner {
  readonly #group: Group;
  readonly #name: string;
  readonly #step: Step;
  readonly #variants: Variant[] = [];
  #stats: CaptureStats = { programs: 0, nodes: 0, recordMs: 0, loadMs: 0 };
  readonly callable: Captured<never[], unknown>;

  constructor(group: Group, name: string, step: Step) {
    this.#group = group;
    this.#name = name;
    this.#step = step;
    const call = (...inputs: unknown[]) => (group.inWorker ? this.#callAsync(inputs) : this.#call(inputs));
    this.callable = Object.defineProperties(call, {
      stats: { get: () => this.#stats },
      export: { value: (folder: string) => this.#export(folder) },
      dispose: { value: () => group.dispose() },
    }) as unknown as Captured<never[], unknown>;
  }

  /** Captures for arguments of these shapes without running. */
  prepare(specs: NonNullable<CaptureOptions["inputs"]>): void {
    if (!isNative()) return;
    tf.tidy(() => {
      const isSpec = (value: unknown): value is InputSpec =>
        typeof value === "object" && value !== null && "shape" in value;
      const { layout, leaves, paths } = flatten([...specs], isSpec, "capture", "input");
      const tensors = leaves.map(({ shape, dtype = "float32" }) => tf.zeros(shape as number[], dtype));
      this.#record(tensors, layout, paths);
    });
  }

  /** Whatever goes wrong arrives as a rejection. On engines without graphs the step has run when the promise is made. */
  async #callAsync(inputs: unknown[]): Promise<unknown> {
    const result = this.#call(inputs);
    await new Promise(setImmediate);
    return result;
  }

  #call(inputs: unknown[]): unknown {
    if (this.#group.disposed)
      throw new SwathError("STATE", "captured step", "it was disposed", { mend: "capture it again" });
    const { layout, leaves, paths } = flatten(inputs, isInput, "captured step", "input");
    const numbers: Tensor[] = [];
    const tensors = leaves.map((leaf) => {
      if (typeof leaf !== "number") return leaf;
      const scalar = tf.scalar(leaf);
      numbers.push(scalar);
      return scalar as Tensor;
    });
    try {
      this.#checkAlive(tensors, paths);
      return isNative() ? this.#runGraph(tensors, layout, paths) : this.#runEager(tensors, layout, paths);
    } finally {
      tf.dispose(numbers);
    }
  }

  #checkAlive(tensors: readonly Tensor[], paths: readonly string[]): void {
    const gone = tensors.findIndex((tensor) => tensor.isDisposed);
    if (gone >= 0) {
      throw new SwathError("STATE", "captured step", `argument ${paths[gone]} is disposed`, {
        mend: "keep it until the step has run",
      });
    }
    const lost = this.#group.variables.find((variable) => variable.isDisposed);
    if (lost) {
      throw new SwathError(
        "STATE",
        "captured step",
        `a variable of its state (shape [${lost.shape}]) is disposed`,
        {
          mend: "dispose the captured step before its model",
        },
      );
    }
  }

  #runGraph(tensors: readonly Tensor[], layout: Layout, paths: readonly string[]): unknown {
    const key = JSON.stringify(layout);
    let variant = this.#variants.find((candidate) => fits(candidate, key, tensors));
    if (!variant) {
      const known = this.#variants[0];
      if (known && this.#group.options.shapes !== "many") throw misfit(known, key, tensors, paths);
      variant = this.#record(tensors, layout, paths);
    }
    const { layout: outputs } = variant.outputs;
    const session = this.#group.opened();
    if (!this.#group.inWorker) return unflatten(outputs, session.run(variant.program, tensors));
    return session.runAsync(variant.program, tensors).then((results) => unflatten(outputs, results));
  }

  /** Engines without graphs: the same call, the same checks, op by op. */
  #runEager(tensors: readonly Tensor[], layout: Layout, paths: readonly string[]): unknown {
    const key = JSON.stringify(layout);
    const known = this.#variants[0];
    if (known && this.#group.options.shapes !== "many" && !fits(known, key, tensors))
      throw misfit(known, key, tensors, paths);
    let outputs: Layout = null;
    const results = tf.tidy(() => {
      const value = this.#step(...(unflatten(layout, tensors) as never[]));
      if (value instanceof Promise) {
        value.catch(() => undefined);
        throw new SwathError("CAPTURE", "capture", "the step is asynchronous", {
          mend: "await outside of it: a captured step computes, nothing else",
        });
      }
      this.#separate(tensors);
      const flat = flatten(value, (leaf): leaf is Tensor => leaf instanceof tf.Tensor, "capture", "output");
      outputs = flat.layout;
      // An output may be an argument or a variable itself: what the caller gets is his own to dispose.
      return flat.leaves.map((tensor) => tensor.clone());
    });
    if (!known) {
      this.#variants.push({
        program: { nodes: [], inputs: [], outputs: [], done: "", changes: [] },
        outputs: { layout: outputs, paths: [] },
        inputs: tensors.map(({ shape, dtype }) => ({ shape: [...shape], dtype })),
        paths,
        layout: key,
      });
    }
    return unflatten(outputs, results);
  }

  /** A variable that was assigned an argument must not share the caller's memory. */
  #separate(inputs: readonly Tensor[]): void {
    const fed = new Set(inputs.map(({ dataId }) => dataId));
    for (const variable of this.#group.variables) {
      if (fed.has(variable.dataId))
        variable.assign(tf.tensor(variable.dataSync().slice(), variable.shape, variable.dtype) as never);
    }
  }

  #record(tensors: readonly Tensor[], layout: Layout, paths: readonly string[]): Variant {
    const { constants = [], verify = true } = this.#group.options;
    const prefix = this.#group.nextPrefix();
    const begin = performance.now();
    const { recording, outputs } = record({
      prefix,
      step: this.#step,
      variables: this.#group.variables,
      inputs: tensors,
      layout,
      constants,
      verify,
    });
    const program = toProgram(prefix, recording);
    const recorded = performance.now();
    this.#group.opened().add(program);
    const loaded = performance.now();
    const variant: Variant = {
      program,
      outputs,
      inputs: tensors.map(({ shape, dtype }) => ({ shape: [...shape], dtype })),
      paths,
      layout: JSON.stringify(layout),
    };
    this.#variants.push(variant);
    this.#stats = {
      programs: this.#stats.programs + 1,
      nodes: this.#stats.nodes + program.nodes.length,
      recordMs: this.#stats.recordMs + recorded - begin,
      loadMs: this.#stats.loadMs + loaded - recorded,
    };
    return variant;
  }

  #export(folder: string): void {
    const [variant] = this.#variants;
    if (!isNative() || !variant || !this.#group.session) {
      throw new SwathError("CAPTURE", "export", `the step "${this.#name}" has no graph yet`, {
        mend: isNative()
          ? "call it once, or give inputs to capture"
          : "only the native engine captures graphs",
      });
    }
    const { nodes } = this.#group.session;
    exportSavedModel(folder, {
      nodes,
      program: variant.program,
      inputPaths: variant.paths,
      outputPaths: variant.outputs.paths,
      variables: this.#group.variables,
    });
  }
}

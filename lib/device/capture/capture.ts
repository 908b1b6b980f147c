import { performance } from "node:perf_hooks";
import { ShapeError, SwathError } from "../../errors.js";
import { isNative, nativeBackend } from "../native/op.js";
import { type DataType, type Tensor, tf, type Variable } from "../tf.js";
import { exportSavedModel } from "./export.js";
import { type Host, LocalHost } from "./host.js";
import { type Program, type StateSlot, toProgram } from "./program.js";
import { type Recorded, record, type Step } from "./record.js";
import { Session } from "./session.js";
import { type StateLike, variablesOf } from "./state.js";
import { flatten, isInput, type Layout, unflatten } from "./tree.js";
import { WorkerHost } from "./worker-host.js";

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

type AnyStep = (...inputs: never[]) => unknown;
type Steps = Readonly<Record<string, AnyStep>>;
/** As {@link CaptureOptions}, with `inputs` for each step by name. */
export type CaptureAllOptions<S extends Steps> = Omit<CaptureOptions, "inputs"> & {
  readonly inputs?: { readonly [K in keyof S]?: CaptureOptions["inputs"] };
};
type CapturedOf<F> = F extends (...inputs: infer A) => infer R ? Captured<A, R> : never;
type InWorker<F> = F extends (...inputs: infer A) => infer R ? Captured<A, Promise<R>> : never;

/**
 * Turns a training step into one call. The first call (or `inputs`) records every operation, forward, gradients and
 * updates; from then on TensorFlow runs the whole as one graph. On engines without graphs the same call runs the step
 * operation by operation, with the same results.
 *
 * The step must be a pure function of its arguments and the state: it may not read values, and what JavaScript computes
 * in it is found out and refused instead of frozen.
 *
 * @example
 * ```ts
 * import { capture, nn, seed, tf } from "swath";
 *
 * const model = nn.linear({ in: 4, out: 1, key: seed(1) });
 * const optimizer = nn.sgd({ momentum: 0.9 }).init(model.params);
 * const step = capture((x: tf.Tensor, y: tf.Tensor, lr: tf.Tensor) => {
 *   const { loss, grads } = nn.valueAndGrad(() => nn.mse(model(x), y), model.params);
 *   optimizer.apply(grads, { lr });
 *   return loss;
 * }, { state: [model, optimizer] });
 *
 * const [x, y] = [tf.ones([8, 4]), tf.ones([8, 1])];
 * const first = step(x, y, 0.1).dataSync()[0];
 * const second = step(x, y, 0.1).dataSync()[0];
 * second < first; // true
 * step.dispose();
 * ```
 */
export function capture<A extends readonly unknown[] = Tensor[], R = unknown>(
  step: (...inputs: A) => R,
  options: CaptureOptions & { readonly thread: "worker" },
): Captured<A, Promise<R>>;
export function capture<A extends readonly unknown[] = Tensor[], R = unknown>(
  step: (...inputs: A) => R,
  options?: CaptureOptions,
): Captured<A, R>;
export function capture<A extends readonly unknown[], R>(
  step: (...inputs: A) => R,
  options: CaptureOptions = {},
): Captured<A, R> {
  const { run } = captureAll({ run: step as AnyStep }, {
    ...options,
    ...(options.inputs && { inputs: { run: options.inputs } }),
  } as never);
  return run as unknown as Captured<A, R>;
}

/**
 * Captures several steps over one state: training, evaluation, sampling, other batch sizes. The variables live in one
 * session, so nothing is copied between the programs.
 *
 * @example
 * ```ts
 * import { captureAll, nn, seed, tf } from "swath";
 *
 * const model = nn.linear({ in: 2, out: 2, key: seed(1) });
 * const optimizer = nn.sgd({ lr: 0.1 }).init(model.params);
 * const programs = captureAll(
 *   {
 *     train: (x: tf.Tensor, y: tf.Tensor) => {
 *       const { loss, grads } = nn.valueAndGrad(() => nn.mse(model(x), y), model.params);
 *       optimizer.apply(grads);
 *       return loss;
 *     },
 *     predict: (x: tf.Tensor) => model(x),
 *   },
 *   { state: [model, optimizer] },
 * );
 * programs.train(tf.ones([4, 2]), tf.zeros([4, 2]));
 * programs.predict(tf.ones([1, 2])).shape; // [1, 2]
 * programs.train.dispose();
 * ```
 */
export function captureAll<S extends Steps>(
  steps: S,
  options: CaptureAllOptions<S> & { readonly thread: "worker" },
): { readonly [K in keyof S]: InWorker<S[K]> };
export function captureAll<S extends Steps>(
  steps: S,
  options?: CaptureAllOptions<S>,
): { readonly [K in keyof S]: CapturedOf<S[K]> };
export function captureAll<S extends Steps>(
  steps: S,
  options: CaptureAllOptions<S> = {},
): { readonly [K in keyof S]: CapturedOf<S[K]> } {
  const group = new Group(options);
  const captured = Object.entries(steps).map(([name, step]) => {
    const runner = group.runner(name, step as Step);
    const specs = options.inputs?.[name];
    if (specs) runner.prepare(specs);
    return [name, runner.callable] as const;
  });
  return Object.fromEntries(captured) as unknown as { readonly [K in keyof S]: CapturedOf<S[K]> };
}

interface Variant {
  readonly program: Program;
  readonly outputs: Recorded["outputs"];
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: DataType }[];
  readonly paths: readonly string[];
  readonly layout: string;
}

/** Steps that share their state. */
class Group {
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

function fits(variant: Variant, layout: string, tensors: readonly Tensor[]): boolean {
  return (
    variant.layout === layout &&
    variant.inputs.every(({ shape, dtype }, i) => {
      const tensor = tensors[i] as Tensor;
      return (
        tensor.dtype === dtype &&
        tensor.shape.length === shape.length &&
        shape.every((size, axis) => tensor.shape[axis] === size)
      );
    })
  );
}

function misfit(
  variant: Variant,
  layout: string,
  tensors: readonly Tensor[],
  paths: readonly string[],
): SwathError {
  if (variant.layout !== layout) {
    const unknown = paths.find((path) => !variant.paths.includes(path));
    const missing = variant.paths.find((path) => !paths.includes(path));
    const text =
      unknown !== undefined
        ? `argument ${unknown} is unknown`
        : missing !== undefined
          ? `argument ${missing} is missing`
          : "the arguments are arranged differently";
    return new SwathError("CAPTURE", "captured step", text, {
      mend: `it was captured with ${variant.paths.join(", ") || "no arguments"}`,
    });
  }
  const i = variant.inputs.findIndex(
    ({ shape, dtype }, at) => tensors[at]?.dtype !== dtype || tensors[at]?.shape.join() !== shape.join(),
  );
  const want = variant.inputs[i] as { shape: readonly number[]; dtype: DataType };
  const got = tensors[i] as Tensor;
  return new ShapeError(
    "captured step",
    `argument ${paths[i]} is ${got.dtype} [${got.shape}], it was captured as ${want.dtype} [${want.shape}]`,
    {
      mend: 'cut or pad the batch, or capture with shapes: "many"',
    },
  );
}

import { SwathError } from "../../errors.js";
import type { Binding, NativeBackend, OpAttr, TensorHandle } from "../native/binding.js";
import { DType } from "../native/binding.js";
import type { Tensor, Variable } from "../tf.js";
import { nodeAttrs } from "./attributes.js";
import { constantKey, constantValue } from "./constants.js";
import { type GraphNode, type Port, portOf, type as typeAttr } from "./graph.js";
import type { InPlace, InPlaceOp } from "./inplace.js";

/** Ops whose result's shape depends on the data: a graph of fixed shapes cannot hold them. */
const DYNAMIC_SHAPE = new Set([
  "Where",
  "Unique",
  "UniqueV2",
  "UniqueWithCounts",
  "ListDiff",
  "NonMaxSuppression",
  "NonMaxSuppressionV2",
  "NonMaxSuppressionV3",
  "NonMaxSuppressionV4",
  "NonMaxSuppressionV5",
]);

/** Where a recorded tensor comes from. */
export interface Source {
  readonly ref: string;
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** What one variable of the state went through in the step. */
export interface VariableRecord {
  readonly index: number;
  readonly dtype: number;
  readonly shape: readonly number[];
  /** The ref that holds its value at the end, or undefined when it was never assigned (or only in place). */
  readonly final: string | undefined;
  /** The last op that changed it in place, or undefined. */
  readonly changedBy: string | undefined;
}

/** A step as a graph: names start with the program's prefix, variable handles are called `s<i>/h`. */
export interface Recording {
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Source[];
  readonly variables: readonly VariableRecord[];
}

const refuse = (problem: string, mend: string): never => {
  throw new SwathError("CAPTURE", "capture", problem, { mend });
};

/**
 * Stands in for the binding while a step runs: every op still runs for real (so shapes and dtypes are TensorFlow's own),
 * and leaves a node behind. Tensors are followed by their ids, which never repeat within a process.
 */
export class Recorder implements InPlace {
  readonly #backend: NativeBackend;
  readonly #real: Binding;
  readonly #prefix: string;
  readonly #nodes: GraphNode[] = [];
  readonly #sources = new Map<number, Source>();
  readonly #constants = new Map<string, string>();
  readonly #consumers = new Map<string, string[]>();
  readonly #born = new WeakSet<object>();
  readonly #inputs: Port[] = [];
  readonly #variables: readonly Variable[];
  /** Per variable: the ref of the value that the handle holds, and the last op that changed it in place. */
  readonly #held: string[] = [];
  readonly #changedBy: (string | undefined)[] = [];
  readonly #reads: number[] = [];
  /** The variable behind a native id or a dataId, for the error about tensors from outside. */
  readonly #nameOf: (which: number | object) => string | undefined;

  constructor(
    backend: NativeBackend,
    prefix: string,
    variables: readonly Variable[],
    nameOf: (which: number | object) => string | undefined,
  ) {
    this.#backend = backend;
    this.#real = backend.binding;
    this.#prefix = prefix;
    this.#variables = variables;
    this.#nameOf = nameOf;
  }

  /** Declares that variable `index` reads as this tensor at the start of the step. */
  addVariable(index: number, value: Tensor): void {
    const { id, dtype, shape } = this.#entry(value);
    const ref = this.#read(index, dtype, []);
    this.#sources.set(id, { ref, dtype, shape });
    this.#held[index] = ref;
  }

  /** Declares a tensor that is fed on every run. */
  addInput(value: Tensor): void {
    const { id, dtype, shape } = this.#entry(value);
    const node = `${this.#prefix}in${this.#inputs.length}`;
    this.#push({
      name: node,
      op: "Placeholder",
      inputs: [],
      attrs: { dtype: typeAttr(dtype), shape: { kind: "shape", value: shape } },
    });
    this.#sources.set(id, { ref: node, dtype, shape });
    this.#inputs.push(portOf(node, { dtype, shape }));
  }

  /** Declares a tensor from outside whose present values are part of the step. */
  addConstant(value: Tensor): void {
    const { id, dtype, shape } = this.#entry(value);
    const bytes = this.#real.tensorDataSync(id);
    this.#sources.set(id, this.#constant(shape, dtype, bytes));
  }

  /** Runs a function with every op of it recorded. */
  record<T>(run: () => T): T {
    const backend = this.#backend as NativeBackend & {
      move(dataId: object, ...rest: unknown[]): void;
      getInputTensorIds(tensors: readonly { dataId: object }[]): number[];
    };
    const { move, getInputTensorIds } = backend;
    backend.binding = this.#recordingBinding();
    backend.move = (dataId, ...rest) => {
      this.#born.add(dataId);
      move.call(backend, dataId, ...rest);
    };
    // Values that still lie in JavaScript become constants on first use; those from outside must not.
    backend.getInputTensorIds = (tensors) => {
      for (const { dataId } of tensors) {
        if (dataId === undefined || !backend.tensorMap.has(dataId)) continue;
        if (backend.tensorMap.get(dataId).values != null && !this.#born.has(dataId))
          this.#refuseOutside(dataId);
      }
      return getInputTensorIds.call(backend, tensors);
    };
    try {
      return run();
    } finally {
      backend.binding = this.#real;
      // The methods were inherited before: deleting the own properties brings them back.
      delete (backend as Partial<typeof backend>).move;
      delete (backend as Partial<typeof backend>).getInputTensorIds;
    }
  }

  /** Ends the recording. Must be called inside {@link record}, since values still in JavaScript become constants here. */
  finish(outputs: readonly Tensor[]): Recording {
    const results = outputs.map((tensor) => this.#sourceOf(tensor));
    const variables = this.#variables.map((variable, index): VariableRecord => {
      const source = this.#sourceOf(variable as unknown as Tensor);
      return {
        index,
        dtype: source.dtype,
        shape: source.shape,
        final: source.ref === this.#held[index] ? undefined : source.ref,
        changedBy: this.#changedBy[index],
      };
    });
    return { nodes: this.#nodes, inputs: this.#inputs, outputs: results, variables };
  }

  apply(
    op: InPlaceOp,
    targets: readonly Variable[],
    tensors: readonly Tensor[],
    attrs: Readonly<Record<string, boolean>> = {},
  ): boolean {
    const indices = targets.map((target) => this.#variables.indexOf(target));
    if (indices.includes(-1)) {
      const missing = targets[indices.indexOf(-1)] as Variable;
      refuse(
        `the step changes the variable ${missing.name}, which is not in the state`,
        "add it (or the optimiser that owns it) to state",
      );
    }
    const sources = tensors.map((tensor) => this.#sourceOf(tensor));
    const before = indices.flatMap((index) => this.#settle(index));
    const name = this.#name(op);
    const handles = indices.map((index) => `s${index}/h`);
    this.#push({
      name,
      op,
      inputs: [...handles, ...sources.map(({ ref }) => ref), ...new Set(before)],
      attrs: {
        T: typeAttr(DType.float32),
        use_locking: { kind: "bool", value: true },
        ...Object.fromEntries(
          Object.entries(attrs).map(([key, value]) => [key, { kind: "bool", value } as const]),
        ),
      },
    });
    for (const [position, index] of indices.entries()) {
      this.#changedBy[index] = name;
      const variable = targets[position] as Variable;
      const { dtype, shape } = this.#entry(variable as unknown as Tensor);
      const ref = this.#read(index, dtype, [`^${name}`]);
      // The eager twin of the new value need not be right, only new: its id stands for the read behind the update.
      const [fresh] = this.#real.executeOp(
        "Identity",
        [this.#typeAttr("T", dtype)],
        [this.#entry(variable as unknown as Tensor).id],
        1,
      );
      this.#sources.set((fresh as TensorHandle).id, { ref, dtype, shape });
      this.#held[index] = ref;
      const value = (
        this.#backend as unknown as { createOutputTensor(handle: TensorHandle): Tensor }
      ).createOutputTensor(fresh as TensorHandle);
      variable.assign(value as never);
    }
    return true;
  }

  /** Makes the handle hold the variable's present value; returns what an in-place op on it must wait for. */
  #settle(index: number): string[] {
    const variable = this.#variables[index] as Variable;
    const source = this.#sourceOf(variable as unknown as Tensor);
    const held = this.#held[index] as string;
    const after = (ref: string) => [`^${ref}`, ...(this.#consumers.get(ref) ?? []).map((name) => `^${name}`)];
    if (source.ref === held) return after(held);
    const name = this.#name("assign");
    this.#push({
      name,
      op: "AssignVariableOp",
      inputs: [
        `s${index}/h`,
        source.ref,
        `^${held}`,
        ...(this.#changedBy[index] ? [`^${this.#changedBy[index]}`] : []),
      ],
      attrs: { dtype: typeAttr(source.dtype) },
    });
    this.#held[index] = source.ref;
    this.#changedBy[index] = name;
    return [`^${name}`];
  }

  #read(index: number, dtype: number, after: readonly string[]): string {
    const count = (this.#reads[index] ?? 0) + 1;
    this.#reads[index] = count;
    const name = `${this.#prefix}s${index}/r${count}`;
    this.#push({
      name,
      op: "ReadVariableOp",
      inputs: [`s${index}/h`, ...after],
      attrs: { dtype: typeAttr(dtype) },
    });
    return name;
  }

  #entry(tensor: Tensor): { id: number; dtype: number; shape: readonly number[] } {
    const [id] = (
      this.#backend as unknown as { getInputTensorIds(tensors: Tensor[]): number[] }
    ).getInputTensorIds([tensor]);
    const { dtype } = this.#backend.tensorMap.get(tensor.dataId);
    return { id: id as number, dtype, shape: [...tensor.shape] };
  }

  #sourceOf(tensor: Tensor): Source {
    const { id, shape } = this.#entry(tensor);
    const source = this.#sources.get(id) ?? this.#refuseOutside(id);
    // A reshape of tfjs shares the id: the graph needs the reshape.
    if (source.shape.join() === shape.join()) return source;
    return this.#reshaped(source, shape);
  }

  #reshaped(source: Source, shape: readonly number[]): Source {
    const dims = this.#constant([shape.length], DType.int32, Int32Array.from(shape));
    const name = this.#name("Reshape");
    this.#push({
      name,
      op: "Reshape",
      inputs: [source.ref, dims.ref],
      attrs: { T: typeAttr(source.dtype), Tshape: typeAttr(DType.int32) },
    });
    return { ref: name, dtype: source.dtype, shape };
  }

  #refuseOutside(which: number | object): never {
    const name = this.#nameOf(which);
    throw new SwathError(
      "CAPTURE",
      "capture",
      name
        ? `the step uses the variable ${name}, which is not in the state`
        : "the step uses a tensor from outside that is neither an input, nor state, nor a constant",
      {
        mend: name
          ? "add the module or optimiser that owns it to state"
          : "pass it as an argument of the step, or list it in constants",
      },
    );
  }

  #name(op: string): string {
    return `${this.#prefix}${op}_${this.#nodes.length}`;
  }

  #push(node: GraphNode): void {
    this.#nodes.push(node);
    for (const input of node.inputs) {
      if (input.startsWith("^") || input.startsWith("s")) continue;
      const list = this.#consumers.get(input);
      if (list) list.push(node.name);
      else this.#consumers.set(input, [node.name]);
    }
  }

  #typeAttr(name: string, value: number): OpAttr {
    return { name, type: this.#real.TF_ATTR_TYPE, value };
  }

  #constant(
    shape: readonly number[],
    dtype: number,
    values: ArrayBufferView | readonly Uint8Array[],
  ): Source {
    const value = constantValue(shape, dtype, values);
    const key = constantKey(value);
    let name = this.#constants.get(key);
    if (name === undefined) {
      name = this.#name("Const");
      this.#constants.set(key, name);
      this.#push({
        name,
        op: "Const",
        inputs: [],
        attrs: { dtype: typeAttr(dtype), value: { kind: "tensor", value } },
      });
    }
    return { ref: name, dtype, shape };
  }

  #recordingBinding(): Binding {
    const real = this.#real;
    const unreadable = (): never =>
      refuse(
        "the step reads a tensor's values (dataSync, arraySync, print, or an op that does so inside, such as tf.gather)",
        "return the tensor from the step and read it afterwards; use nn.gather instead of tf.gather",
      );
    const overrides: Partial<Binding> = {
      createTensor: (shape, dtype, values) => {
        // The real tensor shares the array's memory; the constant keeps a copy of what it holds now.
        const id = real.createTensor(shape, dtype, values);
        this.#sources.set(id, this.#constant(shape, dtype, values));
        return id;
      },
      tensorDataSync: unreadable,
      runSavedModel: () =>
        refuse(
          "the step calls another captured step",
          "call the plain function inside, capture only the outermost",
        ),
      executeOp: (name, attrs, inputs, count) => this.#executeOp(name, attrs, inputs, count),
    };
    // The addon's own properties are read-only, so they are shadowed by definition, not by assignment.
    const shadows = Object.entries(overrides).map(([name, value]) => [name, { value }]);
    return Object.create(real, Object.fromEntries(shadows)) as Binding;
  }

  #executeOp(op: string, attrs: readonly OpAttr[], inputs: readonly number[], count: number): TensorHandle[] {
    if (DYNAMIC_SHAPE.has(op)) {
      refuse(
        `the step uses ${op}, whose result has a shape that depends on the data`,
        "compute it outside of the captured step",
      );
    }
    const sources = inputs.map((id) => this.#sources.get(id) ?? this.#refuseOutside(id));
    const handles = this.#real.executeOp(op, attrs, inputs, count);
    const name = this.#name(op);
    this.#push({
      name,
      op,
      inputs: sources.map(({ ref }) => ref),
      attrs: nodeAttrs(this.#real, op, attrs, sources),
    });
    handles.forEach(({ id, dtype, shape }, i) => {
      this.#sources.set(id, { ref: i === 0 ? name : `${name}:${i}`, dtype, shape });
    });
    return handles;
  }
}

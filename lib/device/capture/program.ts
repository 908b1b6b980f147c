import { DType } from "../native/binding.js";
import { type GraphNode, type Port, portOf, reachable, type as typeAttr } from "./graph.js";
import type { Recording, VariableRecord } from "./recorder.js";

/** A variable of the state as a graph sees it. */
export interface StateSlot {
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** One recorded step, ready to be put into a session. */
export interface Program {
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Fetched with the outputs: it waits for every change of the state. */
  readonly done: string;
  /** Indices of the variables that a run changes. */
  readonly changes: readonly number[];
}

const SHAPE_PRESERVING_INT = typeAttr(DType.int32);
const scalarOne = { dtype: DType.int32, shape: [], bytes: new Uint8Array(4), uniform: false };

/** A constant that can be fetched to make a run wait for nodes which have no result of their own. */
const barrier = (name: string, after: readonly string[]): GraphNode => ({
  name,
  op: "Const",
  inputs: after.map((node) => `^${node}`),
  attrs: { dtype: SHAPE_PRESERVING_INT, value: { kind: "tensor", value: scalarOne } },
});

/**
 * The nodes of one variable: handle, a way to write it from outside, a way to read it.
 * A written value goes through DeepCopy: what is fed shares memory with a typed array of JavaScript.
 */
export function slotNodes(index: number, { dtype, shape }: StateSlot): GraphNode[] {
  const s = `s${index}`;
  const t = typeAttr(dtype);
  const shapeAttr = { kind: "shape", value: shape } as const;
  return [
    {
      name: `${s}/h`,
      op: "VarHandleOp",
      inputs: [],
      attrs: {
        dtype: t,
        shape: shapeAttr,
        shared_name: { kind: "string", value: s },
        container: { kind: "string", value: "" },
      },
    },
    { name: `${s}/p`, op: "Placeholder", inputs: [], attrs: { dtype: t, shape: shapeAttr } },
    { name: `${s}/c`, op: "DeepCopy", inputs: [`${s}/p`], attrs: { T: t } },
    { name: `${s}/w`, op: "AssignVariableOp", inputs: [`${s}/h`, `${s}/c`], attrs: { dtype: t } },
    barrier(`${s}/written`, [`${s}/w`]),
    { name: `${s}/v`, op: "ReadVariableOp", inputs: [`${s}/h`], attrs: { dtype: t } },
    { name: `${s}/o`, op: "Identity", inputs: [`${s}/v`], attrs: { T: t } },
  ];
}

/** Ends a recording: assigns what changed at the end of the step, prunes what nothing needs. */
export function toProgram(prefix: string, recording: Recording): Program {
  const alias = new Map(recording.nodes.map((node) => [node.name, node]));
  const fed = new Set(recording.inputs.map(({ node }) => node));
  const extra: GraphNode[] = [];
  const roots: string[] = [];
  for (const variable of recording.variables) {
    if (variable.changedBy) roots.push(variable.changedBy);
    if (variable.final === undefined) continue;
    const name = `${prefix}s${variable.index}/final`;
    const value = aliasesFed(variable.final, alias, fed)
      ? copyOf(variable, `${prefix}s${variable.index}/copy`, extra)
      : variable.final;
    const reads = recording.nodes.filter(
      (node) => node.op === "ReadVariableOp" && node.inputs[0] === `s${variable.index}/h`,
    );
    extra.push({
      name,
      op: "AssignVariableOp",
      inputs: [
        `s${variable.index}/h`,
        value,
        ...reads.map((read) => `^${read.name}`),
        ...(variable.changedBy ? [`^${variable.changedBy}`] : []),
      ],
      attrs: { dtype: typeAttr(variable.dtype) },
    });
    roots.push(name);
  }
  const outputs = recording.outputs.map(({ ref, dtype, shape }, i) => {
    const node = `${prefix}out${i}`;
    if (dtype === DType.int64) {
      // tfjs has no int64: it would label the tensor int32 and read twice the bytes.
      extra.push({
        name: node,
        op: "Cast",
        inputs: [ref],
        attrs: { SrcT: typeAttr(dtype), DstT: typeAttr(DType.int32) },
      });
      return portOf(node, { dtype: DType.int32, shape });
    }
    // A fed tensor shares memory with a typed array: what leaves the step must be a copy of it.
    const op = aliasesFed(ref, alias, fed) ? "DeepCopy" : "Identity";
    extra.push({ name: node, op, inputs: [ref], attrs: { T: typeAttr(dtype) } });
    return portOf(node, { dtype, shape });
  });
  const done = `${prefix}done`;
  const nodes = [...recording.nodes, ...extra, barrier(done, roots)];
  return {
    nodes: reachable(nodes, [
      done,
      ...outputs.map(({ node }) => node),
      ...recording.inputs.map(({ node }) => node),
    ]),
    inputs: recording.inputs,
    outputs,
    done,
    changes: recording.variables
      .filter((v) => v.changedBy !== undefined || v.final !== undefined)
      .map((v) => v.index),
  };
}

/** Ops that may hand their input's memory on. */
const VIEWS = new Set(["Identity", "Reshape", "Squeeze", "ExpandDims", "StopGradient"]);

function aliasesFed(ref: string, nodes: ReadonlyMap<string, GraphNode>, fed: ReadonlySet<string>): boolean {
  let name: string | undefined = ref;
  while (name !== undefined) {
    if (fed.has(name)) return true;
    const node = nodes.get(name);
    name = node && VIEWS.has(node.op) ? node.inputs[0] : undefined;
  }
  return false;
}

function copyOf(variable: VariableRecord, name: string, out: GraphNode[]): string {
  out.push({
    name,
    op: "DeepCopy",
    inputs: [variable.final as string],
    attrs: { T: typeAttr(variable.dtype) },
  });
  return name;
}

/** Whether two recordings of one step are the same; if not, what differs, in words. */
export function difference(a: Recording, b: Recording): string | undefined {
  const count = Math.max(a.nodes.length, b.nodes.length);
  for (let i = 0; i < count; i++) {
    const x = a.nodes[i];
    const y = b.nodes[i];
    if (!x || !y) return `the second run ran ${b.nodes.length} operations, the first ${a.nodes.length}`;
    if (x.op !== y.op) return `operation ${i} was ${x.op} the first time and ${y.op} the second`;
    if (x.inputs.join() !== y.inputs.join())
      return `the inputs of ${x.op} (operation ${i}) differ between two runs`;
    const differing = Object.keys(x.attrs).find((name) => !sameAttr(x.attrs[name], y.attrs[name]));
    if (differing !== undefined) {
      return x.op === "Const"
        ? `a constant of shape [${(x.attrs["value"] as { value: { shape: readonly number[] } }).value.shape}] differs between two runs`
        : `${differing} of ${x.op} differs between two runs`;
    }
  }
  const ports = (r: Recording) =>
    [...r.outputs.map(({ ref }) => ref), ...r.inputs.map(({ node }) => node)].join();
  if (ports(a) !== ports(b)) return "the outputs differ between two runs";
  const finals = (r: Recording) => r.variables.map((v) => `${v.final}/${v.changedBy}`).join();
  return finals(a) === finals(b) ? undefined : "the variables end differently in two runs";
}

function sameAttr(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => sameAttr((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

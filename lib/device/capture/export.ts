import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nativeBackend } from "../native/op.js";
import type { Variable } from "../tf.js";
import { type ConstantValue, type GraphNode, type Port, reachable, type as typeAttr } from "./graph.js";
import type { Program } from "./program.js";
import { encodeSavedModel, type Signature } from "./saved-model.js";

const INIT = "init";

export interface ExportOptions {
  readonly nodes: readonly GraphNode[];
  readonly program: Program;
  readonly inputPaths: readonly string[];
  readonly outputPaths: readonly string[];
  readonly variables: readonly Variable[];
}

/** Names as Python takes them as keyword arguments: "0" becomes x0, "1.image" x1_image. */
const pythonName = (prefix: string, path: string) => `${prefix}${path.replace(/[^A-Za-z0-9_]/g, "_")}`;

/**
 * Writes a program with the present values of its state as a SavedModel: `tf.saved_model.load(folder)` in Python gives
 * `signatures["serving_default"]`, whose state lives on between calls as it does here.
 */
export function exportSavedModel(
  folder: string,
  { nodes, program, inputPaths, outputPaths, variables }: ExportOptions,
): void {
  const initial = variables.flatMap((variable, i) => initialise(i, variable));
  const init: GraphNode = {
    name: INIT,
    op: "NoOp",
    inputs: variables.map((_, i) => `^s${i}/init`),
    attrs: {},
  };
  const kept = reachable(nodes, [
    program.done,
    ...program.outputs.map(({ node }) => node),
    ...program.inputs.map(({ node }) => node),
  ]);
  const handles = nodes.filter(({ op }) => op === "VarHandleOp");
  const graph = [
    ...new Map([...kept, ...handles, ...initial, init].map((node) => [node.name, node])).values(),
  ].map(uniqueHandle(folder));
  const done: Port = { node: program.done, dtype: 3, shape: [] };
  const signature: Signature = {
    inputs: Object.fromEntries(
      program.inputs.map((port, i) => [pythonName("x", inputPaths[i] as string), port]),
    ),
    outputs: {
      ...Object.fromEntries(
        program.outputs.map((port, i) => [
          pythonName(outputPaths[i] === "" ? "output" : "", outputPaths[i] as string),
          port,
        ]),
      ),
      done,
    },
  };
  const aside = `${folder}.${process.pid}.part`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(join(aside, "variables"), { recursive: true });
  writeFileSync(
    join(aside, "saved_model.pb"),
    encodeSavedModel(graph, {
      signatures: { serving_default: signature },
      init: { node: INIT, dtype: 0, shape: [] },
    }),
  );
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
}

function initialise(index: number, variable: Variable): GraphNode[] {
  const { dtype } = nativeBackend("export").tensorMap.get(variable.dataId);
  const data = variable.dataSync();
  const value: ConstantValue = {
    dtype,
    shape: variable.shape,
    bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    uniform: false,
  };
  return [
    {
      name: `s${index}/value`,
      op: "Const",
      inputs: [],
      attrs: { dtype: typeAttr(dtype), value: { kind: "tensor", value } },
    },
    {
      name: `s${index}/init`,
      op: "AssignVariableOp",
      inputs: [`s${index}/h`, `s${index}/value`],
      attrs: { dtype: typeAttr(dtype) },
    },
  ];
}

/** Python keeps variables of all loaded models in one place: their shared names must not meet. */
const uniqueHandle =
  (folder: string) =>
  (node: GraphNode): GraphNode =>
    node.op === "VarHandleOp"
      ? {
          ...node,
          attrs: { ...node.attrs, shared_name: { kind: "string", value: `${folder}/${node.name}` } },
        }
      : node;

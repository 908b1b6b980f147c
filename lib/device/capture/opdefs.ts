import { OP_TABLE } from "./opdefs.generated.js";

/** How an op names the types of its inputs, and which attributes it knows. */
export interface OpDef {
  readonly inputs: readonly string[];
  readonly attrs: ReadonlySet<string>;
}

let table: Map<string, string> | undefined;
const parsed = new Map<string, OpDef>();

/**
 * TensorFlow's definition of an op, or undefined for one that it does not have. Eager execution infers type attributes
 * from the inputs; a node of a graph must carry them, so the recorder needs to know which ones there are.
 */
export function opDef(name: string): OpDef | undefined {
  const known = parsed.get(name);
  if (known) return known;
  table ??= new Map(OP_TABLE.split("\n").map((line) => [line.slice(0, line.indexOf("|")), line]));
  const line = table.get(name);
  if (line === undefined) return undefined;
  const [, inputs = "", attrs = ""] = line.split("|");
  const def: OpDef = {
    inputs: inputs === "" ? [] : inputs.split(" "),
    attrs: new Set(attrs === "" ? [] : attrs.split(" ")),
  };
  parsed.set(name, def);
  return def;
}

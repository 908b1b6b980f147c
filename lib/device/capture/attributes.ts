import { SwathError } from "../../errors.js";
import { type Binding, DType, type OpAttr } from "../native/binding.js";
import { type Attr, type Attrs, type as typeAttr } from "./graph.js";
import { opDef } from "./opdefs.js";

/**
 * A node's attributes: as tfjs gave them, with those that eager execution infers from the inputs (types and counts; what
 * the handles really are wins over what tfjs claims), and without any that the op does not have.
 */
export function nodeAttrs(
  binding: Binding,
  op: string,
  given: readonly OpAttr[],
  inputs: readonly { readonly dtype: number }[],
): Attrs {
  const def = opDef(op);
  if (!def) {
    throw new SwathError("CAPTURE", "capture", `TensorFlow has no op ${op}`, {
      mend: "report this: the op table is older than the engine",
    });
  }
  const attrs: Record<string, Attr> = {};
  for (const attr of given) if (def.attrs.has(attr.name)) attrs[attr.name] = convert(binding, attr);
  const dtypeAt = (position: number) => inputs[position]?.dtype ?? DType.float32;
  // An op has at most one list among its inputs: it takes what the others leave.
  const rest = inputs.length - def.inputs.length + 1;
  let position = 0;
  for (const arg of def.inputs) {
    if (arg.startsWith("@")) {
      attrs[arg.slice(1)] = {
        kind: "types",
        value: inputs.slice(position, position + rest).map(({ dtype }) => dtype),
      };
      position += rest;
    } else if (arg.includes("*")) {
      const [count, type] = arg.split("*") as [string, string];
      const size = attrs[count]?.kind === "int" ? (attrs[count].value as number) : rest;
      attrs[count] = { kind: "int", value: size };
      if (type !== ".") attrs[type] = typeAttr(dtypeAt(position));
      position += size;
    } else {
      if (arg !== ".") attrs[arg] = typeAttr(dtypeAt(position));
      position++;
    }
  }
  return attrs;
}

function convert(binding: Binding, { name, type, value }: OpAttr): Attr {
  const { TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_INT, TF_ATTR_SHAPE, TF_ATTR_STRING, TF_ATTR_TYPE } = binding;
  const list = Array.isArray(value);
  switch (type) {
    case TF_ATTR_TYPE:
      return typeAttr(value as number);
    case TF_ATTR_INT:
      return list ? { kind: "ints", value: value as number[] } : { kind: "int", value: value as number };
    case TF_ATTR_FLOAT:
      return list ? { kind: "floats", value: value as number[] } : { kind: "float", value: value as number };
    case TF_ATTR_BOOL:
      return list ? { kind: "bools", value: value as boolean[] } : { kind: "bool", value: value as boolean };
    case TF_ATTR_STRING:
      return { kind: "string", value: value as string };
    case TF_ATTR_SHAPE:
      return { kind: "shape", value: value as number[] };
    default:
      throw new SwathError(
        "CAPTURE",
        "capture",
        `the attribute ${name} has a form that a graph cannot hold (${type})`,
        {
          mend: "report this with the op that you used",
        },
      );
  }
}

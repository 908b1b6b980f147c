import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Attr, ConstantValue, GraphNode, Port } from "./graph.js";

/**
 * TensorFlow's SavedModel, written field by field: the numbers are those of tensorflow/core/framework/*.proto and
 * tensorflow/core/protobuf/{saved_model,meta_graph}.proto (TensorFlow 2.21).
 */
type Write = (out: BinaryWriter) => void;

const message = (out: BinaryWriter, field: number, write: Write) => {
  out.tag(field, WireType.LengthDelimited).fork();
  write(out);
  out.join();
};
const string = (out: BinaryWriter, field: number, value: string) =>
  out.tag(field, WireType.LengthDelimited).string(value);
const int = (out: BinaryWriter, field: number, value: number) => out.tag(field, WireType.Varint).int64(value);

const shape = (out: BinaryWriter, field: number, dims: readonly number[]) =>
  message(out, field, (o) => {
    for (const size of dims) message(o, 2, (dim) => int(dim, 1, size));
  });

/** The TensorProto field that holds a single value of a dtype, for tensors whose elements are all equal. */
function uniformValue(out: BinaryWriter, dtype: number, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (dtype) {
    case 1:
      out.tag(5, WireType.LengthDelimited).fork().float(view.getFloat32(0, true)).join();
      break;
    case 3:
      out.tag(7, WireType.LengthDelimited).fork().int32(view.getInt32(0, true)).join();
      break;
    case 10:
      out
        .tag(11, WireType.LengthDelimited)
        .fork()
        .bool(bytes[0] !== 0)
        .join();
      break;
    default:
      out.tag(4, WireType.LengthDelimited).bytes(bytes);
  }
}

function tensor(out: BinaryWriter, field: number, value: ConstantValue): void {
  message(out, field, (o) => {
    int(o, 1, value.dtype);
    shape(o, 2, value.shape);
    if (!(value.bytes instanceof Uint8Array)) {
      for (const text of value.bytes) o.tag(8, WireType.LengthDelimited).bytes(text);
    } else if (value.uniform) uniformValue(o, value.dtype, value.bytes);
    else o.tag(4, WireType.LengthDelimited).bytes(value.bytes);
  });
}

function attrValue(out: BinaryWriter, attr: Attr): void {
  const list = (write: Write) => message(out, 1, write);
  switch (attr.kind) {
    case "string":
      string(out, 2, attr.value);
      break;
    case "int":
      int(out, 3, attr.value);
      break;
    case "float":
      out.tag(4, WireType.Bit32).float(attr.value);
      break;
    case "bool":
      out.tag(5, WireType.Varint).bool(attr.value);
      break;
    case "type":
      int(out, 6, attr.value);
      break;
    case "shape":
      shape(out, 7, attr.value);
      break;
    case "tensor":
      tensor(out, 8, attr.value);
      break;
    case "ints":
      list((o) => attr.value.forEach((value) => int(o, 3, value)));
      break;
    case "floats":
      list((o) => attr.value.forEach((value) => o.tag(4, WireType.Bit32).float(value)));
      break;
    case "bools":
      list((o) => attr.value.forEach((value) => o.tag(5, WireType.Varint).bool(value)));
      break;
    case "types":
      list((o) => attr.value.forEach((value) => int(o, 6, value)));
      break;
  }
}

function nodeDef(out: BinaryWriter, node: GraphNode): void {
  string(out, 1, node.name);
  string(out, 2, node.op);
  // NodeDef wants data inputs first, control inputs last.
  for (const input of node.inputs) if (!input.startsWith("^")) string(out, 3, input);
  for (const input of node.inputs) if (input.startsWith("^")) string(out, 3, input);
  for (const [name, attr] of Object.entries(node.attrs)) {
    message(out, 5, (entry) => {
      string(entry, 1, name);
      message(entry, 2, (value) => attrValue(value, attr));
    });
  }
}

/** A callable entry of an exported model: argument and result names to graph ports. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Port>>;
  readonly outputs: Readonly<Record<string, Port>>;
}

const tensorInfo = (out: BinaryWriter, { node, dtype, shape: dims }: Port) => {
  // dtype 0 marks an operation (the initialiser), which has no output to name.
  string(out, 1, dtype === 0 ? node : `${node}:0`);
  int(out, 2, dtype);
  shape(out, 3, dims);
};

const ports = (out: BinaryWriter, field: number, all: Readonly<Record<string, Port>>) => {
  for (const [name, port] of Object.entries(all)) {
    message(out, field, (entry) => {
      string(entry, 1, name);
      message(entry, 2, (info) => tensorInfo(info, port));
    });
  }
};

function signature(out: BinaryWriter, name: string, { inputs, outputs }: Signature, method: string): void {
  message(out, 5, (entry) => {
    string(entry, 1, name);
    message(entry, 2, (def) => {
      ports(def, 1, inputs);
      ports(def, 2, outputs);
      string(def, 3, method);
    });
  });
}

/**
 * The bytes of `saved_model.pb` with one graph under the tag "serve".
 *
 * @param options.signatures what a loader can call by name
 * @param options.init a node that must run once after loading (it fills the variables)
 */
export function encodeSavedModel(
  nodes: readonly GraphNode[],
  options: { readonly signatures?: Readonly<Record<string, Signature>>; readonly init?: Port } = {},
): Uint8Array {
  const { signatures = {}, init } = options;
  const out = new BinaryWriter();
  int(out, 1, 1);
  message(out, 2, (meta) => {
    message(meta, 1, (info) => {
      string(info, 4, "serve");
      string(info, 5, "2.21.0");
    });
    message(meta, 2, (graph) => {
      for (const node of nodes) message(graph, 1, (o) => nodeDef(o, node));
      // Producer version of TensorFlow 2.21's graphs: without it the loader takes the graph for one of 2015.
      message(graph, 4, (versions) => int(versions, 1, 2000));
    });
    for (const [name, entry] of Object.entries(signatures))
      signature(meta, name, entry, "tensorflow/serving/predict");
    if (init)
      signature(meta, "__saved_model_init_op", { inputs: {}, outputs: { __saved_model_init_op: init } }, "");
  });
  return out.finish();
}

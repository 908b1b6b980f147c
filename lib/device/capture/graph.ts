import type { TensorHandle } from "../native/binding.js";

/** An attribute of a node, in the forms that TensorFlow's AttrValue has. */
export type Attr =
  | { readonly kind: "type"; readonly value: number }
  | { readonly kind: "types"; readonly value: readonly number[] }
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "bools"; readonly value: readonly boolean[] }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "shape"; readonly value: readonly number[] }
  | { readonly kind: "tensor"; readonly value: ConstantValue };

/** The value of a Const node. One element stands for a uniform tensor. */
export interface ConstantValue {
  readonly dtype: number;
  readonly shape: readonly number[];
  /** Raw little-endian bytes of all elements, or of one. Strings come as a list. */
  readonly bytes: Uint8Array | readonly Uint8Array[];
  readonly uniform: boolean;
}

export type Attrs = Readonly<Record<string, Attr>>;

/** One node of a graph. Inputs are `node`, `node:2`, or `^node` for "after". */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attrs: Attrs;
}

/** What flows into and out of a program: names of placeholders and of the identities behind its results. */
export interface Port {
  readonly node: string;
  readonly dtype: number;
  readonly shape: readonly number[];
}

export const type = (value: number): Attr => ({ kind: "type", value });
export const portOf = (node: string, { dtype, shape }: Pick<TensorHandle, "dtype" | "shape">): Port => ({
  node,
  dtype,
  shape,
});

/** The node that an input reference points at, without output number and control mark. */
export const producer = (input: string): string => {
  const name = input.startsWith("^") ? input.slice(1) : input;
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(0, colon);
};

/** The nodes that roots need, in their original order. */
export function reachable(nodes: readonly GraphNode[], roots: Iterable<string>): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const wanted = new Set<string>();
  const stack = [...roots];
  while (stack.length > 0) {
    const name = stack.pop() as string;
    if (wanted.has(name)) continue;
    wanted.add(name);
    for (const input of byName.get(name)?.inputs ?? []) stack.push(producer(input));
  }
  return nodes.filter((node) => wanted.has(node.name));
}

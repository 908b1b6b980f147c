import { SwathError } from "../../errors.js";
import { type Tensor, tf } from "../tf.js";

/** Tensors in plain objects and lists, as a step takes and gives them. */
export type Tree<T> = T | readonly Tree<T>[] | { readonly [name: string]: Tree<T> };

/** A tree whose leaves are numbers into a flat list. */
export type Layout =
  | number
  | { readonly list: readonly Layout[] }
  | { readonly object: Readonly<Record<string, Layout>> }
  | null;

export interface Flat<T> {
  readonly layout: Layout;
  readonly leaves: readonly T[];
  /** Where each leaf was: "0", "1.x". */
  readonly paths: readonly string[];
}

const isPlain = (value: object) => {
  const proto = Object.getPrototypeOf(value);
  return proto === Object.prototype || proto === null;
};

/** Lists the leaves of a tree; `undefined` is an empty tree. */
export function flatten<T>(
  tree: unknown,
  isLeaf: (value: unknown) => value is T,
  operation: string,
  what: string,
): Flat<T> {
  const leaves: T[] = [];
  const paths: string[] = [];
  const walk = (value: unknown, path: string): Layout => {
    if (value === undefined) return null;
    if (isLeaf(value)) {
      paths.push(path);
      return leaves.push(value) - 1;
    }
    const join = (name: string | number) => (path === "" ? String(name) : `${path}.${name}`);
    if (Array.isArray(value)) return { list: value.map((item, i) => walk(item, join(i))) };
    if (typeof value === "object" && value !== null && isPlain(value)) {
      return {
        object: Object.fromEntries(
          Object.entries(value).map(([name, item]) => [name, walk(item, join(name))]),
        ),
      };
    }
    const shown = value === null ? "null" : typeof value === "object" ? value.constructor.name : typeof value;
    throw new SwathError(
      "CAPTURE",
      operation,
      `${what} ${path === "" ? "" : `${path} `}is a ${shown}, not a tensor`,
      {
        mend:
          what === "output"
            ? "return tensors, or plain objects and lists of them"
            : "pass tensors or numbers, or plain objects and lists of them",
      },
    );
  };
  return { layout: walk(tree, ""), leaves, paths };
}

/** The inverse of {@link flatten}. */
export function unflatten<T>(layout: Layout, leaves: readonly T[]): unknown {
  if (layout === null) return undefined;
  if (typeof layout === "number") return leaves[layout];
  if ("list" in layout) return layout.list.map((item) => unflatten(item, leaves));
  return Object.fromEntries(
    Object.entries(layout.object).map(([name, item]) => [name, unflatten(item, leaves)]),
  );
}

export const isTensor = (value: unknown): value is Tensor => value instanceof tf.Tensor;
export const isInput = (value: unknown): value is Tensor | number =>
  typeof value === "number" || isTensor(value);

import type { AnyModule, Part, Parts } from "../module.js";

/**
 * How a variable lies in a PyTorch state_dict: `order[i]` is PyTorch's axis that becomes our axis i, and `trailing` the
 * number of axes of size 1 that PyTorch has at the end and we have not.
 */
export interface TorchLayout {
  readonly order: readonly number[];
  readonly trailing?: number;
}

/** OIHW -> HWIO. It also takes a depthwise [C·m, 1, kh, kw] to [kh, kw, 1, C·m], and IOHW to [kh, kw, out, in]. */
const image: TorchLayout = { order: [2, 3, 1, 0] };
/** OI -> IO. */
const dense: TorchLayout = { order: [1, 0] };

/** Where our layout differs from PyTorch's, by the kind of the module that owns the variable. All else lies the same. */
const layouts: Readonly<Record<string, Readonly<Record<string, TorchLayout>>>> = {
  conv2d: { weight: image },
  convTranspose2d: { weight: image },
  conv1d: { weight: { order: [2, 1, 0] } },
  linear: { weight: dense },
  pointwise: { weight: { order: [1, 0], trailing: 1 } },
  frequencyParser: { map: { order: [1, 2, 0] } },
  multiHeadAttention: { in_proj_weight: dense },
};

const isModule = (part: NonNullable<Part>): part is AnyModule => typeof part === "function";

/** Variables that PyTorch's state_dict has not: it keeps no generators. */
const unshared: Readonly<Record<string, string>> = { dropout: "generator" };

/** A model as PyTorch sees it. */
export interface TorchView {
  /** The layout of each variable that lies otherwise there, by its path. */
  readonly layouts: ReadonlyMap<string, TorchLayout>;
  /** Paths of the variables that PyTorch has not. */
  readonly own: ReadonlySet<string>;
}

export function torchView(model: AnyModule): TorchView {
  const found = new Map<string, TorchLayout>();
  const own = new Set<string>();
  const walk = (part: Part, path: string, owner: string): void => {
    if (part === null || part === undefined) return;
    const join = (name: string | number) => (path ? `${path}.${name}` : String(name));
    if (Array.isArray(part)) {
      part.forEach((item: Part, i) => {
        walk(item, join(i), owner);
      });
    } else if (isModule(part as AnyModule)) {
      const child = part as AnyModule;
      for (const [name, item] of Object.entries(child.parts as Parts)) walk(item, join(name), child.kind);
    } else {
      const name = path.slice(path.lastIndexOf(".") + 1);
      const layout = layouts[owner]?.[name];
      if (layout) found.set(path, layout);
      if (unshared[owner] === name) own.add(path);
    }
  };
  walk(model, "", "");
  return { layouts: found, own };
}

/** A shape as the other side has it: ours from PyTorch's order. */
export const reordered = (shape: readonly number[], order: readonly number[]): number[] =>
  order.map((axis) => shape[axis] as number);

/** The order that undoes an order. */
export function inverse(order: readonly number[]): number[] {
  const back: number[] = [];
  order.forEach((axis, i) => {
    back[axis] = i;
  });
  return back;
}

/** Our shape as PyTorch writes it. */
export const torchShape = (shape: readonly number[], { order, trailing = 0 }: TorchLayout): number[] => [
  ...reordered(shape, inverse(order)),
  ...Array<number>(trailing).fill(1),
];

/** Numbers in row-major order with their axes in another order. */
export function permuted<A extends Float32Array | Int32Array | Uint8Array>(
  data: A,
  shape: readonly number[],
  order: readonly number[],
): A {
  if (order.every((axis, i) => axis === i)) return data;
  const strides: number[] = [];
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis] as number;
  }
  const size = reordered(shape, order);
  const stride = reordered(strides, order);
  const out = new (data.constructor as new (length: number) => A)(data.length);
  const index = Array<number>(size.length).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from] as number;
    for (let axis = size.length - 1; axis >= 0; axis--) {
      from += stride[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (size[axis] as number)) break;
      from -= (stride[axis] as number) * (size[axis] as number);
      index[axis] = 0;
    }
  }
  return out;
}

import type { Tensor, Variable } from "../device/tf.js";
import { ValueError } from "../errors.js";

/** Variables by name: `conv1.weight`, `layer1.0.bn1.running_mean` … the paths of a PyTorch state_dict. */
export type Params = Readonly<Record<string, Variable>>;

/** What a module is made of: trainable and untrainable variables, other modules, and lists of those. */
export type Part = Variable | AnyModule | readonly Part[] | null | undefined;
/** Parts by name. */
export type Parts = Readonly<Record<string, Part>>;

/**
 * A layer or network: a function from tensors to a tensor that knows its variables.
 *
 * @typeParam In its arguments
 * @typeParam Out its result
 * @typeParam P its parts, so that `model.parts.conv1` is typed
 */
export interface Module<
  In extends readonly never[] | readonly unknown[] = [x: Tensor],
  Out = Tensor,
  P extends Parts = Parts,
> {
  (...inputs: In): Out;
  /** What it is: "conv2d", "resnet20". */
  readonly kind: string;
  readonly parts: P;
  /** What an optimiser changes. */
  readonly params: Params;
  /** What is remembered but not trained: running statistics, counters. */
  readonly buffers: Params;
  /** Params and buffers: what a captured step needs as its state. */
  readonly state: readonly Variable[];
  /** Frees every variable. */
  dispose(): void;
}

/** A module whatever it takes and gives. */
// biome-ignore lint/suspicious/noExplicitAny: a module of any arguments, used only to walk its parts
export type AnyModule = Module<any, any, any>;

const isVariable = (part: NonNullable<Part>): part is Variable => "assign" in part && "trainable" in part;

function collect(part: Part, path: string, out: Map<string, Variable>): void {
  if (part === null || part === undefined) return;
  const join = (name: string | number) => (path ? `${path}.${name}` : String(name));
  if (Array.isArray(part)) {
    part.forEach((item: Part, i) => {
      collect(item, join(i), out);
    });
    return;
  }
  const single = part as Variable | AnyModule;
  if (isVariable(single)) {
    out.set(path, single);
    return;
  }
  for (const [name, child] of Object.entries(single.parts as Parts)) collect(child, join(name), out);
}

/**
 * Makes a module out of parts and a function. The parts' names become the paths of its variables.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const [k1, k2] = seed(1).split(2);
 * const fc1 = nn.linear({ in: 4, out: 8, key: k1 });
 * const fc2 = nn.linear({ in: 8, out: 2, key: k2 });
 * const mlp = nn.module("mlp", { fc1, fc2 }, (x: tf.Tensor) => fc2(nn.relu(fc1(x))));
 *
 * mlp(tf.ones([3, 4])).shape; // [3, 2]
 * Object.keys(mlp.params); // ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
 * ```
 */
export function module<In extends readonly unknown[], Out, const P extends Parts>(
  kind: string,
  parts: P,
  forward: (...inputs: In) => Out,
): Module<In, Out, P> {
  const all = new Map<string, Variable>();
  for (const [name, part] of Object.entries(parts)) {
    if (name.includes("."))
      throw new ValueError(kind, `the part "${name}" has a dot in its name`, {
        mend: "nest modules instead",
      });
    collect(part, name, all);
  }
  const pick = (trainable: boolean): Params =>
    Object.freeze(Object.fromEntries([...all].filter(([, variable]) => variable.trainable === trainable)));
  const call = (...inputs: In) => forward(...inputs);
  return Object.defineProperties(call, {
    name: { value: kind },
    kind: { value: kind, enumerable: true },
    parts: { value: parts, enumerable: true },
    params: { value: pick(true), enumerable: true },
    buffers: { value: pick(false), enumerable: true },
    state: { value: Object.freeze([...new Set(all.values())]) },
    dispose: { value: () => new Set(all.values()).forEach((variable) => variable.dispose()) },
  }) as unknown as Module<In, Out, P>;
}

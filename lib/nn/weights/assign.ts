import { tf, type Variable } from "../../device/tf.js";
import { SwathError } from "../../errors.js";
import type { AnyModule } from "../module.js";
import { permuted, type TorchLayout, torchShape, torchView } from "./layout.js";

/** Numbers of a weight as a file or a test holds them. */
export interface WeightValues {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number> | ArrayLike<bigint>;
}

/** Which conventions names and axes follow: PyTorch's (OIHW, OI, IOHW), or Swath's own (HWIO, IO). */
export type WeightLayout = "torch" | "swath";

/** A weight whose shape is not the model's. */
export interface ShapeMismatch {
  readonly name: string;
  /** What the model needs, in the layout of the weights. */
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

/** What happened to each name. */
export interface LoadReport {
  readonly loaded: readonly string[];
  /** Variables of the model for which there was no weight. */
  readonly missing: readonly string[];
  /** Weights for which there is no variable. */
  readonly unexpected: readonly string[];
  readonly mismatched: readonly ShapeMismatch[];
}

/** Options of {@link assignWeights}. */
export interface AssignOptions {
  /** How the weights lie. Default "torch". */
  readonly layout?: WeightLayout;
  /** Throw, and change nothing, unless every name and shape fits. Default true. */
  readonly strict?: boolean;
  /** The model's name for a weight's name; `null` leaves the weight out. Default: the same. */
  readonly rename?: (name: string) => string | null;
}

const text = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** Without axes of size 1 behind the second: a 1x1 convolution is a linear layer and the other way round. */
function withoutPoints(shape: readonly number[]): readonly number[] {
  let end = shape.length;
  while (end > 2 && shape[end - 1] === 1) end--;
  return shape.slice(0, end);
}

function fits(
  found: readonly number[],
  expected: readonly number[],
  layout: TorchLayout | undefined,
): boolean {
  if (found.join() === expected.join()) return true;
  return layout !== undefined && withoutPoints(found).join() === withoutPoints(expected).join();
}

/** A copy, since a tensor keeps the array that it is made of. */
function toNumbers(data: WeightValues["data"], dtype: string): Float32Array | Int32Array {
  // 64-bit integers come as bigint, which no float array takes.
  const plain = typeof data[0] === "bigint" ? Array.from(data as ArrayLike<bigint>, Number) : data;
  return dtype === "float32"
    ? new Float32Array(plain as ArrayLike<number>)
    : new Int32Array(plain as ArrayLike<number>);
}

function put(
  variable: Variable,
  values: WeightValues,
  expected: readonly number[],
  layout: TorchLayout | undefined,
) {
  const given = toNumbers(values.data, variable.dtype);
  const data = layout ? permuted(given, expected.slice(0, layout.order.length), layout.order) : given;
  tf.tidy(() => variable.assign(tf.tensor(data, variable.shape, variable.dtype) as Variable));
}

function complaint({ missing, unexpected, mismatched }: LoadReport): Record<string, string> {
  const list = (names: readonly string[]) =>
    names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
  const facts: Record<string, string> = {};
  if (missing.length) facts["missing"] = list(missing);
  if (unexpected.length) facts["unexpected"] = list(unexpected);
  for (const { name, expected, found } of mismatched.slice(0, 8)) {
    facts[name] = `the model needs ${text(expected)}, the weights have ${text(found)}`;
  }
  return facts;
}

/**
 * Puts named numbers into a model's variables. PyTorch's counters of batches (`num_batches_tracked`) are passed over.
 *
 * @param model whose `params` and `buffers` are written
 * @param weights numbers by name, for instance a PyTorch state_dict
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * const layer = nn.linear({ in: 2, out: 1, key: seed(1) });
 * nn.assignWeights(layer, {
 *   weight: { shape: [1, 2], data: [3, 4] }, // as PyTorch has it: out x in
 *   bias: { shape: [1], data: [5] },
 * });
 * layer.params["weight"]!.dataSync(); // [3, 4], of shape [2, 1]
 * ```
 */
export function assignWeights(
  model: AnyModule,
  weights: Readonly<Record<string, WeightValues>>,
  options: AssignOptions = {},
): LoadReport {
  const { report, write } = planAssignment(
    "assignWeights",
    modelTarget(model, options.layout),
    weights,
    options,
  );
  write();
  return report;
}

/** What weights can be put into: variables by name, and where their layout differs from PyTorch's. */
export interface Target {
  readonly kind: string;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly layouts: ReadonlyMap<string, TorchLayout>;
}

/** A model in Swath's layout has all of its variables, in PyTorch's those that PyTorch has too. */
export function modelTarget(model: AnyModule, layout: WeightLayout = "torch"): Target {
  const { kind } = model;
  const all = { ...model.params, ...model.buffers };
  if (layout === "swath") return { kind, variables: all, layouts: new Map() };
  const { layouts, own } = torchView(model);
  const shared = Object.entries(all).filter(([name]) => !own.has(name));
  return { kind, variables: Object.fromEntries(shared), layouts };
}

/** Everything is checked before anything is written: the report, and what writes. */
export function planAssignment(
  operation: string,
  { kind, variables, layouts }: Target,
  weights: Readonly<Record<string, WeightValues>>,
  { strict = true, rename = (name) => name }: AssignOptions,
): { readonly report: LoadReport; readonly write: () => void } {
  const unexpected: string[] = [];
  const mismatched: ShapeMismatch[] = [];
  const ready = new Map<string, () => void>();
  for (const [given, values] of Object.entries(weights)) {
    const name = rename(given);
    if (name === null) continue;
    const variable = variables[name];
    if (!variable) {
      if (!name.endsWith("num_batches_tracked")) unexpected.push(given);
      continue;
    }
    const how = layouts.get(name);
    const expected = how ? torchShape(variable.shape, how) : variable.shape;
    if (fits(values.shape, expected, how)) ready.set(name, () => put(variable, values, expected, how));
    else mismatched.push({ name, expected, found: values.shape });
  }
  const wrong = new Set(mismatched.map(({ name }) => name));
  const missing = Object.keys(variables).filter((name) => !ready.has(name) && !wrong.has(name));
  const report = { loaded: [...ready.keys()], missing, unexpected, mismatched };
  if (strict && missing.length + unexpected.length + mismatched.length > 0) {
    const counts = [
      missing.length && `${missing.length} missing`,
      unexpected.length && `${unexpected.length} unexpected`,
      mismatched.length && `${mismatched.length} of another shape`,
    ].filter(Boolean);
    throw new SwathError("SHAPE", operation, `the weights do not fit the ${kind}: ${counts.join(", ")}`, {
      mend: "make the same network, rename with rename, or load what fits with strict: false",
      facts: complaint(report),
    });
  }
  return {
    report,
    write: () => {
      for (const one of ready.values()) one();
    },
  };
}

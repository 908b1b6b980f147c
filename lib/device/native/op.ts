import { SwathError } from "../../errors.js";
import { type Tensor, tf } from "../tf.js";
import { type Binding, DType, type NativeBackend, type OpAttr } from "./binding.js";

/** An attribute value as the caller writes it; `dtype("float32")` and `shape([…])` mark those that are not plain. */
export type AttrValue =
  | boolean
  | string
  | readonly string[]
  | { readonly int: number | readonly number[] }
  | { readonly float: number | readonly number[] }
  | { readonly dtype: keyof typeof DType }
  | { readonly shape: readonly number[] };

/** Attributes of an op by name. */
export type Attrs = Readonly<Record<string, AttrValue>>;

/** The active native backend, or an error that says which engine is active instead. */
export function nativeBackend(operation = "nativeOp"): NativeBackend {
  if (tf.getBackend() !== "tensorflow") {
    throw new SwathError(
      "UNSUPPORTED",
      operation,
      `needs the native engine, the active one is ${tf.getBackend()}`,
      {
        mend: "run `swath device provision`, or use the composed operation of swath/nn",
      },
    );
  }
  return tf.backend() as unknown as NativeBackend;
}

/**
 * Whether TensorFlow itself computes (and its ops can be called by name).
 *
 * @example
 * ```ts
 * import { engine, isNative } from "swath/device";
 *
 * isNative() === (engine().name === "native"); // true
 * ```
 */
export const isNative = (): boolean => tf.getBackend() === "tensorflow";

/** Whether TensorFlow computes, and on the processor: which formulation is the fast one differs between it and a GPU. */
export const isNativeOnCpu = (): boolean => isNative() && !nativeBackend().binding.isUsingGpuDevice();

function attribute(binding: Binding, name: string, value: AttrValue): OpAttr {
  if (typeof value === "boolean") return { name, type: binding.TF_ATTR_BOOL, value };
  if (typeof value === "string") return { name, type: binding.TF_ATTR_STRING, value };
  if (Array.isArray(value)) {
    throw new SwathError(
      "UNSUPPORTED",
      "nativeOp",
      `attribute ${name} is a list of strings, which the addon cannot pass`,
    );
  }
  if ("int" in value) return { name, type: binding.TF_ATTR_INT, value: value.int };
  if ("float" in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
  if ("dtype" in value) return { name, type: binding.TF_ATTR_TYPE, value: DType[value.dtype] };
  if ("shape" in value) return { name, type: binding.TF_ATTR_SHAPE, value: value.shape };
  throw new SwathError("VALUE", "nativeOp", `attribute ${name} has no known form`);
}

/**
 * Runs one TensorFlow op by name, at its own types: attributes that TensorFlow can infer (`T`, `N` …) may be left out.
 * The result is a constant for gradients: wrap it in `tf.customGrad` (or use {@link withGradient}) where one is needed.
 *
 * @example
 * ```ts
 * import { isNative, nativeOp, tf } from "swath/device";
 *
 * const x = tf.tensor1d([0.5, -1]);
 * if (isNative()) nativeOp("Erf", [x]).dataSync(); // [0.5205, -0.8427]
 * ```
 */
export function nativeOp(name: string, inputs: readonly Tensor[], attrs: Attrs = {}): Tensor {
  const backend = nativeBackend(name);
  const list = Object.entries(attrs).map(([key, value]) => attribute(backend.binding, key, value));
  return backend.executeSingleOutput(name, list, inputs) as Tensor;
}

/**
 * As {@link nativeOp}, for an op with several outputs.
 *
 * @example
 * ```ts
 * import { isNative, nativeOps, tf } from "swath/device";
 *
 * const x = tf.tensor2d([[1, 2], [3, 5]]);
 * if (isNative()) nativeOps("Qr", [x], { full_matrices: false }, 2).map(({ shape }) => shape); // [[2, 2], [2, 2]]
 * ```
 */
export function nativeOps(name: string, inputs: readonly Tensor[], attrs: Attrs, outputs: number): Tensor[] {
  const backend = nativeBackend(name);
  const list = Object.entries(attrs).map(([key, value]) => attribute(backend.binding, key, value));
  return backend.executeMultipleOutputs(name, list, inputs, outputs) as Tensor[];
}

/**
 * A function with a gradient written by hand. The gradient of that gradient is refused instead of silently zero:
 * an op that runs by name leaves no trace on the tape.
 *
 * @param name the operation, for the error
 * @param inputs tensors to differentiate by
 * @param forward the value; `save` keeps tensors for `backward` (call it at most once)
 * @param backward gradients in the order of `inputs`
 *
 * @example
 * ```ts
 * import { tf, withGradient } from "swath/device";
 *
 * const cube = (x: tf.Tensor) =>
 *   withGradient("cube", [x], (save) => (save(x), tf.pow(x, 3)), (dy, [kept]) => [tf.mul(dy, tf.mul(3, tf.square(kept!)))]);
 * tf.grad(cube)(tf.scalar(2)).dataSync()[0]; // 12
 * ```
 */
export function withGradient(
  name: string,
  inputs: readonly Tensor[],
  forward: (save: (...tensors: Tensor[]) => void) => Tensor,
  backward: (dy: Tensor, saved: readonly Tensor[]) => readonly Tensor[],
): Tensor {
  const op = tf.customGrad((...args: unknown[]) => {
    const keep = args[inputs.length] as (tensors: Tensor[]) => void;
    return {
      value: forward((...tensors) => keep(tensors)),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        firstOrderOnly(name, [dy, ...saved], () => backward(dy, saved)),
    };
  });
  return op(...(inputs as Tensor[]));
}

/** The tape is on during a backward pass only when somebody differentiates through it. */
const differentiatedAgain = (): boolean =>
  (tf.engine() as unknown as { state: { gradientDepth: number } }).state.gradientDepth > 0;

function firstOrderOnly(name: string, inputs: readonly Tensor[], compute: () => readonly Tensor[]): Tensor[] {
  if (!differentiatedAgain()) return [...compute()];
  const refuse = (): never => {
    throw new SwathError("UNSUPPORTED", name, "the gradient of its gradient is not defined", {
      mend: "compose the operation from tf ops where second derivatives are needed",
    });
  };
  let values: readonly Tensor[] = [];
  // The whole backward pass counts as one kernel, so that its ops do not reach the tape one by one.
  const barrier = (pick: () => Tensor) =>
    tf.customGrad((..._: unknown[]) => ({ value: pick(), gradFunc: refuse }))(...(inputs as Tensor[]));
  const first = barrier(() => {
    values = compute().map((value) => tf.keep(value));
    return values[0]!.clone();
  });
  const rest = values.slice(1).map((value) => barrier(() => value.clone()));
  tf.dispose([...values]);
  return [first, ...rest];
}

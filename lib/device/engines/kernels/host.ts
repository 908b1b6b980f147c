import { type DataType, type Tensor, type TensorInfo, type TypedArray, tf } from "../../tf.js";

type KernelConfig = Parameters<typeof tf.registerKernel>[0];
type KernelFunc = KernelConfig["kernelFunc"];

/** The attributes that tfjs hands to a kernel, where they are handed on as they are. */
export type Attributes = NonNullable<Parameters<KernelFunc>[0]["attrs"]>;

/** An engine's own kernel, for one that builds on it. */
export type Original = (
  inputs: Readonly<Record<string, TensorInfo>>,
  attrs: Readonly<Record<string, unknown>>,
) => TensorInfo;

/** The part of tfjs's WebAssembly backend that kernels of ours work with. */
export interface WasmBackend {
  readonly wasm: {
    readonly tfjs: {
      registerTensor(id: number, size: number, offset: number): void;
      disposeData(id: number): void;
    };
    cwrap(name: string, result: null, args: readonly string[]): (...args: unknown[]) => void;
  };
  readonly dataIdMap: {
    get(dataId: object): { readonly id: number; readonly memoryOffset: number };
    set(dataId: object, data: object): void;
  };
  dataIdNextNumber: number;
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): TypedArray;
  incRef(dataId: object): void;
  disposeData(dataId: object): void;
}

export const wasmBackend = (): WasmBackend => tf.backend() as unknown as WasmBackend;

/** Registers a kernel in the place of the engine's own, if it has one, which it is given to build on. */
export function replaceKernel(
  engine: string,
  kernelName: string,
  compute: (
    inputs: Readonly<Record<string, TensorInfo>>,
    attrs: Attributes,
    original: Original,
  ) => TensorInfo,
): void {
  const own = tf.getKernel(kernelName, engine) as KernelConfig | undefined;
  const original: Original = (inputs, attrs) =>
    own?.kernelFunc({ inputs, attrs: attrs as Attributes, backend: tf.backend() }) as TensorInfo;
  if (own) tf.unregisterKernel(kernelName, engine);
  tf.registerKernel({
    // The original binds its native function when the engine starts.
    ...own,
    kernelName,
    backendName: engine,
    kernelFunc: ({ inputs, attrs }) =>
      compute(inputs as Readonly<Record<string, TensorInfo>>, attrs ?? {}, original),
  });
}

/** A kernel composed of operations that the engine has; what it makes on the way is freed. */
export function composedKernel<A>(
  engine: string,
  kernelName: string,
  compute: (inputs: Readonly<Record<string, Tensor>>, attrs: A, original: Original) => TensorInfo,
): void {
  replaceKernel(engine, kernelName, (inputs, attrs, original) =>
    // tidy hands whatever is not one of its tensors through, and a kernel may return a bare info.
    tf.tidy(() => compute(inputs as Record<string, Tensor>, attrs as A, original) as Tensor),
  );
}

/**
 * A new tensor in WebAssembly's memory. Make all of them before the first call of {@link memory}: growth of the
 * memory detaches the arrays over it.
 */
export const allocate = (shape: readonly number[], dtype: DataType = "float32"): TensorInfo =>
  wasmBackend().makeOutput(shape, dtype);

/** The same as a tensor that belongs to the surrounding tidy scope. */
export function scratch(shape: readonly number[], dtype: DataType = "float32"): Tensor {
  const { dataId } = allocate(shape, dtype);
  return tf.engine().makeTensorFromDataId(dataId, [...shape], dtype);
}

/** A tensor's memory itself, not a copy. */
export const memory = (info: TensorInfo): Float32Array =>
  wasmBackend().typedArrayFromHeap(info) as Float32Array;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

import { type TensorInfo, type TypedArray, tf } from "../../tf.js";
import { composedKernel, replaceKernel, wasmBackend } from "./host.js";

/** A complex tensor is a pair of float tensors; it has no memory of its own, so no other kernel takes it for one. */
interface ComplexData {
  readonly id: number;
  readonly memoryOffset: null;
  readonly shape: readonly number[];
  readonly dtype: "complex64";
  refCount: number;
  readonly parts: readonly [re: object, im: object];
}

interface Backend {
  readonly dataIdMap: {
    get(dataId: object): ComplexData | { readonly parts?: undefined };
    has(dataId: object): boolean;
  };
  readSync(dataId: object, start?: number, end?: number): TypedArray;
  disposeData(dataId: object, force?: boolean): boolean;
}

/** Teaches the running wasm backend to read and free complex tensors, which tfjs's does not know. */
export function supportComplex(backend: Backend): void {
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (dataId, start, end) => {
    const { parts } = backend.dataIdMap.get(dataId);
    if (!parts) return readSync(dataId, start, end);
    const [re, im] = parts.map((part) => readSync(part) as Float32Array) as [Float32Array, Float32Array];
    return tf.backend_util.mergeRealAndImagArrays(re, im);
  };
  const disposeData = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    const parts = backend.dataIdMap.has(dataId) ? backend.dataIdMap.get(dataId).parts : undefined;
    const gone = disposeData(dataId, force);
    if (gone && parts) for (const part of parts) disposeData(part);
    return gone;
  };
}

const partOf = ({ dataId, shape }: TensorInfo, which: 0 | 1): TensorInfo => {
  const backend = wasmBackend();
  const part = (backend.dataIdMap.get(dataId) as unknown as ComplexData).parts[which];
  backend.incRef(part);
  return { dataId: part, shape, dtype: "float32" };
};

/** Complex numbers on wasm, for Fourier transforms: made, taken apart, and their magnitude. */
export function registerComplex(): void {
  replaceKernel("wasm", "Complex", (inputs) => {
    const backend = wasmBackend();
    const [real, imag] = [inputs["real"], inputs["imag"]] as [TensorInfo, TensorInfo];
    const dataId = {};
    backend.incRef(real.dataId);
    backend.incRef(imag.dataId);
    const data: ComplexData = {
      id: backend.dataIdNextNumber++,
      memoryOffset: null,
      shape: real.shape,
      dtype: "complex64",
      refCount: 1,
      parts: [real.dataId, imag.dataId],
    };
    backend.dataIdMap.set(dataId, data);
    return { dataId, shape: real.shape, dtype: "complex64" };
  });
  replaceKernel("wasm", "Real", ({ input }) => partOf(input as TensorInfo, 0));
  replaceKernel("wasm", "Imag", ({ input }) => partOf(input as TensorInfo, 1));
  composedKernel("wasm", "ComplexAbs", ({ x }) => {
    const [re, im] = [tf.real(x as never), tf.imag(x as never)];
    return tf.sqrt(tf.add(tf.square(re), tf.square(im)));
  });
}

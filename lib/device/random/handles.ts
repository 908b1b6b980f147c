import {
  type Binding,
  DType,
  type NativeBackend,
  type OpAttr,
  type TensorHandle,
} from "../native/binding.js";
import { nativeBackend } from "../native/op.js";
import type { Tensor } from "../tf.js";

interface HandleBackend extends NativeBackend {
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(handle: TensorHandle): Tensor;
}

/**
 * Chains TensorFlow ops by their handles, without a tfjs tensor in between: Philox keys and counters are uint64, a type
 * that no tfjs tensor can have. A recording sees these ops like any other, since they go through the same binding.
 */
export class Handles {
  readonly #backend: HandleBackend;
  readonly #mine = new Map<number, TensorHandle>();

  /** Runs `build` and frees every handle that it made and did not {@link give}. */
  static within<T>(operation: string, build: (handles: Handles) => T): T {
    const handles = new Handles(nativeBackend(operation) as HandleBackend);
    try {
      return build(handles);
    } finally {
      handles.#free();
    }
  }

  private constructor(backend: HandleBackend) {
    this.#backend = backend;
  }

  get #binding(): Binding {
    return this.#backend.binding;
  }

  /** The handle of a tensor, which stays the tensor's. */
  of(tensor: Tensor): number {
    return this.#backend.getInputTensorIds([tensor])[0]!;
  }

  ints(shape: readonly number[], ...values: readonly number[]): number {
    return this.#constant(shape, DType.int32, Int32Array.from(values));
  }

  float(value: number): number {
    return this.#constant([], DType.float32, Float32Array.of(value));
  }

  op(
    name: string,
    inputs: readonly number[],
    types: Readonly<Record<string, keyof typeof DType>> = {},
  ): number {
    const attrs = Object.entries(types).map(
      ([attr, type]): OpAttr => ({ name: attr, type: this.#binding.TF_ATTR_TYPE, value: DType[type] }),
    );
    const [handle] = this.#binding.executeOp(name, attrs, inputs, 1);
    this.#mine.set(handle!.id, handle!);
    return handle!.id;
  }

  /** Makes a tensor of a handle that an op of this scope gave. */
  give(id: number): Tensor {
    const handle = this.#mine.get(id)!;
    this.#mine.delete(id);
    return this.#backend.createOutputTensor(handle);
  }

  #constant(shape: readonly number[], dtype: number, values: Int32Array | Float32Array): number {
    const id = this.#binding.createTensor(shape, dtype, values);
    this.#mine.set(id, { id, shape, dtype });
    return id;
  }

  #free(): void {
    for (const id of this.#mine.keys()) this.#binding.deleteTensor(id);
    this.#mine.clear();
  }
}

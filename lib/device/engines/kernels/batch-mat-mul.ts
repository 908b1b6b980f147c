import { type Tensor, type TensorInfo, tf } from "../../tf.js";
import {
  allocate,
  composedKernel,
  memory,
  type Original,
  scratch,
  sizeOf,
  type WasmBackend,
  wasmBackend,
} from "./host.js";

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Below this many multiplications the plain loop is done before XNNPACK has packed its weights. */
const SMALL = 8192;

const shapeBytes = (shape: readonly number[]) => new Uint8Array(Int32Array.from(shape).buffer);

function swapped(x: Tensor): Tensor {
  const order = x.shape.map((_, d) => d);
  return tf.transpose(x, [...order.slice(0, -2), ...order.slice(-2).reverse()]);
}

/** One matrix out of many, as a tensor of its own over the same memory. */
function window(backend: WasmBackend, info: TensorInfo, matrix: number, elements: number): number {
  const id = backend.dataIdNextNumber++;
  const { memoryOffset } = backend.dataIdMap.get(info.dataId);
  backend.wasm.tfjs.registerTensor(id, elements, memoryOffset + matrix * elements * 4);
  return id;
}

let product: ((...args: unknown[]) => void) | undefined;

/** Multiplies matrix by matrix, each through the fast path. */
function oneByOne(
  a: Tensor,
  b: Tensor,
  batch: readonly number[],
  [m, k, n]: readonly [number, number, number],
) {
  const backend = wasmBackend();
  product ??= backend.wasm.cwrap("BatchMatMul", null, [
    "number", // a
    "array", // its shape
    "number", // its rank
    "number", // b
    "array",
    "number",
    "number", // transpose a
    "number", // transpose b
    "number", // output
  ]);
  const out = allocate([...batch, m, n]);
  const manyA = a.size > m * k;
  const manyB = b.size > k * n;
  const shapeA = shapeBytes([1, m, k]);
  const shapeB = shapeBytes([1, k, n]);
  const count = sizeOf(batch);
  let right = -1;
  for (let i = 0; i < count; i++) {
    const left = window(backend, a, manyA ? i : 0, m * k);
    if (manyB || i === 0) right = window(backend, b, i, k * n);
    const to = window(backend, out, i, m * n);
    product(left, shapeA, 3, right, shapeB, 3, 0, 0, to);
    backend.wasm.tfjs.disposeData(left);
    backend.wasm.tfjs.disposeData(to);
    // Disposal also drops the packed copy of the weights, which XNNPACK keeps by tensor.
    if (manyB || i === count - 1) backend.wasm.tfjs.disposeData(right);
  }
  return out;
}

function multiply(
  inputs: Readonly<Record<string, Tensor>>,
  attrs: Attributes,
  original: Original,
): TensorInfo {
  const { transposeA, transposeB } = attrs;
  const [a, b] = [inputs["a"], inputs["b"]] as [Tensor, Tensor];
  const [m, k] = transposeA ? [a.shape.at(-1), a.shape.at(-2)] : [a.shape.at(-2), a.shape.at(-1)];
  const [kb, n] = transposeB ? [b.shape.at(-1), b.shape.at(-2)] : [b.shape.at(-2), b.shape.at(-1)];
  const size = [m, k, n] as [number, number, number];
  const [leadA, leadB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [countA, countB] = [sizeOf(leadA), sizeOf(leadB)];
  const fast = countA === 1 && countB === 1 && !transposeA && !transposeB;
  // A batch that is broadcast along some of its axes only is for tfjs to sort out.
  const simple = countA === 1 || countB === 1 || leadA.join() === leadB.join();
  const refused = k !== kb || a.dtype !== "float32" || b.dtype !== "float32" || a.size * b.size === 0;
  if (refused || (!fast && (!simple || sizeOf(size) < SMALL))) return original({ a, b }, { ...attrs });

  const left = transposeA ? swapped(a) : a;
  const right = transposeB ? swapped(b) : b;
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(leadA, leadB);
  if (countB > 1) return oneByOne(left, right, batch, size);
  // One matrix for the whole batch: the batch is more rows.
  const rows = oneByOne(left, right, [], [countA * size[0], size[1], size[2]]);
  return { ...rows, shape: [...batch, size[0], size[2]] };
}

/** A product with bias and activation; its matrix is copied, for the reason given at {@link registerBatchMatMul}. */
function fused(inputs: Readonly<Record<string, Tensor>>, attrs: Attributes, original: Original): TensorInfo {
  const b = inputs["b"] as Tensor;
  const copy = scratch(b.shape);
  memory(copy).set(memory(b));
  return original({ ...inputs, b: copy }, { ...attrs });
}

/**
 * tfjs's wasm kernel takes XNNPACK's fast path only for two plain matrices; everything transposed or in batches goes
 * through a scalar loop that is 10 to 20 times slower, and those are what gradients and attention consist of.
 *
 * The fast path is not safe either: XNNPACK's packed weights are kept by tensor without their shape, so a matrix that
 * is reshaped and multiplied again is read, and the product written, in the old shape, beyond its memory. Here every
 * product sees its matrix under a new number.
 */
export function registerBatchMatMul(): void {
  composedKernel("wasm", "BatchMatMul", multiply);
  composedKernel("wasm", "_FusedMatMul", fused);
}

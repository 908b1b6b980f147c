/** Between the layouts of the cases and Swath's own: NHWC activations, HWIO kernels. */
import { type Tensor, tf } from "../../lib/device/tf.js";
import type { AnyModule } from "../../lib/nn/module.js";
import { inverse, permuted, torchShape, torchView } from "../../lib/nn/weights/layout.js";
import type { GoldenTensor } from "./contract.js";

/** Numbers with a shape, as an answer has them where no tensor is at hand. */
export interface Table {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export const table = (data: ArrayLike<number>, ...shape: readonly number[]): Table => ({ shape, data });

/** A list of numbers of any length. */
export const list = (data: ArrayLike<number>): Table => table(data, data.length);

export const numbersOf = ({ data }: GoldenTensor): number[] => Array.from(data);

/** A tensor as it lies: whole numbers and masks as int32, all else as float32. */
export const plain = ({ shape, data, dtype }: GoldenTensor): Tensor =>
  dtype === "int32" || dtype === "bool"
    ? tf.tensor(Int32Array.from(data), shape as number[], "int32")
    : tf.tensor(Float32Array.from(data), shape as number[], "float32");

/** Images in Swath's layout, from NCHW. */
export const nhwc = (x: GoldenTensor): Tensor => tf.tidy(() => tf.transpose(plain(x), [0, 2, 3, 1]));

/** Back to NCHW. */
export const nchw = (x: Tensor): Tensor => tf.tidy(() => tf.transpose(x, [0, 3, 1, 2]));

/** Tensors that lie as a model's variables (its gradients), as PyTorch has them. */
export function asTorch(
  model: AnyModule,
  tensors: Readonly<Record<string, Tensor>>,
): Readonly<Record<string, Table>> {
  const { layouts } = torchView(model);
  const turned = Object.entries(tensors).map(([name, tensor]) => {
    const layout = layouts.get(name);
    const data = tensor.dataSync() as Float32Array;
    if (!layout) return [name, { shape: tensor.shape, data }] as const;
    const shape = torchShape(tensor.shape, layout);
    return [name, { shape, data: permuted(data, tensor.shape, inverse(layout.order)) }] as const;
  });
  return Object.fromEntries(turned);
}

/** What make_fixtures.py wrote: a small network in PyTorch with its inputs, outputs and gradients. */
import { fileURLToPath } from "node:url";
import { readSafetensors, type SafetensorsEntry } from "../../../lib/data/read/safetensors.js";
import { type Tensor, tf } from "../../../lib/device/tf.js";

type Entries = Readonly<Record<string, SafetensorsEntry>>;

export interface Fixture {
  readonly path: string;
  readonly weights: Entries;
  readonly inputs: readonly Tensor[];
  /** Outputs in evaluation, by the order of outputs. */
  readonly evaluated: readonly SafetensorsEntry[];
  /** Sum over the outputs of the mean of squares, in training mode. */
  readonly loss: number;
  readonly grads: Entries;
  /** Buffers after one forward pass in training mode. */
  readonly after: Entries;
}

export async function fixture(name: string): Promise<Fixture> {
  const path = fileURLToPath(new URL(`./fixtures/${name}.safetensors`, import.meta.url));
  const { tensors } = await readSafetensors(path);
  const under = (folder: string): Record<string, SafetensorsEntry> =>
    Object.fromEntries(
      Object.entries(tensors)
        .filter(([key]) => key.startsWith(`${folder}/`))
        .map(([key, value]) => [key.slice(folder.length + 1), value]),
    );
  const inOrder = (entries: Entries) =>
    Object.keys(entries)
      .sort()
      .map((key) => entries[key]!);
  return {
    path,
    weights: under("model"),
    inputs: inOrder(under("input")).map(({ shape, data, dtype }) =>
      tf.tensor(data as Float32Array, shape as number[], dtype === "I32" ? "int32" : "float32"),
    ),
    evaluated: inOrder(under("eval")),
    loss: (tensors["train/loss"]!.data as Float32Array)[0]!,
    grads: under("grad"),
    after: under("after"),
  };
}

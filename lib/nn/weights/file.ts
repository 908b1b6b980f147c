import { readSafetensors, type SafetensorsEntry } from "../../data/read/safetensors.js";
import { encodeSafetensors, writeSafetensors } from "../../data/write/safetensors.js";
import type { Tensor } from "../../device/tf.js";
import type { AnyModule, Params } from "../module.js";
import {
  type AssignOptions,
  type LoadReport,
  modelTarget,
  planAssignment,
  type Target,
  type WeightLayout,
} from "./assign.js";
import { inverse, permuted, type TorchLayout, torchShape } from "./layout.js";

/** What an optimiser remembers: its slots, named after the parameters they belong to. */
export interface SavedState {
  readonly kind: string;
  readonly slots: Params;
}

/** Options of {@link save} and {@link encodeWeights}. */
export interface SaveOptions {
  /** "torch": names and axes as PyTorch has them, so that its users can load the file. Default "torch". */
  readonly layout?: WeightLayout;
  /**
   * Save all that is needed to train on into the same file: what an optimiser remembers and the state of the model's
   * generators, under names that begin with `resume/`.
   */
  readonly optimizer?: SavedState;
  /** Free text that is kept in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Options of {@link load}. */
export interface LoadOptions extends AssignOptions {
  /** Where `save` put an optimiser: its memory is read into this one. */
  readonly optimizer?: SavedState;
}

const LAYOUT = "swath.layout";
const MEMORY = "resume/";

function entry(tensor: Tensor, layout: TorchLayout | undefined): SafetensorsEntry {
  const data = tensor.dataSync() as Float32Array | Int32Array | Uint8Array;
  const dtype = tensor.dtype === "float32" ? "F32" : tensor.dtype === "int32" ? "I32" : "BOOL";
  // A copy: an engine may hand out its own memory.
  if (!layout) return { dtype, shape: tensor.shape, data: data.slice() };
  return {
    dtype,
    shape: torchShape(tensor.shape, layout),
    data: permuted(data, tensor.shape, inverse(layout.order)),
  };
}

const entries = ({ variables, layouts }: Target): Record<string, SafetensorsEntry> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [name, entry(variable, layouts.get(name))]),
  );

/** A slot lies as its parameter does: `conv1.weight.momentum` like `conv1.weight`. Generators go along with the slots. */
function memoryTarget(model: AnyModule, { kind, slots }: SavedState, { variables, layouts }: Target): Target {
  const own = new Map<string, TorchLayout>();
  for (const [name, slot] of Object.entries(slots)) {
    const parameter = name.slice(0, Math.max(0, name.lastIndexOf(".")));
    const layout = layouts.get(parameter);
    if (layout && variables[parameter]?.shape.join() === slot.shape.join()) own.set(name, layout);
  }
  const left = Object.entries({ ...model.params, ...model.buffers }).filter(([name]) => !(name in variables));
  return { kind: `${kind} optimizer`, variables: { ...slots, ...Object.fromEntries(left) }, layouts: own };
}

/**
 * A model's variables by name, in PyTorch's layout unless told otherwise: its state_dict.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * const layer = nn.linear({ in: 2, out: 3, key: seed(1) });
 * nn.weightsOf(layer)["weight"]!.shape; // [3, 2], out x in
 * nn.weightsOf(layer, { layout: "swath" })["weight"]!.shape; // [2, 3]
 * ```
 */
export const weightsOf = (
  model: AnyModule,
  options: { readonly layout?: WeightLayout } = {},
): Record<string, SafetensorsEntry> => entries(modelTarget(model, options.layout));

function contents(model: AnyModule, { layout = "torch", optimizer, metadata = {} }: SaveOptions) {
  const target = modelTarget(model, layout);
  const memory = Object.entries(optimizer ? entries(memoryTarget(model, optimizer, target)) : {});
  const tensors = {
    ...entries(target),
    ...Object.fromEntries(memory.map(([name, value]) => [MEMORY + name, value])),
  };
  return [tensors, { format: "pt", [LAYOUT]: layout, "swath.model": model.kind, ...metadata }] as const;
}

/**
 * The bytes that {@link save} writes.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * nn.encodeWeights(nn.linear({ in: 2, out: 3, key: seed(1) })).length > 36; // true
 * ```
 */
export const encodeWeights = (model: AnyModule, options: SaveOptions = {}): Uint8Array =>
  encodeSafetensors(...contents(model, options));

/**
 * Saves a model's parameters and buffers as safetensors, under PyTorch's names and in its layout unless told otherwise.
 * The file is there whole or not at all.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { nn, seed } from "swath";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "swath-")), "layer.safetensors");
 * await nn.save(nn.linear({ in: 2, out: 3, key: seed(1) }), path);
 * const report = await nn.load(nn.linear({ in: 2, out: 3, key: seed(2) }), path);
 * report.loaded; // ["bias", "weight"]
 * ```
 */
export async function save(model: AnyModule, path: string, options: SaveOptions = {}): Promise<void> {
  const [tensors, metadata] = contents(model, options);
  await writeSafetensors(path, tensors, metadata);
}

/**
 * Loads safetensors into a model: a file that {@link save} wrote, or one from PyTorch (`safetensors.torch.save_file`).
 *
 * @param model the network, made with the same options as the one that was saved
 * @param source a path, or the file's bytes
 * @returns what happened to each name; with `strict` (the default) anything but a full match throws
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * const [from, to] = [nn.linear({ in: 2, out: 3, key: seed(1) }), nn.linear({ in: 2, out: 3, key: seed(2) })];
 * await nn.load(to, nn.encodeWeights(from));
 * to.params["weight"]!.dataSync(); // now the numbers of `from`
 * ```
 */
export async function load(
  model: AnyModule,
  source: string | Uint8Array,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const { tensors, metadata } = await readSafetensors(source);
  const layout = options.layout ?? (metadata[LAYOUT] as WeightLayout | undefined) ?? "torch";
  const own: Record<string, SafetensorsEntry> = {};
  const memory: Record<string, SafetensorsEntry> = {};
  for (const [name, value] of Object.entries(tensors)) {
    if (name.startsWith(MEMORY)) memory[name.slice(MEMORY.length)] = value;
    else own[name] = value;
  }
  const target = modelTarget(model, layout);
  const { report, write } = planAssignment("load", target, own, options);
  const { optimizer, strict } = options;
  const remember =
    optimizer && planAssignment("load", memoryTarget(model, optimizer, target), memory, { strict });
  write();
  remember?.write();
  return report;
}

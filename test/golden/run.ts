import { type Tensor, tf, type Variable } from "../../lib/device/tf.js";
import type { GoldenAdapter, GoldenAnswer, GoldenQuestion } from "./contract.js";

const variables = (): Readonly<Record<string, Variable>> =>
  (tf.engine() as unknown as { readonly registeredVariables: Record<string, Variable> }).registeredVariables;

/** Tensors of an answer as numbers. Booleans of a tensor come as 0 and 1. */
async function read(value: unknown): Promise<unknown> {
  if (value instanceof tf.Tensor) {
    const tensor = value as Tensor;
    return { shape: tensor.shape, data: await tensor.data() };
  }
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if ("shape" in value && "data" in value) return value;
  if (Array.isArray(value)) return Promise.all(value.map(read));
  const entries = Object.entries(value).map(async ([name, item]) => [name, await read(item)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** An answer as numbers, and how many tensors were left behind. */
export interface Run {
  readonly answer: unknown;
  readonly leaked: number;
}

/**
 * Runs an adapter and reads its answer. An adapter need not dispose of anything: the tensors of its scope and the variables
 * that it made are freed here. What is there still (kept, or made where no scope reached) has leaked.
 */
export async function run(adapter: GoldenAdapter, question: GoldenQuestion): Promise<Run> {
  const before = tf.memory().numTensors;
  const old = new Set(Object.keys(variables()));
  const engine = tf.engine();
  let answer: unknown;
  engine.startScope("golden");
  try {
    const given: GoldenAnswer = await adapter(question);
    answer = await read(given);
  } finally {
    engine.endScope();
    for (const [name, variable] of Object.entries(variables())) if (!old.has(name)) variable.dispose();
  }
  return { answer, leaked: tf.memory().numTensors - before };
}

import { type Tensor, tf, type Variable } from "../tf.js";

import { Handles } from "./handles.js";
import type { Plan } from "./plan.js";

const OPS = {
  uniform: "StatelessRandomUniformV2",
  bernoulli: "StatelessRandomUniformV2",
  normal: "StatelessRandomNormalV2",
  truncatedNormal: "StatelessTruncatedNormalV2",
  integers: "StatelessRandomUniformIntV2",
} as const;

/** TensorFlow's number for the algorithm Philox. */
const PHILOX = 1;

/**
 * Draws by TensorFlow's own stateless ops, which is what a captured step runs, and moves `state` on by `blocks`.
 * `state` is [3, 2] int32: the low and high words of TensorFlow's three 64-bit ones.
 */
export function drawNatively(state: Variable, shape: readonly number[], plan: Plan, blocks: number): Tensor {
  return Handles.within(`generator.${plan.kind}`, (handles) => {
    const old = handles.of(state);
    const words = handles.op("Bitcast", [old], { type: "uint64" });
    const counter = handles.op("Slice", [words, handles.ints([1], 0), handles.ints([1], 2)]);
    const key = handles.op("Slice", [words, handles.ints([1], 2), handles.ints([1], 1)]);
    const place = [handles.ints([shape.length], ...shape), key, counter, handles.ints([], PHILOX)];
    const drawn = handles.give(drawHandle(handles, place, plan));

    // The sum in int64, as TensorFlow's own generator keeps its state.
    const low = blocks % 2 ** 32;
    const step = handles.ints([3, 2], low, Math.floor(blocks / 2 ** 32), 0, 0, 0, 0);
    const [state64, step64] = [old, step].map((id) => handles.op("Bitcast", [id], { type: "int64" }));
    const sum = handles.op("AddV2", [state64!, step64!]);
    const next = handles.give(handles.op("Bitcast", [sum], { type: "int32" }));
    state.assign(next as typeof state);
    tf.dispose(next);
    return drawn;
  });
}

function drawHandle(handles: Handles, place: readonly number[], plan: Plan): number {
  if (plan.kind === "integers") {
    const bounds = [handles.ints([], plan.min), handles.ints([], plan.max)];
    return handles.op(OPS.integers, [...place, ...bounds], { dtype: "int32" });
  }
  const values = handles.op(OPS[plan.kind], place, { dtype: "float32" });
  if (plan.kind === "bernoulli") return handles.op("Less", [values, handles.float(plan.p)]);
  const scaled = plan.scale === 1 ? values : handles.op("Mul", [values, handles.float(plan.scale)]);
  return plan.shift === 0 ? scaled : handles.op("AddV2", [scaled, handles.float(plan.shift)]);
}

import { type Tensor, tf } from "../../tf.js";
import { replaceGradient } from "./define.js";

/**
 * Operations whose value does not change under a small change of the input: their gradient is zero. tfjs has none for
 * the comparisons (so `tf.where(tf.greater(x, 0), …)` and `tf.divNoNan` cannot be differentiated), and a wrong one for
 * `floorDiv`.
 */
const PIECEWISE_CONSTANT = [
  ["FloorDiv", "a", "b"],
  ["Equal", "a", "b"],
  ["NotEqual", "a", "b"],
  ["Greater", "a", "b"],
  ["Less", "a", "b"],
  ["LessEqual", "a", "b"],
  ["LogicalAnd", "a", "b"],
  ["LogicalOr", "a", "b"],
  ["LogicalNot", "x"],
] as const;

export function correctConstants(): void {
  for (const [kernelName, ...inputs] of PIECEWISE_CONSTANT) {
    replaceGradient({
      kernelName,
      inputsToSave: [...inputs],
      gradFunc: (_, saved) =>
        Object.fromEntries(
          inputs.map((name, k) => [name, () => tf.zeros((saved as Tensor[])[k]?.shape ?? [])]),
        ),
    });
  }
}

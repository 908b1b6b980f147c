import { type Tensor, tf } from "../../tf.js";
import { replaceGradient, unbroadcast } from "./define.js";

/** tfjs's gradient of a matrix product forgets to sum over batches that were repeated, and einsum has none. */
export function correctProducts(): void {
  replaceGradient({
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved, attrs) => {
      const [a, b] = saved as [Tensor, Tensor];
      const { transposeA: ta, transposeB: tb } = attrs as unknown as {
        transposeA: boolean;
        transposeB: boolean;
      };
      const g = dy as Tensor;
      return {
        a: () => unbroadcast(ta ? tf.matMul(b, g, tb, true) : tf.matMul(g, b, false, !tb), a.shape),
        b: () => unbroadcast(tb ? tf.matMul(g, a, true, ta) : tf.matMul(a, g, !ta, false), b.shape),
      };
    },
  });
  replaceGradient({
    kernelName: "Einsum",
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const { equation } = attrs as unknown as { equation: string };
      const operands = saved as Tensor[];
      return Object.fromEntries(
        operands.map((_, k) => [k, () => einsumGradient(equation, operands, k, dy as Tensor)]),
      );
    },
  });
}

/** The gradient of `einsum(equation, …operands)` by operand `k`: an einsum itself, of `dy` and the other operands. */
function einsumGradient(equation: string, operands: readonly Tensor[], k: number, dy: Tensor): Tensor {
  const [left = "", output = ""] = equation.replace(/\s/g, "").split("->");
  const terms = left.split(",");
  const wanted = terms[k] as string;
  const others = terms.filter((_, j) => j !== k);
  // A label that stands nowhere else was summed over this operand alone: its gradient is the same all along it.
  const reachable = [...wanted].filter(
    (label) => output.includes(label) || others.some((t) => t.includes(label)),
  );
  const target = operands[k] as Tensor;
  const compact = tf.einsum(
    `${[output, ...others].join(",")}->${reachable.join("")}`,
    dy,
    ...operands.filter((_, j) => j !== k),
  );
  const shape = [...wanted].map((label, d) => (reachable.includes(label) ? (target.shape[d] as number) : 1));
  return tf.mul(tf.reshape(compact, shape), tf.ones(target.shape));
}

import { type Tensor, tf } from "../../tf.js";
import { replaceGradient, unbroadcast } from "./define.js";

type Pair = (dy: Tensor, a: Tensor, b: Tensor) => Tensor;

const gated =
  (gate: (a: Tensor, b: Tensor) => Tensor): Pair =>
  (dy, a, b) =>
    tf.mul(dy, tf.cast(gate(a, b), "float32"));

function replace(kernelName: string, byA: Pair, byB: Pair): void {
  replaceGradient({
    kernelName,
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [Tensor, Tensor];
      return {
        a: () => unbroadcast(byA(dy as Tensor, a, b), a.shape),
        b: () => unbroadcast(byB(dy as Tensor, a, b), b.shape),
      };
    },
  });
}

const twice = (dy: Tensor, difference: Tensor): Tensor => tf.mul(dy, tf.mul(difference, 2));

/** tfjs's gradients of these three forget to sum over the axes along which an input was repeated. */
export function correctBroadcasting(): void {
  replace("Maximum", gated(tf.greaterEqual), gated(tf.less));
  replace("Minimum", gated(tf.lessEqual), gated(tf.greater));
  replace(
    "SquaredDifference",
    (dy, a, b) => twice(dy, tf.sub(a, b)),
    (dy, a, b) => twice(dy, tf.sub(b, a)),
  );
}

import { type Tensor, tf } from "../../tf.js";
import { replaceGradient } from "./define.js";

/** A tape with one output hands over the gradient itself, not a list of one: tfjs's gradients then fail. */
const listed = (dy: Tensor | readonly Tensor[]): Tensor[] => (Array.isArray(dy) ? dy : [dy as Tensor]);

export function correctSplitting(): void {
  replaceGradient({
    kernelName: "Unpack",
    gradFunc: (dys, _, attrs) => ({
      value: () => tf.stack(listed(dys), (attrs as unknown as { axis: number }).axis),
    }),
  });
  replaceGradient({
    kernelName: "SplitV",
    gradFunc: (dys, _, attrs) => ({
      x: () => tf.concat(listed(dys), (attrs as unknown as { axis: number }).axis),
    }),
  });
}

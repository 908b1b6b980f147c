import { ValueError } from "../../errors.js";

/** How outputs of a layer are used after it, which decides its gain. */
export type Nonlinearity = "linear" | "sigmoid" | "tanh" | "relu" | { readonly leakyRelu: number };

/**
 * PyTorch's gain of a nonlinearity.
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * nn.gain("relu"); // sqrt(2)
 * nn.gain({ leakyRelu: Math.sqrt(5) }); // sqrt(1/3)
 * ```
 */
export function gain(nonlinearity: Nonlinearity): number {
  if (typeof nonlinearity === "object") return Math.sqrt(2 / (1 + nonlinearity.leakyRelu ** 2));
  switch (nonlinearity) {
    case "linear":
    case "sigmoid":
      return 1;
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.SQRT2;
    default:
      throw new ValueError("gain", `there is no nonlinearity "${nonlinearity}"`, {
        mend: 'give "linear", "sigmoid", "tanh", "relu" or { leakyRelu: slope }',
      });
  }
}

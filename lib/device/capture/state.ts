import { SwathError } from "../../errors.js";
import { tf, type Variable } from "../tf.js";

/** Whatever owns variables: a module, an optimiser, a random generator, a variable itself, or several of those. */
export type StateLike =
  | Variable
  | { readonly state: Variable | readonly Variable[] }
  | readonly StateLike[]
  | { readonly [name: string]: StateLike };

/** The variables of a state, each once, in order. */
export function variablesOf(state: StateLike | undefined): Variable[] {
  const found = new Set<Variable>();
  const walk = (part: unknown, path: string): void => {
    if (part instanceof tf.Variable) {
      found.add(part);
      return;
    }
    if (Array.isArray(part)) {
      part.forEach((item, i) => {
        walk(item, `${path}[${i}]`);
      });
      return;
    }
    if (part !== null && (typeof part === "object" || typeof part === "function")) {
      if (part instanceof tf.Tensor) {
        throw new SwathError("CAPTURE", "capture", `${path} is a tensor, not a variable`, {
          mend: "make it a tf.variable, or pass it to the step as an argument",
        });
      }
      const own = (part as { state?: unknown }).state;
      if (own !== undefined) {
        walk(own, `${path}.state`);
        return;
      }
      if (typeof part === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(part))) {
        for (const [name, item] of Object.entries(part)) walk(item, `${path}.${name}`);
        return;
      }
    }
    throw new SwathError("CAPTURE", "capture", `${path} has no variables`, {
      mend: "list modules, optimisers, generators or tf.Variables in state",
    });
  };
  if (state !== undefined) walk(state, "state");
  return [...found];
}

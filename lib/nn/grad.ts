import { type Tensor, tf, type Variable } from "../device/tf.js";
import { SwathError } from "../errors.js";
import { evaluating, training } from "./mode.js";
import type { Params } from "./module.js";

/** Gradients by the names of the parameters; a parameter that the loss does not depend on is absent. */
export type Grads = Readonly<Record<string, Tensor>>;

/** The loss, whatever else the function returned, and the gradients. */
export type ValueAndGrad<R> = (R extends Tensor ? { readonly loss: R } : R) & { readonly grads: Grads };

/** Takes a tensor that was kept through the backward pass back into the caller's tidy scope. */
function release(tensor: Tensor): Tensor {
  (tensor as unknown as { kept: boolean }).kept = false;
  (tf.engine() as unknown as { track(tensor: Tensor): void }).track(tensor);
  return tensor;
}

/**
 * Runs a function in training mode and differentiates its loss by parameters.
 *
 * @param compute returns the scalar loss, or an object with `loss` and other tensors that are handed through
 * @param params what to differentiate by: `model.params`
 * @param options `training: false` leaves layers in evaluation mode
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const model = nn.linear({ in: 2, out: 3, key: seed(1) });
 * const { loss, grads } = nn.valueAndGrad(
 *   () => nn.crossEntropy(model(tf.ones([4, 2])), tf.tensor1d([0, 1, 2, 0], "int32")),
 *   model.params,
 * );
 * loss.shape; // []
 * Object.keys(grads); // ["weight", "bias"]
 * ```
 */
export function valueAndGrad<
  R extends Tensor | ({ readonly loss: Tensor } & Readonly<Record<string, Tensor>>),
>(compute: () => R, params: Params, options: { readonly training?: boolean } = {}): ValueAndGrad<R> {
  const { training: train = true } = options;
  const names = Object.keys(params);
  const variables = names.map((name) => params[name] as Variable);
  if (variables.length === 0) {
    throw new SwathError("VALUE", "valueAndGrad", "there are no parameters", { mend: "pass model.params" });
  }
  let others: Record<string, Tensor> = {};
  const lossOf = (): Tensor => {
    const result = train ? training(compute) : evaluating(compute);
    if (result instanceof tf.Tensor) return result;
    const { loss, ...rest } = result as { loss: Tensor } & Record<string, Tensor>;
    others = Object.fromEntries(
      Object.entries(rest).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]),
    );
    return loss;
  };
  const { value, grads } = tf.variableGrads(lossOf as () => ReturnType<typeof tf.scalar>, variables);
  const released = Object.fromEntries(
    Object.entries(others).map(([name, tensor]) => [name, release(tensor)]),
  );
  const byName: Record<string, Tensor> = {};
  names.forEach((name, i) => {
    const grad = grads[(variables[i] as Variable).name];
    if (grad) byName[name] = grad;
  });
  return { loss: value, ...released, grads: byName } as unknown as ValueAndGrad<R>;
}

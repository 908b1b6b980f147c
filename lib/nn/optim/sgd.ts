import { tf } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import { makeRule, type OptimizerRule } from "./optimizer.js";
import type { Schedule } from "./schedules/schedule.js";
import { applyGradientDescent, applyMomentum } from "./update.js";

/** Settings of {@link sgd}. */
export interface SgdOptions {
  /** Learning rate; 0.01 unless told. */
  readonly lr?: number | Schedule;
  /** How much of the last step is kept; 0 unless told. */
  readonly momentum?: number;
  /** Whether to look ahead along the momentum; no unless told. */
  readonly nesterov?: boolean;
  /** L2 penalty: this times the parameter is added to its gradient; 0 unless told. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent, PyTorch's formula (momentum without dampening).
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const model = nn.linear({ in: 2, out: 1, key: seed(1) });
 * const optimizer = nn.sgd({ lr: 0.1, momentum: 0.9 }).init(model.params);
 * const { grads } = nn.valueAndGrad(() => nn.mse(model(tf.ones([4, 2])), tf.zeros([4, 1])), model.params);
 * optimizer.apply(grads);
 * optimizer.apply(grads, { lr: 0.01 }); // another rate for one step
 * Object.keys(optimizer.slots); // ["weight.momentum", "bias.momentum"]
 * ```
 */
export function sgd(options: SgdOptions = {}): OptimizerRule {
  const { lr = 0.01, momentum = 0, nesterov = false, weightDecay = 0 } = options;
  if (!(momentum >= 0) || !(weightDecay >= 0)) {
    throw new ValueError("sgd", `momentum is ${momentum}, weightDecay ${weightDecay}`, {
      mend: "give numbers of at least 0",
    });
  }
  if (nesterov && momentum === 0) {
    throw new ValueError("sgd", "nesterov needs momentum", { mend: "give momentum, 0.9 for one" });
  }
  return makeRule({
    kind: "sgd",
    lr,
    slots: momentum > 0 ? (["momentum"] as const) : [],
    shared: [],
    step(updates, rate) {
      for (const { parameter, grad, slots } of updates) {
        const full = weightDecay > 0 ? tf.add(grad, tf.mul(parameter, weightDecay)) : grad;
        if (momentum > 0) applyMomentum(parameter, slots.momentum, rate, full, momentum, nesterov);
        else applyGradientDescent(parameter, rate, full);
      }
    },
  });
}

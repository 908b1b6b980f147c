import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { ValueError } from "../../errors.js";
import { makeRule, type OptimizerRule } from "./optimizer.js";
import type { Schedule } from "./schedules/schedule.js";
import { applyAdam, applyGradientDescent } from "./update.js";

/** Settings of {@link adam} and {@link adamW}. */
export interface AdamOptions {
  /** Learning rate; 0.001 unless told. */
  readonly lr?: number | Schedule;
  /** How much of the mean and of the mean square of past gradients is kept; [0.9, 0.999] unless told. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the mean square; 1e-8 unless told. */
  readonly eps?: number;
  /** `adam`: an L2 penalty, 0 unless told. `adamW`: decay of the parameters themselves, 0.01 unless told. */
  readonly weightDecay?: number;
}

/** 1 - beta^step without cancellation, for the beta that float32 holds (the moments decay by that one). */
const correction = (step: Variable, beta: number): Tensor =>
  tf.neg(tf.expm1(tf.mul(step, Math.log(Math.fround(beta)))));

function rule(kind: "adam" | "adamW", options: AdamOptions): OptimizerRule {
  const decoupled = kind === "adamW";
  const { lr = 0.001, betas = [0.9, 0.999], eps = 1e-8, weightDecay = decoupled ? 0.01 : 0 } = options;
  if (betas.some((beta) => !(beta >= 0 && beta < 1)) || !(eps >= 0) || !(weightDecay >= 0)) {
    throw new ValueError(kind, `betas are ${betas}, eps ${eps}, weightDecay ${weightDecay}`, {
      mend: "give betas in [0, 1) and the others at least 0",
    });
  }
  const [beta1, beta2] = betas;
  return makeRule({
    kind,
    lr,
    slots: ["m", "v"] as const,
    shared: ["step"] as const,
    step(updates, rate, { step }) {
      step.assign(tf.add(step, 1));
      const root = tf.sqrt(correction(step, beta2));
      // TensorFlow's formula becomes PyTorch's when eps is scaled by the root; its own powers of beta are set to 0,
      // since 1 - beta^t loses digits in float32.
      const corrected = tf.div(tf.mul(root, rate), correction(step, beta1));
      const scaledEps = tf.mul(root, eps);
      for (const { parameter, grad, slots } of updates) {
        const penalised = !decoupled && weightDecay > 0 ? tf.add(grad, tf.mul(parameter, weightDecay)) : grad;
        if (decoupled && weightDecay > 0)
          applyGradientDescent(parameter, rate, tf.mul(parameter, weightDecay));
        applyAdam(parameter, slots.m, slots.v, 0, 0, corrected, beta1, beta2, scaledEps, penalised);
      }
    },
  });
}

/**
 * Adam with an L2 penalty in the gradient, PyTorch's formula.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const model = nn.linear({ in: 2, out: 1, key: seed(1) });
 * const optimizer = nn.adam({ lr: 1e-3 }).init(model.params);
 * const { grads } = nn.valueAndGrad(() => nn.mse(model(tf.ones([4, 2])), tf.zeros([4, 1])), model.params);
 * optimizer.apply(grads);
 * optimizer.slots.step.dataSync()[0]; // 1
 * ```
 */
export const adam = (options: AdamOptions = {}): OptimizerRule => rule("adam", options);

/**
 * Adam with decay of the parameters themselves (AdamW), PyTorch's formula.
 *
 * @example
 * ```ts
 * import { nn, seed } from "swath";
 *
 * const model = nn.linear({ in: 2, out: 1, key: seed(1) });
 * nn.adamW({ lr: 1e-3, weightDecay: 0.05 }).init(model.params).state.length; // 7: 2 parameters, 4 moments, 1 count
 * ```
 */
export const adamW = (options: AdamOptions = {}): OptimizerRule => rule("adamW", options);

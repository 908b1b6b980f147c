/**
 * The three updates that TensorFlow does in place. While a step is recorded they become its ResourceApply ops (a third
 * of the time of the composed form); elsewhere the new values are computed and assigned.
 */
import { inPlace } from "../../device/capture/inplace.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";

export type Scalar = number | Tensor;

const scalar = (value: Scalar): Tensor => (typeof value === "number" ? tf.scalar(value) : value);

/** variable -= lr · grad */
export function applyGradientDescent(variable: Variable, lr: Scalar, grad: Tensor): void {
  tf.tidy(() => {
    if (inPlace()?.apply("ResourceApplyGradientDescent", [variable], [scalar(lr), grad])) return;
    variable.assign(tf.sub(variable, tf.mul(grad, lr)));
  });
}

/** accum = momentum · accum + grad; variable -= lr · accum, or with Nesterov lr · (grad + momentum · accum) */
export function applyMomentum(
  variable: Variable,
  accum: Variable,
  lr: Scalar,
  grad: Tensor,
  momentum: Scalar,
  nesterov = false,
): void {
  tf.tidy(() => {
    const inputs = [scalar(lr), grad, scalar(momentum)];
    if (inPlace()?.apply("ResourceApplyMomentum", [variable, accum], inputs, { use_nesterov: nesterov }))
      return;
    const velocity = tf.add(tf.mul(accum, momentum), grad);
    const direction = nesterov ? tf.add(grad, tf.mul(velocity, momentum)) : velocity;
    accum.assign(velocity as Variable);
    variable.assign(tf.sub(variable, tf.mul(direction, lr)));
  });
}

/**
 * m += (1 - beta1)(grad - m); v += (1 - beta2)(grad² - v);
 * variable -= lr · sqrt(1 - beta2Power) / (1 - beta1Power) · m / (sqrt(v) + eps)
 */
export function applyAdam(
  variable: Variable,
  m: Variable,
  v: Variable,
  beta1Power: Scalar,
  beta2Power: Scalar,
  lr: Scalar,
  beta1: Scalar,
  beta2: Scalar,
  eps: Scalar,
  grad: Tensor,
): void {
  tf.tidy(() => {
    const inputs = [beta1Power, beta2Power, lr, beta1, beta2, eps].map(scalar).concat(grad);
    if (inPlace()?.apply("ResourceApplyAdam", [variable, m, v], inputs)) return;
    const toward = (old: Tensor, now: Tensor, beta: Scalar) =>
      tf.add(old, tf.mul(tf.sub(now, old), tf.sub(1, beta)));
    const first = toward(m, grad, beta1);
    const second = toward(v, tf.square(grad), beta2);
    const rate = tf.div(tf.mul(lr, tf.sqrt(tf.sub(1, beta2Power))), tf.sub(1, beta1Power));
    m.assign(first as Variable);
    v.assign(second as Variable);
    variable.assign(tf.sub(variable, tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), eps))));
  });
}

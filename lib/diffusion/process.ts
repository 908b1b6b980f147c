import { type Tensor, tf } from "../device/tf.js";
import { ShapeError, ValueError } from "../errors.js";
import type { Schedule } from "./schedule.js";
import { coefficient, type Time } from "./time.js";

function sameShape(operation: string, a: Tensor, b: Tensor, names: readonly [string, string]): void {
  if (a.shape.join() === b.shape.join()) return;
  throw new ShapeError(operation, `${names[0]} and ${names[1]} differ in shape`, {
    mend: "give tensors of one shape",
    facts: { [names[0]]: `[${a.shape}]`, [names[1]]: `[${b.shape}]` },
  });
}

/** a·x + b·y with coefficients that follow from the time step. */
function mix(
  operation: string,
  schedule: Schedule,
  t: Time,
  x: Tensor,
  a: (t: number) => number,
  y: Tensor,
  b: (t: number) => number,
): Tensor {
  return tf.tidy(() =>
    tf.add(
      tf.mul(x, coefficient(operation, schedule, t, x, a)),
      tf.mul(y, coefficient(operation, schedule, t, y, b)),
    ),
  );
}

const clipped = (x: Tensor, clip: boolean | undefined): Tensor => (clip ? tf.clipByValue(x, -1, 1) : x);

/**
 * The forward process in one jump (q-sample): x_t = sqrt(alphaBar_t) x_0 + sqrt(1 - alphaBar_t) noise.
 *
 * @param x0 a batch, first axis the samples
 * @param t a time step for all, or one a sample
 * @param noise standard normal numbers of the same shape
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.linearSchedule();
 * const x0 = tf.ones([2, 4, 4, 1]);
 * const noise = tf.randomNormal([2, 4, 4, 1], 0, 1, "float32", 1);
 * diffusion.addNoise(schedule, x0, [0, 999], noise).shape; // [2, 4, 4, 1]; the second is almost noise alone
 * ```
 */
export function addNoise(schedule: Schedule, x0: Tensor, t: Time, noise: Tensor): Tensor {
  sameShape("addNoise", x0, noise, ["x0", "noise"]);
  const { signal, noise: sigma } = schedule;
  return mix(
    "addNoise",
    schedule,
    t,
    x0,
    (i) => signal[i]!,
    noise,
    (i) => sigma[i]!,
  );
}

/** Options of the estimates. */
export interface EstimateOptions {
  /** Clip the estimated image to [-1, 1]. Default false. */
  readonly clip?: boolean;
}

/**
 * The image that a noise estimate implies: (x_t - sqrt(1 - alphaBar_t) eps) / sqrt(alphaBar_t).
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.cosineSchedule();
 * const [x0, noise] = [tf.fill([1, 2, 2, 1], 0.5), tf.ones([1, 2, 2, 1])];
 * const xt = diffusion.addNoise(schedule, x0, 300, noise);
 * diffusion.estimateX0(schedule, xt, 300, noise).dataSync(); // about 0.5 everywhere
 * ```
 */
export function estimateX0(
  schedule: Schedule,
  xt: Tensor,
  t: Time,
  eps: Tensor,
  options: EstimateOptions = {},
): Tensor {
  sameShape("estimateX0", xt, eps, ["xt", "eps"]);
  const { signal, noise } = schedule;
  return tf.tidy(() =>
    clipped(
      mix(
        "estimateX0",
        schedule,
        t,
        xt,
        (i) => 1 / signal[i]!,
        eps,
        (i) => -noise[i]! / signal[i]!,
      ),
      options.clip,
    ),
  );
}

/**
 * The noise that an estimated image implies: (x_t - sqrt(alphaBar_t) x_0) / sqrt(1 - alphaBar_t).
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.linearSchedule();
 * const [x0, noise] = [tf.fill([1, 2, 2, 1], 0.5), tf.ones([1, 2, 2, 1])];
 * const xt = diffusion.addNoise(schedule, x0, 300, noise);
 * diffusion.estimateNoise(schedule, xt, 300, x0).dataSync(); // about 1 everywhere
 * ```
 */
export function estimateNoise(schedule: Schedule, xt: Tensor, t: Time, x0: Tensor): Tensor {
  sameShape("estimateNoise", xt, x0, ["xt", "x0"]);
  const { signal, noise } = schedule;
  return mix(
    "estimateNoise",
    schedule,
    t,
    xt,
    (i) => 1 / noise[i]!,
    x0,
    (i) => -signal[i]! / noise[i]!,
  );
}

/**
 * Mean of x_{t-1} given x_t and the (estimated) image x_0.
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.linearSchedule();
 * const x = tf.ones([1, 2, 2, 1]);
 * diffusion.posteriorMean(schedule, x, x, 0).dataSync(); // about 1: at t = 0 it is the image
 * ```
 */
export function posteriorMean(schedule: Schedule, x0: Tensor, xt: Tensor, t: Time): Tensor {
  sameShape("posteriorMean", x0, xt, ["x0", "xt"]);
  const { posteriorX0, posteriorXt } = schedule;
  return mix(
    "posteriorMean",
    schedule,
    t,
    x0,
    (i) => posteriorX0[i]!,
    xt,
    (i) => posteriorXt[i]!,
  );
}

/**
 * The same mean straight from a noise estimate: (x_t - beta_t / sqrt(1 - alphaBar_t) eps) / sqrt(alpha_t).
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.linearSchedule();
 * diffusion.reverseMean(schedule, tf.ones([1, 2, 2, 1]), 500, tf.zeros([1, 2, 2, 1])).shape; // [1, 2, 2, 1]
 * ```
 */
export function reverseMean(schedule: Schedule, xt: Tensor, t: Time, eps: Tensor): Tensor {
  sameShape("reverseMean", xt, eps, ["xt", "eps"]);
  const { alpha, beta, noise } = schedule;
  return mix(
    "reverseMean",
    schedule,
    t,
    xt,
    (i) => 1 / Math.sqrt(alpha[i]!),
    eps,
    (i) => -beta[i]! / (noise[i]! * Math.sqrt(alpha[i]!)),
  );
}

/** Options of {@link ancestralStep}. */
export interface AncestralStepOptions extends EstimateOptions {
  /** Standard normal numbers for the step. Left out, the step gives the mean. At t = 0 they are not used. */
  readonly noise?: Tensor;
}

/**
 * One step of the reverse process (DDPM): x_{t-1} = mean + sqrt(posterior variance) noise.
 *
 * @param eps the network's noise estimate at (xt, t)
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.linearSchedule();
 * const xt = tf.randomNormal([1, 4, 4, 1], 0, 1, "float32", 1);
 * const noise = tf.randomNormal([1, 4, 4, 1], 0, 1, "float32", 2);
 * diffusion.ancestralStep(schedule, xt, 999, tf.zerosLike(xt), { noise }).shape; // [1, 4, 4, 1]
 * ```
 */
export function ancestralStep(
  schedule: Schedule,
  xt: Tensor,
  t: Time,
  eps: Tensor,
  options: AncestralStepOptions = {},
): Tensor {
  const { noise, clip = false } = options;
  return tf.tidy(() => {
    const mean = clip
      ? posteriorMean(schedule, estimateX0(schedule, xt, t, eps, { clip }), xt, t)
      : reverseMean(schedule, xt, t, eps);
    if (!noise) return mean;
    sameShape("ancestralStep", xt, noise, ["xt", "noise"]);
    const deviation = (i: number) => Math.sqrt(schedule.posteriorVariance[i]!);
    return tf.add(mean, tf.mul(noise, coefficient("ancestralStep", schedule, t, noise, deviation)));
  });
}

/** Options of {@link ddimStep}. */
export interface DdimStepOptions extends EstimateOptions {
  /** How many time steps to go back; what falls below 0 is the image itself (alphaBar = 1). Default 1. */
  readonly jump?: number;
  /** 0: deterministic; 1: as much noise as DDPM. Default 0. */
  readonly eta?: number;
  /** Standard normal numbers; needed when `eta` is not 0. */
  readonly noise?: Tensor;
}

/**
 * One step of DDIM (Song et al. 2021), from t to t - jump:
 * x = sqrt(a') x_0 + sqrt(1 - a' - s²) eps + s noise, s = eta sqrt((1 - a') / (1 - a)) sqrt(1 - a / a'),
 * where a and a' are alphaBar at both ends.
 *
 * @param eps the network's noise estimate at (xt, t)
 *
 * @example
 * ```ts
 * import { tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.linearSchedule();
 * const [x0, eps] = [tf.fill([1, 2, 2, 1], 0.5), tf.ones([1, 2, 2, 1])];
 * const xt = diffusion.addNoise(schedule, x0, 999, eps);
 * diffusion.ddimStep(schedule, xt, 999, eps, { jump: 1000 }).dataSync(); // about 0.5: one jump to the image
 * ```
 */
export function ddimStep(
  schedule: Schedule,
  xt: Tensor,
  t: Time,
  eps: Tensor,
  options: DdimStepOptions = {},
): Tensor {
  const { jump = 1, eta = 0, noise, clip = false } = options;
  if (!Number.isInteger(jump) || jump < 1) {
    throw new ValueError("ddimStep", `a jump of ${jump} steps`, { mend: "give a whole number above 0" });
  }
  if (eta !== 0 && !noise) {
    throw new ValueError("ddimStep", `eta is ${eta}, but there is no noise`, {
      mend: "give noise, or eta: 0",
    });
  }
  const { alphaBar } = schedule;
  const target = (i: number) => (i - jump < 0 ? 1 : alphaBar[i - jump]!);
  const spread = (i: number) => {
    const [a, to] = [alphaBar[i]!, target(i)];
    return eta * Math.sqrt((1 - to) / (1 - a)) * Math.sqrt(1 - a / to);
  };
  return tf.tidy(() => {
    const x0 = estimateX0(schedule, xt, t, eps, { clip });
    // A clipped image implies another noise than the network named; both must fit x_t.
    const direction = clip ? estimateNoise(schedule, xt, t, x0) : eps;
    const mean = mix(
      "ddimStep",
      schedule,
      t,
      x0,
      (i) => Math.sqrt(target(i)),
      direction,
      (i) => Math.sqrt(Math.max(0, 1 - target(i) - spread(i) ** 2)),
    );
    if (eta === 0 || !noise) return mean;
    sameShape("ddimStep", xt, noise, ["xt", "noise"]);
    return tf.add(mean, tf.mul(noise, coefficient("ddimStep", schedule, t, noise, spread)));
  });
}

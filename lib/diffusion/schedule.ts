import { ValueError } from "../errors.js";

/** One number a time step, in doubles. */
export type Table = Readonly<Float64Array>;

/**
 * A noise schedule: how much of the image is left after `t` steps, and what follows from it. Time steps count from 0.
 * All tables are formed in doubles, since `1 - alphaBar` loses half of its digits in float32 where t is small.
 */
export interface Schedule {
  readonly kind: string;
  /** T, the number of steps. */
  readonly steps: number;
  /** Variance of the noise that step t adds. */
  readonly beta: Table;
  /** 1 - beta. */
  readonly alpha: Table;
  /** Cumulative product of alpha. */
  readonly alphaBar: Table;
  /** The same one step earlier; 1 at t = 0. */
  readonly alphaBarPrev: Table;
  /** sqrt(alphaBar): weight of the image in x_t. */
  readonly signal: Table;
  /** sqrt(1 - alphaBar): weight of the noise in x_t. */
  readonly noise: Table;
  /** Variance of x_{t-1} given x_t and x_0: beta (1 - alphaBarPrev) / (1 - alphaBar). */
  readonly posteriorVariance: Table;
  /** Weight of x_0 in the mean of x_{t-1}: sqrt(alphaBarPrev) beta / (1 - alphaBar). */
  readonly posteriorX0: Table;
  /** Weight of x_t in the mean of x_{t-1}: sqrt(alpha) (1 - alphaBarPrev) / (1 - alphaBar). */
  readonly posteriorXt: Table;
}

const table = (steps: number, value: (t: number) => number): Float64Array =>
  Float64Array.from({ length: steps }, (_, t) => value(t));

function wholeSteps(operation: string, steps: number): void {
  if (Number.isInteger(steps) && steps > 0) return;
  throw new ValueError(operation, `${steps} is no number of steps`, { mend: "give a whole number above 0" });
}

/**
 * The schedule of given betas.
 *
 * @param betas one a step, each above 0 and below 1
 *
 * @example
 * ```ts
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.scheduleOf([0.1, 0.2, 0.3]);
 * schedule.alphaBar; // about [0.9, 0.72, 0.504]
 * ```
 */
export function scheduleOf(betas: ArrayLike<number>, kind = "betas"): Schedule {
  const steps = betas.length;
  wholeSteps("scheduleOf", steps);
  const beta = Float64Array.from(betas);
  const wrong = beta.findIndex((value) => !(value > 0 && value < 1));
  if (wrong >= 0) {
    throw new ValueError("scheduleOf", `beta[${wrong}] is ${beta[wrong]}`, {
      mend: "give numbers above 0 and below 1",
    });
  }
  const alpha = beta.map((value) => 1 - value);
  let product = 1;
  const alphaBar = alpha.map((value) => {
    product *= value;
    return product;
  });
  const alphaBarPrev = table(steps, (t) => (t === 0 ? 1 : alphaBar[t - 1]!));
  const left = (t: number) => 1 - alphaBar[t]!;
  return Object.freeze({
    kind,
    steps,
    beta,
    alpha,
    alphaBar,
    alphaBarPrev,
    signal: alphaBar.map(Math.sqrt),
    noise: table(steps, (t) => Math.sqrt(left(t))),
    posteriorVariance: table(steps, (t) => (beta[t]! * (1 - alphaBarPrev[t]!)) / left(t)),
    posteriorX0: table(steps, (t) => (Math.sqrt(alphaBarPrev[t]!) * beta[t]!) / left(t)),
    posteriorXt: table(steps, (t) => (Math.sqrt(alpha[t]!) * (1 - alphaBarPrev[t]!)) / left(t)),
  });
}

/** Options of {@link linearSchedule}. */
export interface LinearScheduleOptions {
  /** T. Default 1000. */
  readonly steps?: number;
  /** First beta. Default 1e-4. */
  readonly from?: number;
  /** Last beta. Default 0.02. */
  readonly to?: number;
}

/**
 * Betas that rise in equal steps, both ends included (Ho et al. 2020).
 *
 * @example
 * ```ts
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.linearSchedule({ steps: 500 });
 * schedule.beta[0]; // 0.0001
 * schedule.beta[499]; // 0.02
 * ```
 */
export function linearSchedule(options: LinearScheduleOptions = {}): Schedule {
  const { steps = 1000, from = 1e-4, to = 0.02 } = options;
  wholeSteps("linearSchedule", steps);
  const rise = steps > 1 ? (to - from) / (steps - 1) : 0;
  const last = steps - 1;
  return scheduleOf(
    table(steps, (t) => (t === last && t > 0 ? to : from + t * rise)),
    "linear",
  );
}

/** Options of {@link cosineSchedule}. */
export interface CosineScheduleOptions {
  /** T. Default 1000. */
  readonly steps?: number;
  /** Offset that keeps the first betas from being too small. Default 0.008. */
  readonly offset?: number;
  /** No beta above it. Default 0.999. */
  readonly maxBeta?: number;
}

/**
 * Betas whose alphaBar follows a squared cosine (Nichol & Dhariwal 2021):
 * f(u) = cos²((u + s) / (1 + s) · π/2), beta_t = min(1 - f((t + 1)/T) / f(t/T), maxBeta).
 *
 * @example
 * ```ts
 * import * as diffusion from "swath/diffusion";
 *
 * const { alphaBar } = diffusion.cosineSchedule({ steps: 1000 });
 * alphaBar[499]; // about 0.49: half of the way, half of the signal
 * ```
 */
export function cosineSchedule(options: CosineScheduleOptions = {}): Schedule {
  const { steps = 1000, offset = 0.008, maxBeta = 0.999 } = options;
  wholeSteps("cosineSchedule", steps);
  const f = (u: number) => Math.cos(((u + offset) / (1 + offset)) * (Math.PI / 2)) ** 2;
  return scheduleOf(
    table(steps, (t) => Math.min(1 - f((t + 1) / steps) / f(t / steps), maxBeta)),
    "cosine",
  );
}

/**
 * Some of a schedule's steps, evenly spread and always with the last one, in descending order: what a short DDIM run
 * visits.
 *
 * @param schedule the schedule that the network was trained on
 * @param count how many of its steps to visit
 *
 * @example
 * ```ts
 * import * as diffusion from "swath/diffusion";
 *
 * diffusion.spacedSteps(diffusion.linearSchedule({ steps: 1000 }), 5); // [999, 799, 599, 399, 199]
 * ```
 */
export function spacedSteps(schedule: Schedule, count: number): number[] {
  if (!Number.isInteger(count) || count < 1 || count > schedule.steps) {
    throw new ValueError("spacedSteps", `cannot visit ${count} of ${schedule.steps} steps`, {
      mend: `give a whole number from 1 to ${schedule.steps}`,
    });
  }
  return Array.from({ length: count }, (_, i) => Math.round(((count - i) * schedule.steps) / count) - 1);
}

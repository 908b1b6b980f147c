import { type Tensor, tf } from "../device/tf.js";
import { ShapeError, ValueError } from "../errors.js";
import { gather } from "../nn/ops/gather.js";
import type { Schedule } from "./schedule.js";

/**
 * A time step: one for the whole batch (a number), one a sample (numbers), or one a sample as a tensor, which is what a
 * captured step has. Numbers are looked up in doubles and rounded once.
 */
export type Time = number | readonly number[] | Tensor;

function checkStep(operation: string, schedule: Schedule, t: number): void {
  if (Number.isInteger(t) && t >= 0 && t < schedule.steps) return;
  throw new ValueError(operation, `there is no time step ${t}`, {
    mend: `give whole numbers from 0 to ${schedule.steps - 1}`,
  });
}

/**
 * What a function of the time step gives at `t`, ready to be multiplied with a batch of the given rank: a number where
 * `t` is one, else a tensor [N, 1, 1 …].
 */
export function coefficient(
  operation: string,
  schedule: Schedule,
  t: Time,
  like: Tensor,
  value: (t: number) => number,
): number | Tensor {
  if (typeof t === "number") {
    checkStep(operation, schedule, t);
    return value(t);
  }
  const list = t instanceof tf.Tensor ? undefined : t;
  const count = list ? list.length : (t as Tensor).size;
  const batch = like.shape[0] ?? 1;
  if (count !== batch && count !== 1) {
    throw new ShapeError(operation, `${count} time steps for a batch of ${batch}`, {
      mend: "give one a sample",
    });
  }
  const shape = [count, ...Array<number>(Math.max(0, like.rank - 1)).fill(1)];
  if (list) {
    for (const step of list) checkStep(operation, schedule, step);
    return tf.tensor(list.map(value), shape, "float32");
  }
  const table = tf.tensor1d(Float32Array.from({ length: schedule.steps }, (_, step) => value(step)));
  return tf.reshape(gather(table, tf.reshape(tf.cast(t as Tensor, "int32"), [count])), shape);
}

/** Options of {@link timeEmbedding}. */
export interface TimeEmbeddingOptions {
  /** The longest of the wave lengths, divided by 2π. Default 10000. */
  readonly maxPeriod?: number;
}

/**
 * Sinusoidal embedding of time steps: [cos(t f_i) | sin(t f_i)] with f_i = maxPeriod^(-i/half), and a trailing zero when
 * the width is odd.
 *
 * @param t one time step a sample; fractions are allowed
 * @param dim width of the embedding
 * @returns [N, dim]
 *
 * @example
 * ```ts
 * import * as diffusion from "swath/diffusion";
 *
 * diffusion.timeEmbedding([0, 10], 4).arraySync(); // [[1, 1, 0, 0], [-0.839…, 0.995…, -0.544…, 0.0998…]]
 * ```
 */
export function timeEmbedding(t: Time, dim: number, options: TimeEmbeddingOptions = {}): Tensor {
  const { maxPeriod = 10_000 } = options;
  if (!Number.isInteger(dim) || dim < 2) {
    throw new ValueError("timeEmbedding", `${dim} is no width`, { mend: "give a whole number, 2 or more" });
  }
  const half = Math.floor(dim / 2);
  const frequency = Float64Array.from({ length: half }, (_, i) => maxPeriod ** (-i / half));
  if (!(t instanceof tf.Tensor)) {
    const steps = typeof t === "number" ? [t] : t;
    const rows = steps.flatMap((step) => {
      const angles = Array.from(frequency, (f) => step * f);
      return [...angles.map(Math.cos), ...angles.map(Math.sin), ...(dim % 2 ? [0] : [])];
    });
    return tf.tensor2d(rows, [steps.length, dim], "float32");
  }
  return tf.tidy(() => {
    const angles = tf.mul(
      tf.reshape(tf.cast(t, "float32"), [-1, 1]),
      tf.tensor2d(Float32Array.from(frequency), [1, half]),
    );
    const waves = tf.concat([tf.cos(angles), tf.sin(angles)], 1);
    return dim % 2
      ? tf.pad(waves, [
          [0, 0],
          [0, 1],
        ])
      : waves;
  });
}

import { type Key, normal } from "../device/random/index.js";
import { type Tensor, tf } from "../device/tf.js";
import { SwathError, ValueError } from "../errors.js";
import { ancestralStep, ddimStep } from "./process.js";
import { type Schedule, spacedSteps } from "./schedule.js";

/** The network of a sampling run: noisy batch and time steps (int32, one a sample) to the noise estimate. */
export type Denoiser = (x: Tensor, t: Tensor) => Tensor;

/** What a sampling run tells after each step. The tensor is the run's own: read it, do not keep it. */
export interface SampleProgress {
  /** The time step that was just undone. */
  readonly t: number;
  /** Steps done and to do in all. */
  readonly done: number;
  readonly total: number;
  readonly x: Tensor;
}

/** Options of {@link sample}. */
export interface SampleOptions {
  /** Shape of what is drawn, with the batch; or give `from`. */
  readonly shape?: readonly number[];
  /** Where to start instead of pure noise; it is not disposed. */
  readonly from?: Tensor;
  /** Of the starting noise and the noise of each step. */
  readonly key: Key;
  /** "ddpm" undoes every step, "ddim" may skip. Default "ddpm". */
  readonly method?: "ddpm" | "ddim";
  /** The first step to undo. Default: the last of the schedule. */
  readonly start?: number;
  /** DDIM: how many steps to visit. Default: all. */
  readonly steps?: number;
  /** DDIM: 0 deterministic, 1 as random as DDPM. Default 0. */
  readonly eta?: number;
  /** Clip the image estimate to [-1, 1] in every step. Default false. */
  readonly clip?: boolean;
  /** Where noise comes from; standard normal numbers of `key.fold(t)` unless told. */
  readonly noise?: (t: number, shape: readonly number[]) => Tensor;
  /** Called after every step. */
  readonly onStep?: (progress: SampleProgress) => void;
  /** Stops between two steps. */
  readonly signal?: AbortSignal;
}

function visited(schedule: Schedule, { method = "ddpm", start, steps }: SampleOptions): number[] {
  const first = start ?? schedule.steps - 1;
  if (!Number.isInteger(first) || first < 0 || first >= schedule.steps) {
    throw new ValueError("sample", `there is no time step ${first} to start at`, {
      mend: `give a whole number from 0 to ${schedule.steps - 1}`,
    });
  }
  if (steps !== undefined && method === "ddpm") {
    throw new ValueError("sample", "DDPM undoes every step", {
      mend: 'leave steps out, or use method: "ddim"',
    });
  }
  return spacedSteps({ ...schedule, steps: first + 1 }, steps ?? first + 1);
}

/**
 * Runs the reverse process and gives the images. Between two steps the event loop gets its turn, so a notebook stays
 * alive and a run can be stopped.
 *
 * @param denoise the network; a captured function is the fast one
 * @returns a tensor that the caller disposes
 *
 * @example
 * ```ts
 * import { seed, tf } from "swath";
 * import * as diffusion from "swath/diffusion";
 *
 * const schedule = diffusion.cosineSchedule({ steps: 50 });
 * const images = await diffusion.sample(schedule, (x) => tf.zerosLike(x), {
 *   shape: [2, 8, 8, 1],
 *   key: seed(1),
 *   method: "ddim",
 *   steps: 5,
 * });
 * images.shape; // [2, 8, 8, 1]
 * ```
 */
export async function sample(schedule: Schedule, denoise: Denoiser, options: SampleOptions): Promise<Tensor> {
  const { from, key, method = "ddpm", eta = 0, clip = false, onStep, signal } = options;
  const shape = from?.shape ?? options.shape;
  if (!shape) throw new ValueError("sample", "nothing says what to draw", { mend: "give shape or from" });
  const draw =
    options.noise ??
    ((t: number, like: readonly number[]) => tf.tensor(normal(key.fold(t), like), like as number[]));
  const times = visited(schedule, options);
  let x = from ? tf.clone(from) : tf.tensor(normal(key.fold("start"), shape), shape as number[]);
  try {
    for (const [done, t] of times.entries()) {
      if (signal?.aborted) throw new SwathError("ABORTED", "sample", `stopped before time step ${t}`);
      const jump = t - (times[done + 1] ?? -1);
      const next = tf.tidy(() => {
        const eps = denoise(x, tf.fill([shape[0] ?? 1], t, "int32"));
        const random = t > 0 && (method === "ddpm" || eta !== 0);
        const noise = random ? { noise: draw(t, shape) } : {};
        return method === "ddpm"
          ? ancestralStep(schedule, x, t, eps, { clip, ...noise })
          : ddimStep(schedule, x, t, eps, { clip, jump, eta: t > 0 ? eta : 0, ...noise });
      });
      x.dispose();
      x = next;
      onStep?.({ t, done: done + 1, total: times.length, x });
      await new Promise((resolve) => setImmediate(resolve));
    }
    return x;
  } catch (error) {
    x.dispose();
    throw error;
  }
}

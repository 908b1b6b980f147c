import { cosineSchedule, linearSchedule, type Schedule } from "../../../lib/diffusion/index.js";
import type { GoldenTensor } from "../contract.js";
import { list, type Table } from "../layout.js";

interface ScheduleConfig {
  readonly schedule: string;
  readonly T: number;
  readonly beta_start?: number | null;
  readonly beta_end?: number | null;
  readonly cosine_s?: number | null;
  readonly max_beta?: number | null;
}

/** The noise schedule that a case names. */
export function scheduleOf(config: ScheduleConfig): Schedule {
  const { schedule, T: steps } = config;
  if (schedule === "linear") {
    return linearSchedule({ steps, from: config.beta_start as number, to: config.beta_end as number });
  }
  if (schedule === "cosine") {
    return cosineSchedule({
      steps,
      offset: config.cosine_s as number,
      maxBeta: config.max_beta as number,
    });
  }
  throw new Error(`there is no schedule "${schedule}"`);
}

/** Some entries of the schedule's tables. */
export function entries<N extends string>(
  tables: Readonly<Record<N, ArrayLike<number>>>,
  steps: GoldenTensor,
): Readonly<Record<N, Table>> {
  const picked = Object.entries<ArrayLike<number>>(tables).map(([name, values]) => [
    name,
    list(Float64Array.from(steps.data as Int32Array, (t) => values[t] as number)),
  ]);
  return Object.fromEntries(picked);
}

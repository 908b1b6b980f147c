/**
 * A learning rate over time. `t` counts whatever `total` counts (steps, epochs). Schedules that have a length of their
 * own ignore `total`; the others stretch over it, and over 1 when it is absent, so that `t` is a fraction of the way.
 */
export type Schedule = (t: number, total?: number) => number;

/**
 * The learning rate at a time, of a schedule or a plain number.
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * nn.rateAt(0.1, 7); // 0.1
 * nn.rateAt(nn.cosine(0.1), 50, 100); // 0.05
 * ```
 */
export const rateAt = (lr: number | Schedule, t: number, total?: number): number =>
  typeof lr === "number" ? lr : lr(t, total);

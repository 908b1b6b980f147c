/**
 * How much of an experiment is run, all with the same code: `smoke` shows in seconds that it runs, `pilot` in a few minutes
 * on two cores the direction of a claim, `lab` takes real data and hours, `paper` is the published protocol, whole.
 *
 * @example
 * ```ts
 * import { scales } from "swath/experiment";
 *
 * scales.join(" < "); // "smoke < pilot < lab < paper"
 * ```
 */
export const scales = ["smoke", "pilot", "lab", "paper"] as const;

/** The name of one of the {@link scales}. */
export type Scale = (typeof scales)[number];

/**
 * How much of an experiment is run, all with the same code: `smoke` shows in seconds that it runs, `pilot` in a few minutes
 * on two cores the direction of a claim, `lab` takes real data and hours, `paper` is the published protocol, whole.
 */
export const scales = ["smoke", "pilot", "lab", "paper"] as const;

export type Scale = (typeof scales)[number];

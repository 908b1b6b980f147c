import { seed as keyOf } from "../../device/random/index.js";
import type { PlannedRun } from "./plan.js";

/** Loads the data of runs and keeps the last: variants on the same item follow each other. */
export function itemLoader(signal: AbortSignal): (planned: PlannedRun) => Promise<unknown> {
  let last: { readonly name: string; readonly data: Promise<unknown> } | undefined;
  return ({ experiment, item, seed }) => {
    const name = JSON.stringify([experiment, item.name, seed]);
    if (last?.name !== name) {
      const data = item.load(keyOf(seed), signal);
      last = { name, data };
      data.catch(() => {
        last = undefined; // the next variant tries again, and says why for itself
      });
    }
    return last.data;
  };
}

import { start } from "../../device/engine.js";
import { environment } from "../environment.js";
import type { Paper } from "../paper.js";
import { itemLoader } from "./load.js";
import type { FromWorker, ToWorker } from "./messages.js";
import { runOne } from "./one.js";
import { planPaper } from "./plan.js";

/**
 * A worker process: makes one run after the other for the process that started it, and ends when that one is gone, however
 * it ended.
 */
const ending = new AbortController();
process.once("disconnect", () => process.exit(0));
process.once("SIGTERM", () => {
  ending.abort();
  setTimeout(() => process.exit(143), 500);
});
process.on("SIGINT", () => {}); // Ctrl-C reaches the whole group: the parent tells us

await start();
const { signal } = ending;
const load = itemLoader(signal);
let clear: (() => Promise<void>) | undefined;
let lastReport = 0;

const answer = (message: FromWorker): void => {
  process.send?.(message);
};

async function run({ module, out, plan }: Extract<ToWorker, { type: "run" }>): Promise<void> {
  const { paper } = (await import(module)) as { readonly paper: Paper };
  const { scale, experiment, data, seeds } = plan;
  const { runs } = await planPaper(paper, {
    scale,
    data,
    only: { experiment, run: plan.run },
    ...(seeds !== undefined && { seeds }),
  });
  const planned = runs.find((one) => one.run === plan.run);
  if (!planned) {
    answer({
      type: "problem",
      problem: `run ${plan.run} is gone from the plan: have the data changed meanwhile?`,
    });
    return;
  }
  const report = (fraction: number, words = ""): void => {
    if (performance.now() - lastReport < 200) return;
    lastReport = performance.now();
    answer({ type: "work", fraction, words });
  };
  const finished = await runOne(planned, {
    paper,
    out,
    environment: await environment(),
    signal,
    report,
    load,
  });
  clear = finished.clear;
  answer({ type: "record", record: finished.record });
}

process.on("message", (message: ToWorker) => {
  if (message.type === "clear") void clear?.();
  else {
    run(message).catch((error: unknown) => {
      if (!signal.aborted)
        answer({ type: "problem", problem: error instanceof Error ? error.message : String(error) });
    });
  }
});

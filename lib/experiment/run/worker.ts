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

const { signal } = ending;
const load = itemLoader(signal);
const started = start().then(environment);
started.catch(() => {}); // told with the first run
let lastReport = 0;

const answer = (message: FromWorker): void => {
  process.send?.(message);
};

async function run({ module, out, since, plan }: ToWorker): Promise<void> {
  const circumstances = await started;
  const { paper } = (await import(module)) as { readonly paper: Paper };
  const { scale, experiment, data, seeds } = plan;
  const only = { experiment, run: plan.run };
  const { runs } = await planPaper(paper, { scale, data, only, ...(seeds !== undefined && { seeds }) });
  const planned = runs[0];
  if (!planned) throw new Error(`run ${plan.run} is gone from the plan: have the data changed meanwhile?`);
  const report = (fraction: number, words = ""): void => {
    if (performance.now() - lastReport < 100) return;
    lastReport = performance.now();
    answer({ type: "work", fraction, words });
  };
  const record = await runOne(planned, {
    paper,
    out,
    environment: circumstances,
    signal,
    report,
    since,
    load,
  });
  answer({ type: "record", record });
}

process.on("message", (message: ToWorker) => {
  run(message).catch((error: unknown) => {
    if (signal.aborted) return;
    answer({ type: "problem", problem: error instanceof Error ? error.message : String(error) });
  });
});

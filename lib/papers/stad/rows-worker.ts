import { workerData } from "node:worker_threads";
import { BLOCK, type RowTask } from "./rows.js";
import { scoreRows } from "./score-rows.js";

/** A thread: takes the next block of rows until there is none. */
const { cube, data, job, next, scores } = workerData as RowTask;
const counter = new Int32Array(next);
const whole = { ...cube, data: new Float64Array(data) };
const result = new Float64Array(scores);
for (;;) {
  const from = Atomics.add(counter, 0, 1) * BLOCK;
  if (from >= cube.height) break;
  const to = Math.min(cube.height, from + BLOCK);
  result.set(scoreRows(whole, job, { from, to }), from * cube.width);
}

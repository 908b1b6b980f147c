import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { builtFile } from "../../built.js";
import { SwathError } from "../../errors.js";
import type { Cube } from "./cube.js";
import type { RowJob } from "./row-job.js";
import { scoreRows } from "./score-rows.js";

/** What a thread is given. */
export interface RowTask {
  readonly cube: Omit<Cube, "data">;
  /** The cube's numbers, shared by all threads. */
  readonly data: SharedArrayBuffer;
  readonly job: RowJob;
  /** One counter: the next block of rows that nobody works on yet. */
  readonly next: SharedArrayBuffer;
  /** Where the scores go. */
  readonly scores: SharedArrayBuffer;
}

/** Rows of a block: small enough that threads end together, large enough that their borders cost little. */
export const BLOCK = 25;

/** Below this many pixels a thread costs more than it saves. */
const SMALL = 2_000;

/** Scores of the whole cube, by as many threads as the machine has processors. */
export async function byRows(cube: Cube, job: RowJob): Promise<Float64Array> {
  const { height, width, bands } = cube;
  if (height * width < SMALL) return scoreRows(cube, job, { from: 0, to: height });
  const data = new SharedArrayBuffer(cube.data.byteLength);
  new Float64Array(data).set(cube.data);
  const task: RowTask = {
    cube: { height, width, bands },
    data,
    job,
    next: new SharedArrayBuffer(4),
    scores: new SharedArrayBuffer(8 * height * width),
  };
  const threads = Math.min(availableParallelism(), Math.ceil(height / BLOCK));
  await Promise.all(Array.from({ length: threads }, () => thread(task)));
  return new Float64Array(task.scores).slice();
}

function thread(task: RowTask): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtFile(import.meta.url, "./rows-worker.js"), { workerData: task });
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new SwathError("STATE", task.job.kind, `a worker thread ended with code ${code}`));
    });
  });
}

import { crdRows } from "./crd-rows.js";
import type { Cube } from "./cube.js";
import { lrxRows } from "./lrx-rows.js";
import type { RowJob } from "./row-job.js";

/** Scores of some rows of a cube by the detector that the job names. */
export const scoreRows = (
  cube: Cube,
  job: RowJob,
  rows: { readonly from: number; readonly to: number },
): Float64Array =>
  job.kind === "lrx" ? lrxRows(cube, job.window, job.ridge, rows) : crdRows(cube, job.window, job, rows);

import type { Raster } from "../../data/raster/raster.js";
import { type CubeOptions, cubeOf, mapOf } from "./cube.js";
import { type DualWindow, windowOf } from "./rings.js";
import { byRows } from "./rows.js";

/** Settings of {@link lrx}. */
export interface LrxOptions extends CubeOptions, DualWindow {
  /** Added to the ring's covariance, times its trace / bands; 1e-4 unless told. */
  readonly ridge?: number;
}

/**
 * The local RX detector: the Mahalanobis distance of each pixel from the ring around it (sheet, 3.8). A ring has fewer pixels
 * than bands, so the system is solved in the space of the ring's pixels, with the same result.
 *
 * @example
 * ```ts
 * import { Raster } from "swath";
 * import { lrx } from "swath/papers/stad";
 *
 * const scene = new Raster(Float32Array.from({ length: 98 }, (_, i) => Math.sin(i * i)), { height: 7, width: 7, bands: 2 });
 * (await lrx(scene, { inner: 3, outer: 5 })).shape; // [7, 7, 1]
 * ```
 */
export async function lrx(scene: Raster, options: LrxOptions = {}): Promise<Raster> {
  const { ridge = 1e-4 } = options;
  const window = windowOf("lrx", options);
  const cube = cubeOf("lrx", scene, options);
  return mapOf(scene, await byRows(cube, { kind: "lrx", window, ridge }));
}

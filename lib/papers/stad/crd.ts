import type { Raster } from "../../data/raster/raster.js";
import { type CubeOptions, cubeOf, mapOf } from "./cube.js";
import { type DualWindow, windowOf } from "./rings.js";
import { byRows } from "./rows.js";

/** Settings of {@link crd}. */
export interface CrdOptions extends CubeOptions, DualWindow {
  /** Weight of the distances; 1e-6 unless told. */
  readonly lambda?: number;
  /** Ask the weights of the ring to sum to 1; true unless told. */
  readonly sumToOne?: boolean;
}

/**
 * The collaborative representation detector (Li and Du 2015): how badly a pixel is a mixture of the ring around it, where
 * similar pixels are preferred (sheet, 3.8).
 *
 * @example
 * ```ts
 * import { Raster } from "swath";
 * import { crd } from "swath/papers/stad";
 *
 * const scene = new Raster(Float32Array.from({ length: 98 }, (_, i) => Math.sin(i * i)), { height: 7, width: 7, bands: 2 });
 * (await crd(scene, { inner: 3, outer: 5 })).shape; // [7, 7, 1]
 * ```
 */
export async function crd(scene: Raster, options: CrdOptions = {}): Promise<Raster> {
  const { lambda = 1e-6, sumToOne = true } = options;
  const window = windowOf("crd", options);
  const cube = cubeOf("crd", scene, options);
  return mapOf(scene, await byRows(cube, { kind: "crd", window, lambda, sumToOne }));
}

import { Raster } from "../../data/raster/raster.js";
import { ShapeError, ValueError } from "../../errors.js";

/** A scene as the method computes with it: rows of pixels, bands of a pixel side by side. */
export interface Cube {
  readonly height: number;
  readonly width: number;
  readonly bands: number;
  readonly data: Float64Array;
}

/** Which part of a scene is used, and how it is scaled. */
export interface CubeOptions {
  /** The first so many bands (sheet, 2.2); all unless told. */
  readonly bands?: number;
  /** One minimum and maximum over all pixels and bands to [0, 1] (sheet, 2.4); true unless told. */
  readonly normalise?: boolean;
}

/** The first bands of a scene in doubles, scaled by ONE minimum and maximum over all pixels and bands (sheet, 2.4). */
export function cubeOf(operation: string, scene: Raster, options: CubeOptions = {}): Cube {
  const { height, width } = scene;
  const { bands = scene.bands, normalise = true } = options;
  if (!Number.isInteger(bands) || bands < 1 || bands > scene.bands) {
    throw new ShapeError(operation, `${bands} bands of a scene with ${scene.bands}`, {
      mend: `give 1 to ${scene.bands}`,
    });
  }
  const data = new Float64Array(height * width * bands);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let pixel = 0, to = 0; pixel < height * width; pixel++) {
    for (let band = 0; band < bands; band++, to++) {
      const value = Number(scene.data[pixel * scene.bands + band]);
      data[to] = value;
      if (value < low) low = value;
      if (value > high) high = value;
      if (!Number.isFinite(value) || scene.isNoData(value)) {
        throw new ValueError(operation, `band ${band} of pixel ${pixel} is not measured (${value})`, {
          mend: "crop the scene to where all bands are measured, or leave the band out",
        });
      }
    }
  }
  if (normalise) {
    const range = high - low || 1;
    for (let i = 0; i < data.length; i++) data[i] = (data[i]! - low) / range;
  }
  return { height, width, bands, data };
}

/** A map over the scene's pixels as a raster that lies where the scene lies. */
export const mapOf = (scene: Raster, data: Float64Array): Raster =>
  new Raster(data, {
    height: scene.height,
    width: scene.width,
    ...(scene.transform && { transform: scene.transform }),
    ...(scene.crs !== undefined && { crs: scene.crs }),
  });

/** Scaled to [0, 1]; a constant map becomes 0. */
export function scaled(map: Float64Array): Float64Array {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of map) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = high - low || 1;
  return map.map((value) => (value - low) / range);
}

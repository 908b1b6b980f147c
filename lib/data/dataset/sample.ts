import type { Raster } from "../raster/raster.js";
import type { Box } from "../read/labels.js";

/**
 * What a sample may look like: a record of named fields. Rasters, typed arrays, whole numbers (classes), texts and boxes
 * become batches; a raster called `mask` is a label map, which keeps its values where an image's are changed.
 */
export type SampleLike = object;

/** An image and its class, from 0. */
export interface ImageSample {
  readonly image: Raster;
  readonly label: number;
}

/** An image and the objects in it. */
export interface BoxSample {
  readonly image: Raster;
  readonly boxes: readonly Box[];
}

/** An image and the class of each pixel, numbered as its file does. */
export interface MaskSample {
  readonly image: Raster;
  readonly mask: Raster;
}

/** One place at two times, and what changed. */
export interface PairSample {
  readonly before: Raster;
  readonly after: Raster;
  readonly mask: Raster;
}

/** A scene by name, with its truth. */
export interface SceneSample extends MaskSample {
  readonly name: string;
}

/** A scene whose truth is shares of materials, one a band; the mask numbers the largest of them from 1. */
export interface AbundanceSample extends SceneSample {
  readonly abundances: Raster;
}

/** A scene seen by two sensors: spectra and heights of one grid. */
export interface HeightSample extends AbundanceSample {
  readonly height: Raster;
}

/** A scene seen by two sensors of different resolution: colours and labels are finer than the spectra. */
export interface ColourSample extends SceneSample {
  readonly colour: Raster;
}

/** A pixel's spectrum and heights, and its class, from 0. */
export interface PixelSample {
  readonly spectrum: Float32Array;
  readonly lidar: Float32Array;
  readonly label: number;
}

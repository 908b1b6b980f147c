import type { Raster } from "../../data/raster/raster.js";
import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";
import { type CubeOptions, cubeOf, mapOf } from "./cube.js";
import { type StfOptions, stf } from "./stf.js";
import type { StageNetwork } from "./student.js";

/** Settings of {@link detect}. */
export interface DetectOptions extends CubeOptions {
  /** The small target filter; `false` counts the whole scene alike (an ablation). */
  readonly mask?: Raster | false;
  readonly stf?: StfOptions;
  /**
   * Side of the square pieces that the network sees one at a time; 0, the whole scene, unless told. A teacher compares all
   * pairs of the pixels that it sees.
   */
  readonly tile?: number;
}

/** What a detection computes on the way. */
export interface Detection {
  /** max over bands of |d loss / d input|: the anomaly score. */
  readonly saliency: Raster;
  /** Mean over bands of the sum over stages of the squared error, without the mask. */
  readonly error: Raster;
  /** The same with it. */
  readonly maskedError: Raster;
  readonly mask: Raster;
  /** Mean over all numbers of error times mask. */
  readonly loss: number;
  /** d loss / d input: height x width x bands. */
  readonly gradient: Float32Array;
}

/**
 * STAD's detection with everything that it computes (sheet, 3.7): the scene's reconstruction error, weighted by the small
 * target filter, is differentiated by the input, which is both what the network sees and what it is asked for.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateAnomalies } from "swath/data";
 * import { detection, student } from "swath/papers/stad";
 *
 * const scene = simulateAnomalies({ key: seed(1), train: 0, test: 1, size: 16, bands: 8 }).test[0]!.raster;
 * const network = student({ bands: 8, hidden: 10, key: seed(2) });
 * const { saliency, mask } = detection(scene, network);
 * saliency.shape; // [16, 16, 1]
 * ```
 */
export function detection(scene: Raster, network: StageNetwork, options: DetectOptions = {}): Detection {
  const { mask: given, stf: filter = {}, tile = 0, bands, normalise } = options;
  const cube = cubeOf("detect", scene, {
    ...(bands !== undefined && { bands }),
    ...(normalise !== undefined && { normalise }),
  });
  const { height, width } = cube;
  const mask =
    given === false
      ? mapOf(scene, new Float64Array(height * width).fill(1))
      : (given ?? stf(scene, bands === undefined ? filter : { bands, ...filter }));
  const gradient = new Float32Array(cube.data.length);
  const error = new Float64Array(height * width);
  const side = tile > 0 ? tile : Math.max(height, width);
  const total = height * width * cube.bands;
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      const h = Math.min(side, height - top);
      const w = Math.min(side, width - left);
      const piece = new Float32Array(h * w * cube.bands);
      const weight = new Float32Array(h * w);
      const spot = (row: number, column: number) => (top + row) * width + left + column;
      each(h, w, (row, column, i) => {
        const at = spot(row, column) * cube.bands;
        piece.set(cube.data.subarray(at, at + cube.bands), i * cube.bands);
        weight[i] = Number(mask.data[spot(row, column)]);
      });
      const part = saliencyOf(network, piece, weight, h, w, cube.bands, total);
      each(h, w, (row, column, i) => {
        const own = part.gradient.subarray(i * cube.bands, (i + 1) * cube.bands);
        gradient.set(own, spot(row, column) * cube.bands);
        error[spot(row, column)] = part.error[i]!;
      });
    }
  }
  const saliency = new Float64Array(height * width);
  for (let i = 0; i < gradient.length; i++) {
    const pixel = Math.floor(i / cube.bands);
    saliency[pixel] = Math.max(saliency[pixel]!, Math.abs(gradient[i]!));
  }
  const maskedError = error.map((value, i) => value * Number(mask.data[i]));
  return {
    saliency: mapOf(scene, saliency),
    error: mapOf(scene, error),
    maskedError: mapOf(scene, maskedError),
    mask,
    loss: maskedError.reduce((sum, value) => sum + value, 0) / maskedError.length,
    gradient,
  };
}

/**
 * The anomaly score of every pixel (sheet, 3.7).
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateAnomalies } from "swath/data";
 * import { detect, student } from "swath/papers/stad";
 *
 * const scene = simulateAnomalies({ key: seed(1), train: 0, test: 1, size: 16, bands: 8 }).test[0]!.raster;
 * detect(scene, student({ bands: 8, hidden: 10, key: seed(2) })).shape; // [16, 16, 1]
 * ```
 */
export const detect = (scene: Raster, network: StageNetwork, options: DetectOptions = {}): Raster =>
  detection(scene, network, options).saliency;

function each(height: number, width: number, visit: (row: number, column: number, i: number) => void): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) visit(row, column, row * width + column);
  }
}

/** Gradient and error of one piece; the loss is the mean over the whole scene's `total` numbers. */
function saliencyOf(
  network: StageNetwork,
  piece: Float32Array,
  weight: Float32Array,
  height: number,
  width: number,
  bands: number,
  total: number,
): { readonly gradient: Float32Array; readonly error: Float32Array } {
  return tf.tidy(() => {
    const mask = tf.tensor(weight, [1, height, width, 1]);
    const errorOf = (x: Tensor): Tensor =>
      network(x)
        .map((output) => nn.squaredDifference(output, x))
        .reduce((sum, error) => tf.add(sum, error));
    const x = tf.tensor(piece, [1, height, width, bands]);
    let error: Tensor | undefined;
    const gradient = tf.grad((input: Tensor) => {
      const errors = nn.evaluating(() => errorOf(input));
      error = tf.keep(tf.mean(errors, -1));
      return tf.div(tf.sum(tf.mul(errors, mask)), total);
    })(x);
    const result = {
      gradient: gradient.dataSync().slice() as Float32Array,
      error: (error as Tensor).dataSync().slice() as Float32Array,
    };
    (error as Tensor).dispose();
    return result;
  });
}

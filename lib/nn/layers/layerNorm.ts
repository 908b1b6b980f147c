import type { Tensor, Variable } from "../../device/tf.js";
import { type Module, module } from "../module.js";
import { layerNorm as normalise } from "../ops/layerNorm.js";
import { expectWhole } from "../ops/shapes.js";
import { filled, parameter } from "../variables.js";

/** Settings of {@link layerNorm}. */
export interface LayerNormSpec {
  /** Numbers in the last axis. */
  readonly size: number;
  /** Added to the variance; 1e-5 unless told. */
  readonly eps?: number;
  /** Whether scale and shift are learnt; yes unless told. */
  readonly affine?: boolean;
}

/** A layer normalisation with its scale and shift (or null). */
export type LayerNorm = Module<[x: Tensor], Tensor, { weight: Variable | null; bias: Variable | null }>;

/**
 * Normalises along the last axis.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const norm = nn.layerNorm({ size: 2 });
 * norm(tf.tensor2d([[1, 3], [10, 30]])).arraySync(); // about [[-1, 1], [-1, 1]]
 * ```
 */
export function layerNorm({ size, eps, affine = true }: LayerNormSpec): LayerNorm {
  expectWhole("layerNorm", "size", size, 1);
  const weight = affine ? parameter(filled(1, [size]), [size]) : null;
  const bias = affine ? parameter(filled(0, [size]), [size]) : null;
  return module("layerNorm", { weight, bias }, (x: Tensor) => normalise(x, { weight, bias, eps }));
}

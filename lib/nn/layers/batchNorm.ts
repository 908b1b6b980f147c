import type { Tensor, Variable } from "../../device/tf.js";
import { isTraining } from "../mode.js";
import { type Module, module } from "../module.js";
import { batchNorm as normalise } from "../ops/batchNorm.js";
import { expectWhole } from "../ops/shapes.js";
import { buffer, filled, parameter } from "../variables.js";

/** Settings of {@link batchNorm}. */
export interface BatchNormSpec {
  readonly channels: number;
  /** Share of the new batch in the running statistics; 0.1 unless told. */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 unless told. */
  readonly eps?: number;
  /** Whether scale and shift are learnt; yes unless told. */
  readonly affine?: boolean;
  /** Whether running statistics are kept; without them evaluation too uses the batch's own. Yes unless told. */
  readonly track?: boolean;
}

/** A batch normalisation with its scale, shift and running statistics (null where it has none). */
export type BatchNorm = Module<
  [x: Tensor],
  Tensor,
  {
    weight: Variable | null;
    bias: Variable | null;
    running_mean: Variable | null;
    running_var: Variable | null;
  }
>;

/**
 * Batch normalisation of [batch, channels] or [batch, height, width, channels], PyTorch's conventions. In training it
 * normalises by the batch's statistics and updates the running ones, which evaluation uses.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const norm = nn.batchNorm({ channels: 2 });
 * nn.training(() => norm(tf.tensor2d([[1, 10], [3, 30]]))).arraySync(); // about [[-1, -1], [1, 1]]
 * norm.buffers.running_mean.arraySync(); // about [0.2, 2]
 * ```
 */
export function batchNorm({
  channels,
  momentum,
  eps,
  affine = true,
  track = true,
}: BatchNormSpec): BatchNorm {
  expectWhole("batchNorm", "channels", channels, 1);
  const weight = affine ? parameter(filled(1, [channels]), [channels]) : null;
  const bias = affine ? parameter(filled(0, [channels]), [channels]) : null;
  const runningMean = track ? buffer(filled(0, [channels]), [channels]) : null;
  const runningVar = track ? buffer(filled(1, [channels]), [channels]) : null;
  return module(
    "batchNorm",
    { weight, bias, running_mean: runningMean, running_var: runningVar },
    (x: Tensor) =>
      normalise(x, {
        weight,
        bias,
        runningMean,
        runningVar,
        momentum,
        eps,
        training: isTraining() || !track,
      }),
  );
}

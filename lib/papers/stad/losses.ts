import { type Tensor, tf } from "../../device/tf.js";
import * as nn from "../../nn/index.js";

/** L = sum over stages of the mean squared error to the targets, one a stage or one for all (sheet, 3.4 and 3.5). */
export const stageLoss = (outputs: readonly Tensor[], targets: Tensor | readonly Tensor[]): Tensor =>
  tf.tidy(() =>
    outputs
      .map((output, k) => nn.mse(output, Array.isArray(targets) ? targets[k] : (targets as Tensor)))
      .reduce((sum, loss) => tf.add(sum, loss)),
  );

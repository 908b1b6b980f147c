let trainingNow = false;

/**
 * Whether layers that differ between training and use (dropout, batch norm) are in training.
 *
 * @example
 * ```ts
 * import { nn } from "swath";
 *
 * nn.isTraining(); // false
 * nn.training(() => nn.isTraining()); // true
 * ```
 */
export const isTraining = (): boolean => trainingNow;

function inMode<T>(mode: boolean, run: () => T): T {
  const before = trainingNow;
  trainingNow = mode;
  try {
    return run();
  } finally {
    trainingNow = before;
  }
}

/**
 * Runs a function with layers in training mode: dropout drops, batch norm uses and records batch statistics.
 * Outside of it (and of {@link valueAndGrad}) layers are in evaluation mode. The function must not be async.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const layer = nn.batchNorm({ channels: 2 });
 * const x = tf.tensor2d([[1, 10], [3, 30]]);
 * nn.training(() => layer(x)).arraySync(); // about [[-1, -1], [1, 1]]: batch statistics
 * ```
 */
export const training = <T>(run: () => T): T => inMode(true, run);

/**
 * Runs a function with layers in evaluation mode, also inside {@link training} or {@link valueAndGrad}.
 *
 * @example
 * ```ts
 * import { nn, seed, tf } from "swath";
 *
 * const drop = nn.dropout(0.5, { key: seed(1) });
 * nn.training(() => nn.evaluating(() => drop(tf.ones([4])))).arraySync(); // [1, 1, 1, 1]
 * ```
 */
export const evaluating = <T>(run: () => T): T => inMode(false, run);

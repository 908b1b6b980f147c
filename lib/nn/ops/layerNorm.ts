import { withGradient } from "../../device/native/op.js";
import { type Tensor, tf } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { meanAlongRows, sumOfRows } from "./rows.js";
import { product, text } from "./shapes.js";

/** Settings of {@link layerNorm}. */
export interface LayerNormOptions {
  /** Scale an element of the last axis; 1 unless told. */
  readonly weight?: Tensor | null;
  /** Shift an element of the last axis; 0 unless told. */
  readonly bias?: Tensor | null;
  /** Added to the variance; 1e-5 unless told. */
  readonly eps?: number;
}

function fused(x: Tensor, gamma: Tensor, beta: Tensor, eps: number): Tensor {
  return withGradient(
    "layerNorm",
    [x, gamma, beta],
    (save) => {
      const centred = tf.sub(x, meanAlongRows(x));
      const inverse = tf.rsqrt(tf.add(meanAlongRows(tf.square(centred)), eps));
      const normal = tf.mul(centred, inverse);
      save(normal, inverse, gamma);
      return tf.add(tf.mul(normal, gamma), beta);
    },
    (dy, saved) => {
      const [normal, inverse, weight] = saved as [Tensor, Tensor, Tensor];
      const crossed = tf.mul(dy, normal);
      const along = tf.mul(normal, meanAlongRows(crossed, weight));
      const level = tf.sub(tf.mul(dy, weight), meanAlongRows(dy, weight));
      return [tf.mul(tf.sub(level, along), inverse), sumOfRows(crossed), sumOfRows(dy)];
    },
  );
}

function textbook(x: Tensor, gamma: Tensor, beta: Tensor, eps: number): Tensor {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, eps))), gamma), beta);
}

function run(x: Tensor, options: LayerNormOptions, norm: typeof fused): Tensor {
  const { weight, bias, eps = 1e-5 } = options;
  const last = x.shape[x.rank - 1] as number;
  for (const [name, part] of Object.entries({ weight, bias })) {
    if (part && part.size !== last) {
      throw new ShapeError("layerNorm", `the last axis has ${last} numbers, ${name} has ${part.size}`, {
        mend: `make the layer with size: ${last}`,
        facts: { input: text(x.shape) },
      });
    }
  }
  return tf.tidy(() => {
    const rows = tf.reshape(x, [product(x.shape.slice(0, -1)), last]);
    const y = norm(rows, weight ?? tf.ones([last]), bias ?? tf.zeros([last]), eps);
    return tf.reshape(y, x.shape);
  });
}

/** {@link layerNorm} as a textbook has it, for the test that both agree. */
export const layerNormComposed = (x: Tensor, options: LayerNormOptions = {}): Tensor =>
  run(x, options, textbook);

/**
 * Normalises along the last axis.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * nn.functional.layerNorm(tf.tensor2d([[1, 3], [10, 30]])).arraySync(); // about [[-1, 1], [-1, 1]]
 * ```
 */
export const layerNorm = (x: Tensor, options: LayerNormOptions = {}): Tensor => run(x, options, fused);

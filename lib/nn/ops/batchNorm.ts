import { isNative, nativeOp, nativeOps, withGradient } from "../../device/native/op.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { ShapeError } from "../../errors.js";
import { product, text } from "./shapes.js";

/** Statistics and settings of {@link batchNorm}. */
export interface BatchNormOptions {
  /** Scale a channel; 1 unless told. */
  readonly weight?: Tensor | null;
  /** Shift a channel; 0 unless told. */
  readonly bias?: Tensor | null;
  /** Whether to normalise by the batch's own statistics; otherwise by the running ones. */
  readonly training: boolean;
  /** Running mean and variance: updated when training, used when not. */
  readonly runningMean?: Variable | null;
  readonly runningVar?: Variable | null;
  /** Share of the new batch in the running statistics (PyTorch's meaning); 0.1 unless told. */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 unless told. */
  readonly eps?: number;
}

interface Parts extends BatchNormOptions {
  readonly x: Tensor;
  readonly gamma: Tensor;
  readonly beta: Tensor;
  readonly momentum: number;
  readonly eps: number;
}

/** The op takes four axes only; any other layout with channels last is one long row of pixels. */
const asImage = (x: Tensor): Tensor =>
  x.rank === 4 ? x : tf.reshape(x, [product(x.shape.slice(0, -1)), 1, 1, x.shape[x.rank - 1] as number]);

function trainNative({ x, gamma, beta, runningMean, runningVar, momentum, eps }: Parts): Tensor {
  const image = asImage(x);
  const channels = image.shape[3] as number;
  const shared = { epsilon: { float: eps }, data_format: "NHWC" } as const;
  const y = withGradient(
    "batchNorm",
    [image, gamma, beta],
    (save) => {
      const track = runningMean && runningVar;
      const before = track ? [runningMean, runningVar] : [tf.zeros([channels]), tf.ones([channels])];
      // The op updates the running statistics itself, with the unbiased variance that PyTorch keeps.
      const [out, mean, variance, r1, r2, r3] = nativeOps(
        "FusedBatchNormV3",
        [image, gamma, beta, ...before],
        { ...shared, is_training: true, exponential_avg_factor: { float: track ? momentum : 1 } },
        6,
      ) as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
      if (track) {
        runningMean.assign(mean as Variable);
        runningVar.assign(variance as Variable);
      }
      save(image, gamma, r1, r2, r3);
      return out;
    },
    (dy, saved) => {
      const [input, scale, r1, r2, r3] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
      const [dx, dgamma, dbeta] = nativeOps(
        "FusedBatchNormGradV3",
        [dy, input, scale, r1, r2, r3],
        { ...shared, is_training: true },
        5,
      ) as [Tensor, Tensor, Tensor];
      return [dx, dgamma, dbeta];
    },
  );
  return x.rank === 4 ? y : tf.reshape(y, x.shape);
}

function trainComposed({ x, gamma, beta, runningMean, runningVar, momentum, eps }: Parts): Tensor {
  const axes = x.shape.slice(0, -1).map((_, i) => i);
  const count = product(x.shape.slice(0, -1));
  const mean = tf.mean(x, axes);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), axes);
  if (runningMean && runningVar) {
    const blend = (old: Tensor, now: Tensor) => tf.add(tf.mul(old, 1 - momentum), tf.mul(now, momentum));
    runningMean.assign(blend(runningMean, mean) as Variable);
    runningVar.assign(blend(runningVar, tf.mul(variance, count / (count - 1))) as Variable);
  }
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, eps)));
  return tf.add(tf.mul(centred, scale), beta);
}

function evaluate({ x, gamma, beta, runningMean, runningVar, eps }: Parts, fused: boolean): Tensor {
  const [mean, variance] = [runningMean as Tensor, runningVar as Tensor];
  if (!fused) {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, eps)));
    return tf.add(tf.mul(x, scale), tf.sub(beta, tf.mul(mean, scale)));
  }
  const image = asImage(x);
  const y = withGradient(
    "batchNorm",
    [image, gamma, beta],
    (save) => {
      save(image, gamma, mean, variance);
      const attrs = { epsilon: { float: eps }, data_format: "NHWC", is_training: false } as const;
      return nativeOps("FusedBatchNormV3", [image, gamma, beta, mean, variance], attrs, 6)[0] as Tensor;
    },
    (dy, saved) => {
      const [input, weight, mu, sigma2] = saved as [Tensor, Tensor, Tensor, Tensor];
      const inverse = tf.rsqrt(tf.add(sigma2, eps));
      const dbeta = nativeOp("BiasAddGrad", [dy]);
      const moment = nativeOp("BiasAddGrad", [tf.mul(dy, input)]);
      const dgamma = tf.mul(inverse, tf.sub(moment, tf.mul(mu, dbeta)));
      return [tf.mul(dy, tf.mul(weight, inverse)), dgamma, dbeta];
    },
  );
  return x.rank === 4 ? y : tf.reshape(y, x.shape);
}

function run(x: Tensor, options: BatchNormOptions, fused: boolean): Tensor {
  const { weight, bias, training, runningMean, runningVar, momentum = 0.1, eps = 1e-5 } = options;
  const channels = x.shape[x.rank - 1] as number;
  if (x.rank < 2) {
    throw new ShapeError("batchNorm", `the input has ${x.rank} axes: ${text(x.shape)}`, {
      mend: "give [batch, channels] or [batch, height, width, channels]",
    });
  }
  for (const [name, part] of Object.entries({ weight, bias, runningMean, runningVar })) {
    if (part && part.size !== channels) {
      throw new ShapeError("batchNorm", `input has ${channels} channels, ${name} has ${part.size}`, {
        mend: `make the layer with channels: ${channels}`,
        facts: { input: text(x.shape) },
      });
    }
  }
  if (training && product(x.shape.slice(0, -1)) < 2) {
    throw new ShapeError("batchNorm", `there is one value a channel in ${text(x.shape)}: no variance`, {
      mend: "train with a larger batch, or call the layer in evaluation mode",
    });
  }
  if (!training && !(runningMean && runningVar)) {
    throw new ShapeError("batchNorm", "there are no running statistics to normalise by", {
      mend: "give runningMean and runningVar, or training: true",
    });
  }
  return tf.tidy(() => {
    const gamma = weight ?? tf.ones([channels]);
    const beta = bias ?? tf.zeros([channels]);
    const parts = { ...options, x, gamma, beta, momentum, eps };
    if (!training) return evaluate(parts, fused);
    return fused ? trainNative(parts) : trainComposed(parts);
  });
}

/** {@link batchNorm} from public operations also on the native engine, for the test that both agree. */
export const batchNormComposed = (x: Tensor, options: BatchNormOptions): Tensor => run(x, options, false);

/**
 * Batch normalisation over all axes but the last, with PyTorch's conventions: normalises by the biased variance, keeps
 * the unbiased one as running variance.
 *
 * @example
 * ```ts
 * import { nn, tf } from "swath";
 *
 * const x = tf.tensor2d([[1, 10], [3, 30]]);
 * nn.functional.batchNorm(x, { training: true }).arraySync(); // about [[-1, -1], [1, 1]]
 * ```
 */
export const batchNorm = (x: Tensor, options: BatchNormOptions): Tensor => run(x, options, isNative());

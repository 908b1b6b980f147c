import { type Captured, capture } from "../../device/capture/index.js";
import { type Key, permutation } from "../../device/random/index.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { SwathError } from "../../errors.js";
import type { Arrays, Work } from "../../experiment/paper.js";
import { restore, snapshot } from "../../experiment/snapshot.js";
import * as nn from "../../nn/index.js";
import { drawEpoch, fillBatch, type Samples, type Standard } from "./images.js";
import { softmaxRows, type Trajectory, unshuffled } from "./trajectory.js";

/** A classifier that also tells what its last layer sees. */
export type Classifier = nn.Module<[x: Tensor], Tensor> & { embed(x: Tensor): Tensor };

/** How a classifier is trained; the defaults are the official script's (sheet, 4). */
export interface TrainOptions extends Partial<Work> {
  readonly epochs: number;
  readonly standard: Standard;
  /** 128 unless told. */
  readonly batch?: number;
  /** 0.1 unless told; goes down by half a cosine to 0, a little each step. */
  readonly lr?: number;
  /** On all parameters; 5e-4 unless told. */
  readonly weightDecay?: number;
  /** Nesterov momentum; 0.9 unless told. */
  readonly momentum?: number;
  /** Flips and crops; true unless told. */
  readonly augment?: boolean;
  /** A weight of each sample: a batch's loss is multiplied by the mean of its samples' weights (sheet, 3.6). */
  readonly weights?: ArrayLike<number>;
  /** Record the outputs of the first so many epochs; 0 unless told. */
  readonly record?: number;
  readonly key: Key;
}

/** What training leaves beside the trained model. */
export interface Trained {
  /** Mean loss of each epoch. */
  readonly losses: readonly number[];
  /** The recorded outputs; absent when none were asked for. */
  readonly trajectory?: Trajectory;
}

/** The loss of a batch: mean cross entropy times one number for the whole batch (sheet, 3.6). */
export const batchLoss = (logits: Tensor, labels: Tensor, weight: Tensor | number): Tensor =>
  tf.tidy(() => tf.mul(nn.crossEntropy(logits, labels), weight));

/** The mean weight of some samples. */
export function meanWeight(weights: ArrayLike<number> | undefined, indices: ArrayLike<number>): number {
  if (!weights) return 1;
  let sum = 0;
  for (let i = 0; i < indices.length; i++) sum += weights[indices[i]!]!;
  return sum / indices.length;
}

/**
 * Trains a classifier with the official protocol (sheet, 4) and records its outputs in train mode on the way (sheet, 3.4).
 * A step is captured. Stopped by `signal`, it goes on from its checkpoint with the same result.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { mlp, standardOf, train } from "swath/papers/tdds";
 *
 * const data = Float32Array.from({ length: 32 }, (_, i) => Math.sin(i));
 * const labels = Int32Array.from({ length: 8 }, (_, i) => i % 2);
 * const samples = { count: 8, shape: [4], data, labels, classes: 2 };
 * const model = mlp({ in: 4, classes: 2, key: seed(1) });
 * const { trajectory } = await train(model, samples, {
 *   epochs: 3, batch: 4, record: 3, standard: standardOf(samples), key: seed(2),
 * });
 * trajectory?.epochs; // 3
 * ```
 */
export async function train(model: Classifier, samples: Samples, options: TrainOptions): Promise<Trained> {
  const { epochs, standard, batch = 128, lr = 0.1, weightDecay = 5e-4, momentum = 0.9, key } = options;
  const { augment = true, weights, record = 0, signal, report, checkpoint } = options;
  const { count, classes, shape, labels } = samples;
  const size = shape.reduce((a, b) => a * b, 1);
  const optimizer = nn.sgd({ lr, momentum, nesterov: true, weightDecay }).init(model.params);
  const step = trainingStep(model, optimizer);
  const groups = {
    params: model.params,
    buffers: model.buffers,
    optimizer: optimizer.slots as Readonly<Record<string, Variable>>,
  };
  const perEpoch = Math.ceil(count / batch);
  const rate = nn.cosine(lr, { over: epochs * perEpoch });
  const recorded = new Float32Array(Math.min(record, epochs) * count * classes);
  const rows = new Float32Array(count * classes);
  const input = new Float32Array(Math.min(batch, count) * size);
  try {
    const stored = await checkpoint?.load();
    let [done, sum] = [0, 0];
    const losses: number[] = [];
    if (stored) {
      restore(groups, stored);
      [done = 0, sum = 0] = stored["place"]?.data ?? [];
      losses.push(...(stored["losses"]?.data ?? []));
      recorded.set((stored["recorded"]?.data as Float32Array | undefined) ?? []);
      rows.set((stored["rows"]?.data as Float32Array | undefined) ?? []);
    }
    for (let epoch = Math.floor(done / perEpoch); epoch < epochs; epoch++) {
      const order = permutation(key.fold("order").fold(epoch), count);
      const draws =
        augment && shape.length === 3 ? drawEpoch(count, key.fold("augment").fold(epoch)) : undefined;
      for (let at = done - epoch * perEpoch; at < perEpoch; at++) {
        if (signal?.aborted) throw new SwathError("ABORTED", "train", "stopped", { cause: signal.reason });
        const indices = order.subarray(at * batch, Math.min(count, (at + 1) * batch));
        const numbers = input.subarray(0, indices.length * size);
        fillBatch(numbers, samples, indices, standard, draws);
        const x = tf.tensor(numbers, [indices.length, ...shape]);
        const y = tf.tensor1d(
          Int32Array.from(indices, (index) => labels[index]!),
          "int32",
        );
        const { loss, logits } = step(x, y, rate(done), meanWeight(weights, indices));
        if (epoch < record) rows.set(logits.dataSync() as Float32Array, at * batch * classes);
        const mean = loss.dataSync()[0]!;
        sum += mean * indices.length;
        tf.dispose([x, y, loss, logits]);
        done++;
        report?.(done / (epochs * perEpoch), `epoch ${epoch + 1} of ${epochs}`, { loss: mean });
        if (at + 1 < perEpoch) await checkpoint?.save(stateNow());
        await new Promise((resolve) => setImmediate(resolve)); // timers and signals have their turn
      }
      if (epoch < record) {
        recorded.set(softmaxRows(unshuffled(rows, order, classes), classes), epoch * count * classes);
      }
      losses.push(sum / count);
      sum = 0;
      await checkpoint?.save(stateNow());
    }
    const length = Math.min(record, epochs);
    if (length === 0) return { losses };
    return { losses, trajectory: { epochs: length, samples: count, classes, probabilities: recorded } };

    function stateNow(): Arrays {
      return {
        ...snapshot(groups),
        place: { shape: [2], data: Float64Array.of(done, sum) },
        losses: { shape: [losses.length], data: Float64Array.from(losses) },
        recorded: { shape: [recorded.length], data: recorded },
        rows: { shape: [rows.length], data: rows },
      };
    }
  } finally {
    step.dispose();
    optimizer.dispose();
  }
}

type StepResult = { readonly loss: Tensor; readonly logits: Tensor };

/** One captured step: forward in train mode, loss, gradients, update; its outputs are what is recorded. */
export function trainingStep(
  model: Classifier,
  optimizer: nn.Optimizer,
): Captured<[x: Tensor, y: Tensor, lr: Tensor, weight: Tensor], StepResult> {
  return capture(
    (x: Tensor, y: Tensor, lr: Tensor, weight: Tensor): StepResult => {
      const { loss, logits, grads } = nn.valueAndGrad(() => {
        const logits = model(x);
        return { loss: batchLoss(logits, y, weight), logits };
      }, model.params);
      optimizer.apply(grads, { lr });
      return { loss, logits };
    },
    { state: [model, optimizer], shapes: "many" },
  );
}

/** What {@link evaluate} gives. */
export interface Evaluated {
  /** Share of samples whose class has the largest output, in %. */
  readonly accuracy: number;
  /** Softmax outputs in evaluation mode. */
  readonly probabilities: Float32Array;
  /** What the last layer sees, [sample][feature]; only when asked for. */
  readonly features?: Float32Array;
}

/**
 * Outputs and accuracy in evaluation mode, without augmentation.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { evaluate, mlp, standardOf } from "swath/papers/tdds";
 *
 * const samples = {
 *   count: 2, shape: [2], data: Float32Array.of(0, 1, 1, 0), labels: Int32Array.of(0, 1), classes: 2,
 * };
 * evaluate(mlp({ in: 2, classes: 2, key: seed(1) }), samples, { standard: standardOf(samples) }).probabilities.length; // 4
 * ```
 */
export function evaluate(
  model: Classifier,
  samples: Samples,
  {
    standard,
    batch = 500,
    features: wanted = false,
  }: { readonly standard: Standard; readonly batch?: number; readonly features?: boolean },
): Evaluated {
  const { count, shape, classes, labels } = samples;
  const size = shape.reduce((a, b) => a * b, 1);
  const logits = new Float32Array(count * classes);
  const features: Float32Array[] = [];
  const input = new Float32Array(Math.min(batch, count) * size);
  for (let from = 0; from < count; from += batch) {
    const indices = Int32Array.from({ length: Math.min(batch, count - from) }, (_, i) => from + i);
    const numbers = input.subarray(0, indices.length * size);
    fillBatch(numbers, samples, indices, standard);
    tf.tidy(() => {
      const x = tf.tensor(numbers, [indices.length, ...shape]);
      logits.set(nn.evaluating(() => model(x)).dataSync() as Float32Array, from * classes);
      if (wanted)
        features.push(
          nn
            .evaluating(() => model.embed(x))
            .dataSync()
            .slice() as Float32Array,
        );
    });
  }
  const probabilities = softmaxRows(logits, classes);
  let right = 0;
  for (let n = 0; n < count; n++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[n * classes + c]! > logits[n * classes + best]!) best = c;
    if (best === labels[n]) right++;
  }
  const all = new Float32Array(features.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of features) {
    all.set(part, at);
    at += part.length;
  }
  return { accuracy: (100 * right) / count, probabilities, ...(wanted && { features: all }) };
}

import { capture } from "../../device/capture/index.js";
import { type Key, permutation } from "../../device/random/index.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { SwathError, ValueError } from "../../errors.js";
import type { Arrays, Work } from "../../experiment/paper.js";
import { restore, snapshot, type VariableGroups } from "../../experiment/snapshot.js";
import * as nn from "../../nn/index.js";
import { classWeights } from "./losses.js";
import type { Mivit } from "./network.js";
import { type ObjectiveOptions, objective } from "./objective.js";
import { bothSensors, patchTensor, type Samples } from "./samples.js";

/** How the network is trained; the defaults are the published protocol (sheet, 4). */
export interface TrainOptions extends Partial<Work>, Omit<ObjectiveOptions, "weights"> {
  /** 500 unless told. */
  readonly epochs?: number;
  /** 64 unless told. The last batch of an epoch may be smaller; one of a single sample is dropped. */
  readonly batch?: number;
  /** 1e-4 unless told; times 0.9 after each tenth of the epochs. */
  readonly lr?: number;
  /** Added to the gradient, of all parameters; 1e-3 unless told. */
  readonly weightDecay?: number;
  /** Whether rare classes count more (see `classWeights`); yes unless told. */
  readonly weighted?: boolean;
  readonly key: Key;
}

/** What training leaves, besides the network: by epoch, the mean over its steps of the loss and each of its terms, and v1, v2. */
export type TrainHistory = Readonly<Record<string, readonly number[]>>;

/** A checkpoint inside an epoch is made after this many milliseconds. */
const OFTEN = 5000;

/**
 * Trains the network as published (sheet, 4): Adam whose gradients carry an L2 penalty, a rate that falls in ten steps, all samples
 * once an epoch in an order that the key and the epoch give. The last epoch counts; nothing is chosen on test data. It goes on from
 * its checkpoint, whose result is the same to the bit.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidar } from "swath/data";
 * import { chosen, mivit, reduced, samplesOf, trainMivit } from "swath/papers/mivit";
 *
 * const samples = chosen(samplesOf(simulateHsiLidar({ key: seed(1), size: 24 }).train), [0, 90, 200, 400]);
 * const model = mivit({ ...reduced, width: 4, bands: 16, classes: 6, key: seed(2) });
 * const history = await trainMivit(model, samples, { epochs: 1, distribution: false, key: seed(3) });
 * history.loss!.length; // 1
 * ```
 */
export async function trainMivit(
  model: Mivit,
  samples: Samples,
  options: TrainOptions,
): Promise<TrainHistory> {
  const { epochs = 500, batch = 64, lr = 1e-4, weightDecay = 1e-3, weighted = true, key } = options;
  const { signal, report, checkpoint } = options;
  if (!(Number.isInteger(batch) && batch >= 2) || samples.count < 2) {
    throw new ValueError("trainMivit", `batches of ${batch} out of ${samples.count} samples`, {
      mend: "give two samples at least: batch norm needs them",
    });
  }
  const optimizer = nn.adam({ lr, weightDecay }).init(model.params);
  const rate = nn.stepDecay(lr, { every: Math.max(1, Math.floor(epochs / 10)), factor: 0.9 });
  const counts = classWeights(samples.labels, model.spec.classes);
  const weights = tf.tensor1d(weighted ? counts : new Float32Array(counts.length).fill(1));
  let names: readonly string[] = [];
  const run = capture(
    (hsi: Tensor, lidar: Tensor, labels: Tensor, ofClass: Tensor, now: Tensor) => {
      const { grads, ...terms } = nn.valueAndGrad(
        () => objective(model, bothSensors(hsi, lidar), labels, { ...options, weights: ofClass }),
        model.params,
      ) as nn.ValueAndGrad<ReturnType<typeof objective>>;
      optimizer.apply(grads, { lr: now });
      const all: Record<string, Tensor> = { ...terms, v1: model.v1, v2: model.v2 };
      names = Object.keys(all);
      return tf.stack(Object.values(all).map((term) => tf.reshape(term, [])));
    },
    // Recorded once: a second recording to compare with takes as long as half a small experiment.
    { state: [model, optimizer], shapes: "many", verify: false },
  );
  const groups: VariableGroups = {
    params: model.params,
    buffers: model.buffers,
    optimizer: optimizer.slots as Readonly<Record<string, Variable>>,
  };
  const progress = new Progress();
  try {
    const stored = await checkpoint?.load();
    if (stored) {
      restore(groups, stored);
      progress.read(stored);
    }
    let saved = performance.now();
    const save = async () => {
      await checkpoint?.save({ ...snapshot(groups), ...progress.arrays() });
      saved = performance.now();
    };
    const steps = batchesOf(samples.count, batch);
    for (let epoch = progress.epochs; epoch < epochs; epoch = progress.epochs) {
      const order = permutation(key.fold("order").fold(epoch), samples.count);
      for (let step = progress.steps; step < steps; step++) {
        if (signal?.aborted) {
          throw new SwathError("ABORTED", "trainMivit", "stopped", { cause: signal.reason });
        }
        const indices = order.subarray(step * batch, (step + 1) * batch);
        const given = [
          patchTensor(samples, indices, "hsi"),
          patchTensor(samples, indices, "lidar"),
          tf.tensor1d(
            Int32Array.from(indices, (i) => samples.labels[i]!),
            "int32",
          ),
        ] as const;
        const values = run(...given, weights, rate(epoch));
        const numbers = values.dataSync() as Float32Array;
        progress.add(names, numbers);
        tf.dispose([...given, values]);
        report?.((epoch + (step + 1) / steps) / epochs, `epoch ${epoch + 1} of ${epochs}`, {
          loss: numbers[names.indexOf("loss")]!,
          focal: numbers[names.indexOf("focal")]!,
        });
        if (checkpoint && step + 1 < steps && performance.now() - saved > OFTEN) await save();
        await new Promise((resolve) => setImmediate(resolve)); // timers and signals have their turn
      }
      progress.endEpoch();
      await save();
    }
    return progress.history();
  } finally {
    run.dispose();
    optimizer.dispose();
    weights.dispose();
  }
}

/** Steps of an epoch; a last batch of one sample is none. */
const batchesOf = (count: number, batch: number): number =>
  Math.floor(count / batch) + (count % batch > 1 ? 1 : 0);

/** How far training is, in numbers that a checkpoint can hold. */
class Progress {
  steps = 0;
  private names: readonly string[] = [];
  private sums: number[] = [];
  private rows: number[][] = [];

  get epochs(): number {
    return this.rows.length;
  }

  add(names: readonly string[], values: ArrayLike<number>): void {
    if (names.length > 0) this.names = names;
    this.sums = Array.from(values, (value, i) => (this.sums[i] ?? 0) + value);
    this.steps++;
  }

  endEpoch(): void {
    this.rows.push(this.sums.map((sum) => sum / this.steps));
    this.sums = [];
    this.steps = 0;
  }

  history(): TrainHistory {
    return Object.fromEntries(this.names.map((name, i) => [name, this.rows.map((row) => row[i]!)]));
  }

  arrays(): Arrays {
    const width = this.names.length;
    const text = new TextEncoder().encode(this.names.join(" "));
    return {
      "progress/names": { shape: [text.length], data: text },
      "progress/rows": { shape: [this.rows.length, width], data: Float64Array.from(this.rows.flat()) },
      "progress/sums": { shape: [this.sums.length], data: Float64Array.from(this.sums) },
      "progress/steps": { shape: [1], data: Int32Array.of(this.steps) },
    };
  }

  read(arrays: Arrays): void {
    const data = (name: string) => arrays[`progress/${name}`]!.data;
    this.names = new TextDecoder().decode(data("names") as Uint8Array).split(" ");
    const width = this.names.length;
    const flat = Array.from(data("rows"));
    this.rows = Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width));
    this.sums = Array.from(data("sums"));
    this.steps = data("steps")[0]!;
  }
}

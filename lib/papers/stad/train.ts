import { capture } from "../../device/capture/index.js";
import { integers, type Key } from "../../device/random/index.js";
import { type Tensor, tf, type Variable } from "../../device/tf.js";
import { ShapeError, SwathError } from "../../errors.js";
import type { Arrays, Work } from "../../experiment/paper.js";
import { restore, snapshot, type VariableGroups } from "../../experiment/snapshot.js";
import * as nn from "../../nn/index.js";
import { fakeAnomalies } from "./blobs.js";
import { stageLoss } from "./losses.js";
import type { StageNetwork } from "./student.js";

/** Square anomaly-free images, all of one size: [image][row][column][band], each scaled to [0, 1] by itself. */
export interface Crops {
  readonly count: number;
  readonly size: number;
  readonly bands: number;
  readonly data: Float32Array;
}

/** How either network is trained; the defaults are the published ones (sheet, 3.4 and 3.5). */
export interface TrainOptions extends Partial<Work> {
  /** Steps of the optimiser. The paper: 100 epochs over 260 images in batches of 8. */
  readonly steps: number;
  /** 8 unless told. */
  readonly batch?: number;
  /** Of Adam; 1e-4 unless told. */
  readonly lr?: number;
  /** Decay of the moving average of the parameters; 0.99 for the teacher, 0.9 for the student unless told. */
  readonly ema?: number;
  readonly key: Key;
}

/** What training leaves, besides the network, which holds the averaged parameters. */
export interface Trained {
  readonly losses: readonly number[];
}

/**
 * Trains the teacher on images with fake anomalies: it sees X (1 + l) and is asked for X (sheet, 3.4). Afterwards the network
 * holds the moving average of its parameters.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { teacher, trainTeacher } from "swath/papers/stad";
 *
 * const crops = { count: 2, size: 4, bands: 4, data: new Float32Array(2 * 4 * 4 * 4).map((_, i) => (i % 7) / 7) };
 * const network = teacher({ bands: 4, hidden: 8, key: seed(1) });
 * const { losses } = await trainTeacher(network, crops, { steps: 2, batch: 2, key: seed(2) });
 * losses.length; // 2
 * ```
 */
export async function trainTeacher(
  network: StageNetwork,
  crops: Crops,
  options: TrainOptions,
): Promise<Trained> {
  const { key, ema = 0.99 } = options;
  const { size } = crops;
  return trained(
    "trainTeacher",
    network,
    crops,
    { ...options, ema },
    {
      extra: (step, batch) => {
        const masks = new Float32Array(batch * size * size);
        for (let i = 0; i < batch; i++) {
          masks.set(fakeAnomalies(size, key.fold("fake").fold(step).fold(i)), i * size * size);
        }
        return masks;
      },
      loss: (x, mask) => stageLoss(network(tf.mul(x, tf.add(mask, 1))), x),
      averaged: true,
    },
  );
}

/**
 * Distils the teacher, which stays as it is, into the student: each stage is to give what the teacher's stage gives (sheet,
 * 3.5). Afterwards the student holds the moving average of its parameters; the buffers of its batch norms are put back to
 * where they began, since the official average copies parameters only and so evaluates with means 0 and variances 1 for ever.
 *
 * @param options `buffers: "copied"` keeps the running statistics instead, which the sheet found clearly worse
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { distil, student, teacher } from "swath/papers/stad";
 *
 * const crops = { count: 2, size: 4, bands: 4, data: new Float32Array(2 * 4 * 4 * 4).map((_, i) => (i % 7) / 7) };
 * const big = teacher({ bands: 4, hidden: 8, key: seed(1) });
 * const small = student({ bands: 4, hidden: 6, key: seed(2) });
 * (await distil(small, big, crops, { steps: 2, batch: 2, key: seed(3) })).losses.length; // 2
 * ```
 */
export async function distil(
  network: StageNetwork,
  teacher: StageNetwork,
  crops: Crops,
  options: TrainOptions & { readonly buffers?: "initial" | "copied" },
): Promise<Trained> {
  const { ema = 0.9, buffers = "initial" } = options;
  return trained(
    "distil",
    network,
    crops,
    { ...options, ema },
    {
      fixed: teacher,
      loss: (x) => stageLoss(network(x), nn.evaluating(() => teacher(x)) as readonly Tensor[]),
      averaged: true,
      resetBuffers: buffers === "initial",
    },
  );
}

interface Recipe {
  readonly loss: (x: Tensor, extra: Tensor) => Tensor;
  /** Numbers of a step beside the images: one a pixel. */
  readonly extra?: (step: number, batch: number) => Float32Array;
  readonly fixed?: StageNetwork;
  readonly averaged: boolean;
  readonly resetBuffers?: boolean;
}

async function trained(
  operation: string,
  network: StageNetwork,
  crops: Crops,
  options: TrainOptions & { readonly ema: number },
  { loss, extra, fixed, resetBuffers = false }: Recipe,
): Promise<Trained> {
  const { steps, batch = 8, lr = 1e-4, ema: decay, key, signal, report, checkpoint } = options;
  const { count, size, bands, data } = crops;
  if (data.length !== count * size * size * bands || count < 1) {
    throw new ShapeError(operation, `${data.length} numbers for ${count} images ${size}x${size}x${bands}`, {
      mend: "give one image at least, all of one size",
    });
  }
  const optimizer = nn.adam({ lr }).init(network.params);
  const average = nn.ema(network.params, { decay });
  const before = snapshot({ buffers: network.buffers });
  const run = capture(
    (x: Tensor, mask: Tensor) => {
      const { loss: value, grads } = nn.valueAndGrad(() => loss(x, mask), network.params);
      optimizer.apply(grads);
      average.update();
      return value;
    },
    { state: [network, optimizer, average, ...(fixed ? [fixed] : [])] },
  );
  const groups: VariableGroups = {
    params: network.params,
    buffers: network.buffers,
    optimizer: optimizer.slots as Readonly<Record<string, Variable>>,
    average: average.params,
  };
  try {
    const stored = await checkpoint?.load();
    const losses = stored?.["losses"] ? Array.from(stored["losses"].data) : [];
    if (stored) restore(groups, stored);
    for (let step = losses.length; step < steps; step++) {
      if (signal?.aborted) throw new SwathError("ABORTED", operation, "stopped", { cause: signal.reason });
      const x = tf.tensor(batchOf(crops, batch, key.fold("batch").fold(step)), [batch, size, size, bands]);
      const numbers = extra?.(step, batch) ?? new Float32Array(batch * size * size);
      const mask = tf.tensor(numbers, [batch, size, size, 1]);
      const value = run(x, mask);
      const loss = value.dataSync()[0]!;
      losses.push(loss);
      tf.dispose([x, mask, value]);
      report?.((step + 1) / steps, `step ${step + 1} of ${steps}`, { loss });
      await checkpoint?.save({ ...stateOf(groups, losses) });
      await new Promise((resolve) => setImmediate(resolve)); // timers and signals have their turn
    }
    average.swap();
    if (resetBuffers) restore({ buffers: network.buffers }, before);
    return { losses };
  } finally {
    run.dispose();
    optimizer.dispose();
    average.dispose();
  }
}

function stateOf(groups: VariableGroups, losses: readonly number[]): Arrays {
  return {
    ...snapshot(groups),
    losses: { shape: [losses.length], data: Float64Array.from(losses) },
  };
}

/** A batch of images, each rotated by a multiple of 90 degrees and flipped at random (sheet, 2.4). */
function batchOf({ count, size, bands, data }: Crops, batch: number, key: Key): Float32Array {
  const picks = integers(key.fold("images"), [batch], { max: count });
  const turns = integers(key.fold("turns"), [batch], { max: 4 });
  const flips = integers(key.fold("flips"), [2, batch], { max: 2 });
  const result = new Float32Array(batch * size * size * bands);
  const last = size - 1;
  for (let i = 0; i < batch; i++) {
    const from = picks[i]! * size * size * bands;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let r = flips[i] ? last - row : row;
        let c = flips[batch + i] ? last - column : column;
        for (let turn = 0; turn < turns[i]!; turn++) [r, c] = [c, last - r];
        const at = from + (r * size + c) * bands;
        result.set(data.subarray(at, at + bands), ((i * size + row) * size + column) * bands);
      }
    }
  }
  return result;
}

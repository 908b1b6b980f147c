import { type Tensor, tf } from "../../device/tf.js";
import { type Classification, classification, confusion } from "../../metrics/index.js";
import * as nn from "../../nn/index.js";
import { scales } from "./alignment.js";
import type { Mivit } from "./network.js";
import { bothSensors, patchTensor, type Samples } from "./samples.js";

/**
 * What answers (sheet, 4): the fused prediction, one sensor alone, or one part of the fused prediction alone: the convolution head's
 * (`cnn`) or the class token's (`trans`).
 *
 * @example
 * ```ts
 * import { HEADS } from "swath/papers/mivit";
 *
 * HEADS[0]; // "fused"
 * ```
 */
export const HEADS = ["fused", "hsi", "lidar", "cnn", "trans"] as const;
/** One of `HEADS`. */
export type Head = (typeof HEADS)[number];

/** Scores of a head, and what it said of each sample. */
export interface HeadScores extends Classification {
  readonly predictions: Int32Array;
}

const largest = (scores: Tensor): Int32Array => tf.tidy(() => tf.argMax(scores, 1).dataSync() as Int32Array);

function batches(count: number, batch: number, take: (indices: Int32Array, from: number) => void): void {
  for (let from = 0; from < count; from += batch) {
    const indices = Int32Array.from({ length: Math.min(batch, count - from) }, (_, i) => from + i);
    tf.tidy(() => nn.evaluating(() => take(indices, from)));
  }
}

/**
 * Classes from 0 by one sensor alone, for when the other is missing: nothing of the other sensor is read, and only this sensor's
 * encoder and light classifier are computed.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidar } from "swath/data";
 * import { chosen, mivit, predictAlone, reduced, samplesOf } from "swath/papers/mivit";
 *
 * const samples = chosen(samplesOf(simulateHsiLidar({ key: seed(1), size: 24 }).test), [3, 4, 5]);
 * const model = mivit({ ...reduced, bands: 16, classes: 6, key: seed(2) });
 * predictAlone(model, samples, "hsi").length; // 3
 * ```
 */
export function predictAlone(
  model: Mivit,
  samples: Samples,
  sensor: "hsi" | "lidar",
  { batch = 64 }: { readonly batch?: number } = {},
): Int32Array {
  const out = new Int32Array(samples.count);
  batches(samples.count, batch, (indices, from) => {
    const patches = scales(patchTensor(samples, indices, sensor));
    const p =
      sensor === "hsi"
        ? model.hsiHead(model.hsiFeatures(patches))
        : model.lidarHead(model.lidarFeatures(patches));
    out.set(largest(p), from);
  });
  return out;
}

/**
 * Classes from 0 by each head.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidar } from "swath/data";
 * import { chosen, mivit, predict, reduced, samplesOf } from "swath/papers/mivit";
 *
 * const samples = chosen(samplesOf(simulateHsiLidar({ key: seed(1), size: 24 }).test), [3, 4, 5]);
 * const model = mivit({ ...reduced, bands: 16, classes: 6, key: seed(2) });
 * predict(model, samples).fused.length; // 3
 * ```
 */
export function predict(
  model: Mivit,
  samples: Samples,
  { batch = 64 }: { readonly batch?: number } = {},
): Readonly<Record<Head, Int32Array>> {
  const out = Object.fromEntries(HEADS.map((head) => [head, new Int32Array(samples.count)]));
  batches(samples.count, batch, (indices, from) => {
    const patches = bothSensors(patchTensor(samples, indices, "hsi"), patchTensor(samples, indices, "lidar"));
    const { z1, z2, s, cnn, trans } = model.forward(patches);
    const scores = { fused: s, hsi: model.hsiHead(z1), lidar: model.lidarHead(z2), cnn, trans };
    for (const head of HEADS) out[head]!.set(largest(scores[head]), from);
  });
  return out as Readonly<Record<Head, Int32Array>>;
}

/**
 * OA, AA, kappa and the accuracy of each class, for every head.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateHsiLidar } from "swath/data";
 * import { chosen, evaluate, mivit, reduced, samplesOf } from "swath/papers/mivit";
 *
 * const samples = chosen(samplesOf(simulateHsiLidar({ key: seed(1), size: 24 }).test), [3, 4, 5]);
 * const model = mivit({ ...reduced, bands: 16, classes: 6, key: seed(2) });
 * const { oa } = evaluate(model, samples).fused;
 * oa >= 0 && oa <= 1; // true
 * ```
 */
export function evaluate(
  model: Mivit,
  samples: Samples,
  options: { readonly batch?: number } = {},
): Readonly<Record<Head, HeadScores>> {
  const { classes } = model.spec;
  const scored = Object.entries(predict(model, samples, options)).map(([head, predictions]) => {
    const scores = classification(confusion(predictions, samples.labels, { classes }));
    return [head, { ...scores, predictions }] as const;
  });
  return Object.fromEntries(scored) as Readonly<Record<Head, HeadScores>>;
}

import { normal } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import { permutation } from "../../device/random/sampling.js";
import { simulatedOrigin } from "../origin.js";
import type { Simulated, SimulateOptions } from "./simulated.js";
import { checkCounts, checkRange } from "./support/check.js";
import { byte, imagesOf, type LabelledImages } from "./support/images.js";
import { coverNames, coverScene } from "./support/land-cover.js";

/** Knobs of {@link simulateShards}. */
export interface ShardOptions extends SimulateOptions {
  /** Nodes that share the training pictures, 4 unless told. */
  readonly nodes?: number;
  /** Pictures to choose settings by, 280 unless told: the sheet warns of choosing by the test pictures. */
  readonly validation?: number;
  /** Standard deviation of the noise, 0.06 unless told. */
  readonly noise?: number;
}

/** Pictures of land cover and which node holds which. */
export interface ShardSet extends Simulated {
  readonly train: LabelledImages;
  readonly validation: LabelledImages;
  readonly test: LabelledImages;
  /** For each node the indices of its training pictures: disjoint, equally many (a remainder is left out). */
  readonly shards: readonly Int32Array[];
  readonly classNames: readonly string[];
}

/**
 * Small pictures for distributed training with compressed gradients, after sections 2 and 6 of the RS-DGC sheet: as many as
 * its runs on RSSCN7 (2,240 to learn from, 560 to test, 32 × 32, seven land covers), every picture a scene of its own, dealt
 * out over four nodes at random, as PyTorch's DistributedSampler does for one epoch.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateShards } from "swath/data";
 *
 * const { train, shards } = simulateShards({ key: seed(1), train: 30, validation: 0, test: 0 });
 * train.pixels.shape; // [30, 32, 32, 3]
 * shards.map((shard) => shard.length); // [7, 7, 7, 7]
 * ```
 */
export function simulateShards(options: ShardOptions): ShardSet {
  const { key, train = 2240, validation = 280, test = 560, size = 32, nodes = 4, noise = 0.06 } = options;
  checkCounts("simulateShards", 0, { train, validation, test });
  checkCounts("simulateShards", 8, { size });
  checkCounts("simulateShards", 1, { nodes });
  checkRange("simulateShards", 0, 1, { noise });
  const order = permutation(key.fold("shards"), train);
  const share = Math.floor(train / nodes);
  return {
    origin: simulatedOrigin("shards", key),
    classNames: coverNames,
    train: pictures(key.fold("train"), train, size, noise),
    validation: pictures(key.fold("validation"), validation, size, noise),
    test: pictures(key.fold("test"), test, size, noise),
    shards: Array.from({ length: nodes }, (_, node) => order.slice(node * share, (node + 1) * share).sort()),
  };
}

function pictures(key: Key, count: number, size: number, noise: number): LabelledImages {
  const each = size * size * 3;
  const pixels = new Uint8Array(count * each);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % coverNames.length);
  for (let i = 0; i < count; i++) {
    const own = key.fold(i);
    // Half the detail of a large scene: a picture of 400 pixels made small shows more ground.
    const { data } = coverScene(own, labels[i]!, size, (0.5 * size) / 32);
    const grain = normal(own.fold("noise"), each, { std: noise });
    for (let j = 0; j < each; j++) pixels[i * each + j] = byte(data[j]! + grain[j]!);
  }
  return imagesOf(pixels, labels, size);
}

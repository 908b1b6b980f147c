import { normal } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import { simulatedOrigin } from "../origin.js";
import type { Simulated, SimulateOptions } from "./simulated.js";
import { checkCounts, checkRange } from "./support/check.js";
import { Draws } from "./support/draws.js";
import { latticeNoise } from "./support/fields.js";
import { byte, imagesOf, type LabelledImages } from "./support/images.js";

/** Knobs of {@link simulateSamples}. */
export interface SampleOptions extends SimulateOptions {
  /** 10 unless told. */
  readonly classes?: number;
  /** Share of hard samples, 0.3 unless told. */
  readonly hard?: number;
  /** Share of the training samples that bear a wrong label, 0.1 unless told; test labels are always right. */
  readonly mislabelled?: number;
  /** Appearances of a class, of falling frequency (½, ¼, …), 4 unless told: what a coreset must still cover. */
  readonly modes?: number;
  /** Standard deviation of the noise, 0.12 unless told. */
  readonly noise?: number;
}

/** What a sample is like: near its class, near another class, or given another class's label. */
export type SampleKind = "easy" | "hard" | "mislabelled";

/** Pictures whose difficulty is known, which no real data set can say. */
export interface Samples extends LabelledImages {
  /** The class that the picture was made from; it differs from `labels` where the label is wrong. */
  readonly trueLabels: Uint8Array;
  readonly kinds: readonly SampleKind[];
  /** Which appearance of its class a sample has, from 0, the most frequent. */
  readonly modes: Uint8Array;
}

/** Pictures to prune and learn from, and to test on. */
export interface SampleSet extends Simulated {
  readonly train: Samples;
  readonly test: Samples;
}

/**
 * Pictures for data set pruning with easy, hard and mislabelled samples, after sections 1 and 6 of the TDDS sheet: each class
 * has a few smooth appearances of falling frequency (rare ones are informative, frequent ones redundant); an easy sample is
 * its appearance with changed light and noise, a hard one is blended with another class's up to just below one half, a
 * mislabelled one bears another label. "Keep the hardest" keeps those last at severe pruning; the kinds are returned, so
 * that it can be counted. 2,000 training and 800 test pictures of 16 × 16 unless told.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateSamples } from "swath/data";
 *
 * const { train } = simulateSamples({ key: seed(1), train: 100, test: 0, mislabelled: 0.2 });
 * train.kinds.filter((kind) => kind === "mislabelled").length; // 20
 * train.pixels.shape; // [100, 16, 16, 3]
 * ```
 */
export function simulateSamples(options: SampleOptions): SampleSet {
  const { key, train = 2000, test = 800, size = 16, classes = 10, modes = 4 } = options;
  const { hard = 0.3, mislabelled = 0.1, noise = 0.12 } = options;
  checkCounts("simulateSamples", 0, { train, test });
  checkCounts("simulateSamples", 4, { size });
  checkCounts("simulateSamples", 1, { modes });
  checkCounts("simulateSamples", 2, { classes });
  checkRange("simulateSamples", 0, 1, { hard, mislabelled, noise, "hard + mislabelled": hard + mislabelled });
  const looks = Array.from({ length: classes * modes }, (_, i) =>
    appearance(key.fold("looks").fold(i), size),
  );
  const part = (name: string, count: number, wrong: number): Samples =>
    samples(key.fold(name), count, { size, classes, modes, hard, wrong, noise }, looks);
  return {
    origin: simulatedOrigin("samples", key),
    train: part("train", train, mislabelled),
    test: part("test", test, 0),
  };
}

/** A smooth colour pattern. */
function appearance(key: Key, size: number): Float32Array {
  const out = new Float32Array(size * size * 3);
  for (let c = 0; c < 3; c++) {
    const field = latticeNoise(key.fold(c), size, size, size / 3);
    for (let i = 0; i < field.length; i++) out[3 * i + c] = 0.2 + 0.6 * field[i]!;
  }
  return out;
}

interface Settings {
  readonly size: number;
  readonly classes: number;
  readonly modes: number;
  readonly hard: number;
  readonly wrong: number;
  readonly noise: number;
}

function samples(key: Key, count: number, settings: Settings, looks: readonly Float32Array[]): Samples {
  const { size, classes, modes, hard, wrong, noise } = settings;
  const each = size * size * 3;
  const pixels = new Uint8Array(count * each);
  const trueLabels = Uint8Array.from({ length: count }, (_, i) => i % classes);
  const labels = trueLabels.slice();
  const modeOf = new Uint8Array(count);
  const kinds = dealKinds(key.fold("kinds"), count, hard, wrong);
  for (let i = 0; i < count; i++) {
    const own = key.fold(i);
    const draws = new Draws(own);
    const label = trueLabels[i]!;
    // Half of the samples in the first mode, a quarter in the second, …, the last takes the rest.
    let mode = 0;
    while (mode < modes - 1 && draws.chance(0.5)) mode++;
    modeOf[i] = mode;
    const other = (label + draws.integer(1, classes - 1)) % classes;
    const blend = kinds[i] === "hard" ? draws.uniform(0.3, 0.48) : draws.uniform(0, 0.1);
    if (kinds[i] === "mislabelled") labels[i] = other;
    const mine = looks[label * modes + mode]!;
    const theirs = looks[other * modes + draws.integer(0, modes - 1)]!;
    const light = draws.uniform(0.85, 1.15);
    const grain = normal(own.fold("noise"), each, { std: noise });
    for (let j = 0; j < each; j++) {
      pixels[i * each + j] = byte(light * ((1 - blend) * mine[j]! + blend * theirs[j]!) + grain[j]!);
    }
  }
  return { ...imagesOf(pixels, labels, size), trueLabels, kinds, modes: modeOf };
}

/** Exactly the wanted shares, in random order. */
function dealKinds(key: Key, count: number, hard: number, wrong: number): SampleKind[] {
  const numbers = new Draws(key);
  const order = Array.from({ length: count }, (_, i) => ({ i, at: numbers.uniform() })).sort(
    (a, b) => a.at - b.at,
  );
  const kinds = new Array<SampleKind>(count).fill("easy");
  const wrongCount = Math.round(wrong * count);
  const hardCount = Math.min(count - wrongCount, Math.round(hard * count));
  order.forEach(({ i }, rank) => {
    if (rank < wrongCount) kinds[i] = "mislabelled";
    else if (rank < wrongCount + hardCount) kinds[i] = "hard";
  });
  return kinds;
}

import { choice, type Key } from "../../device/random/index.js";
import {
  type Arrays,
  type Checkpoint,
  experiment,
  type Metric,
  type NamedArray,
  type Result,
  type Run,
  type ScalePlan,
  type Variant,
} from "../../experiment/paper.js";
import { aum, dynUnc, el2n, entropy, forgetting, trueClass } from "./baselines.js";
import { ccs } from "./ccs.js";
import { cifar10, eurosat, houston, simulated, type TddsData } from "./data.js";
import { subset } from "./images.js";
import { moderate } from "./moderate.js";
import { type ImageNetwork, networkFor } from "./networks.js";
import { tddsScore } from "./score.js";
import { ascending, keepLargest, keepSmallest, scoreWeights } from "./select.js";
import { evaluate, train } from "./train.js";
import { firstEpochs, type Trajectory } from "./trajectory.js";

/** One share of the training set that is kept, and how a network is trained on it. */
export interface Kept {
  /** In %. */
  readonly percent: 70 | 50 | 30 | 20 | 10;
  /** T: epochs of the trajectory that the score looks at; J: its window (sheet, 3.7). */
  readonly trajectory: number;
  readonly window: number;
  readonly epochs: number;
  readonly batch: number;
  /** beta of CCS: the hardest share that it leaves out (sheet, 3.9, 8). */
  readonly beta: number;
}

/** What a scale decides; everything else is the paper's. */
export interface TddsSetting {
  /** The run on all data, which is recorded. */
  readonly full: { readonly epochs: number; readonly batch: number };
  readonly lr: number;
  readonly kept: readonly Kept[];
  readonly dynUncWindow: number;
  /** Of images; vectors have their own small network. ResNet-20 unless told. */
  readonly network?: ImageNetwork;
}

/** The ways to choose (sheet, 3.9). */
export const methods: Readonly<Record<string, Variant>> = {
  tdds: {
    title: "TDDS",
    means: "largest score, loss weighted by the batch's mean score (official script)",
    own: true,
  },
  "tdds-plain": { title: "TDDS, plain loss", means: "the same choice, trained with plain cross entropy" },
  random: { title: "random", means: "uniformly drawn, another draw for each seed" },
  entropy: { title: "entropy", means: "most uncertain at the end of training" },
  forgetting: { title: "forgetting", means: "most often known and forgotten again; never known counts most" },
  el2n: { title: "EL2N", means: "longest error vectors in the first ten epochs" },
  aum: { title: "AUM", means: "smallest accumulated margins" },
  moderate: { title: "moderate", means: "neither near to nor far from the median of its class" },
  "dyn-unc": { title: "Dyn-Unc", means: "most varying probability of the true class" },
  ccs: { title: "CCS", means: "strata of the margin, without the hardest" },
  full: { title: "all data", means: "no pruning: the run that is recorded" },
};

const accuracy = (percent: number): Metric => ({
  title: `${percent} % kept`,
  unit: "%",
  better: "higher",
  digits: 2,
});

const metrics: Readonly<Record<string, Metric>> = {
  kept10: accuracy(10),
  kept20: accuracy(20),
  kept30: accuracy(30),
  kept50: accuracy(50),
  kept70: accuracy(70),
  kept100: { ...accuracy(100), title: "all data" },
  scoring: { title: "choosing", unit: "s", better: "lower", digits: 2, volatile: true },
};

/** (T, J) of the paper for each share, of 200 epochs (sheet, 3.7). */
const published: readonly Kept[] = [
  { percent: 70, trajectory: 90, window: 10, epochs: 200, batch: 128, beta: 0 },
  { percent: 50, trajectory: 70, window: 10, epochs: 200, batch: 128, beta: 0 },
  { percent: 30, trajectory: 60, window: 20, epochs: 200, batch: 128, beta: 0.1 },
  { percent: 20, trajectory: 20, window: 10, epochs: 200, batch: 128, beta: 0.1 },
  { percent: 10, trajectory: 10, window: 5, epochs: 200, batch: 128, beta: 0.3 },
];

const settings = {
  smoke: {
    full: { epochs: 4, batch: 30 },
    lr: 0.05,
    kept: [{ percent: 30, trajectory: 4, window: 3, epochs: 2, batch: 18, beta: 0.1 }],
    dynUncWindow: 2,
    network: "resnet8",
  },
  // Section 6 of the sheet: pixels, 60 epochs, a batch of 32 for at most 400 samples.
  pilot: {
    full: { epochs: 60, batch: 64 },
    lr: 0.1,
    kept: [
      { percent: 30, trajectory: 40, window: 10, epochs: 60, batch: 64, beta: 0.1 },
      { percent: 10, trajectory: 10, window: 5, epochs: 60, batch: 32, beta: 0.3 },
    ],
    dynUncWindow: 10,
  },
  lab: {
    full: { epochs: 6, batch: 128 },
    lr: 0.1,
    kept: [
      { percent: 10, trajectory: 6, window: 3, epochs: 8, batch: 128, beta: 0.3 },
      { percent: 30, trajectory: 6, window: 3, epochs: 4, batch: 128, beta: 0.1 },
    ],
    dynUncWindow: 3,
  },
  paper: {
    full: { epochs: 200, batch: 100 },
    lr: 0.1,
    kept: published,
    dynUncWindow: 10,
    network: "resnet18",
  },
} as const satisfies Record<string, TddsSetting>;

function plan(
  scale: keyof typeof settings,
  data: readonly string[],
  seeds: readonly number[],
  differs: string,
): ScalePlan<TddsSetting> {
  return { data, seeds, setting: settings[scale], differs };
}

type TddsRun = Run<TddsSetting, TddsData>;

/** Accuracy of a network trained on what each method keeps. */
export const accuracyExperiment = experiment<TddsSetting, TddsData>({
  question:
    "How good is a network trained on the part that each method keeps, and what becomes of it when little is kept?",
  variants: methods,
  metrics,
  sources: {
    eurosat,
    "cifar10-jpeg": cifar10,
    "houston2013-train": houston,
    simulated: simulated(2000, 1000, 12, "vectors"),
    tiny: simulated(120, 60, 8),
  },
  scales: {
    smoke: plan(
      "smoke",
      ["tiny"],
      [1, 2],
      "a few steps on 120 tiny simulated pictures: shows only that everything runs",
    ),
    pilot: plan(
      "pilot",
      ["houston2013-train", "simulated"],
      [1, 2, 3],
      "not CIFAR but Houston2013 pixels (a small dense network, a random split that is optimistic) or simulated pictures as vectors; 60 epochs; shares of 30 % and 10 %",
    ),
    lab: plan(
      "lab",
      ["eurosat"],
      [1, 2, 3],
      "not CIFAR but EuroSAT at 32 × 32; ResNet-20 instead of ResNet-18; 6 epochs on all data, 8 on 10 % and 4 on 30 % instead of 200; T = 6 and J = 3 for both",
    ),
    paper: plan(
      "paper",
      ["eurosat"],
      [1, 2, 3],
      "EuroSAT at 32 × 32 instead of CIFAR; ResNet-20 instead of ResNet-18",
    ),
  },
  run: measure,
});

async function measure(run: TddsRun): Promise<Result> {
  const { data, setting, variant, key, report, signal } = run;
  const recorded = await fullRun(run);
  if (variant === "full") {
    return { metrics: { kept100: recorded.accuracy }, curves: { "loss on all data": recorded.losses } };
  }
  const stored = await run.checkpoint.load();
  const accuracies = Array.from(stored?.["accuracies"]?.data ?? []);
  const found: Record<string, number> = {};
  const curves: Record<string, readonly number[]> = {};
  let scoring = 0;
  for (const [i, kept] of setting.kept.entries()) {
    const begin = performance.now();
    const chosen = choose(run, recorded, kept);
    scoring += (performance.now() - begin) / 1000;
    if (accuracies[i] === undefined) {
      const samples = subset(data.train, chosen.indices);
      const model = networkFor(samples, key.fold("coreset network"), setting.network);
      const weights = chosen.weights && Float64Array.from(chosen.indices, (index) => chosen.weights![index]!);
      const { losses } = await train(model, samples, {
        epochs: kept.epochs,
        batch: kept.batch,
        lr: setting.lr,
        standard: data.standard,
        key: key.fold("coreset").fold(kept.percent),
        signal,
        report: (fraction, words) =>
          report((i + fraction) / setting.kept.length, `${kept.percent} % kept, ${words}`),
        checkpoint: partOf(run.checkpoint, i === 0 ? stored : undefined, accuracies),
        ...(weights && { weights }),
      });
      curves[`loss on ${kept.percent} %`] = losses;
      accuracies[i] = evaluate(model, data.test, { standard: data.standard }).accuracy;
      model.dispose();
      await run.checkpoint.save({ accuracies: list(accuracies) }, { force: true });
    }
    found[`kept${kept.percent}`] = accuracies[i] as number;
  }
  return { metrics: { ...found, scoring }, curves };
}

const list = (values: readonly number[]): NamedArray => ({
  shape: [values.length],
  data: Float64Array.from(values),
});

/** A run trains several networks one after the other: the checkpoint of one carries the results of those before. */
function partOf(whole: Checkpoint, stored: Arrays | undefined, accuracies: readonly number[]): Checkpoint {
  return {
    load: async () => {
      const now = stored ?? (await whole.load());
      const here = now?.["accuracies"]?.data.length ?? 0;
      return now?.["place"] && here === accuracies.length ? now : undefined;
    },
    save: (arrays, options) => whole.save({ ...arrays, accuracies: list(accuracies) }, options),
  };
}

interface FullRun {
  readonly recorded: Trajectory;
  readonly features: Float32Array;
  readonly accuracy: number;
  readonly losses: readonly number[];
}

/** The run on all data of a seed, which every method looks back at. */
async function fullRun({ data, setting, key, stage, item }: TddsRun): Promise<FullRun> {
  const { train: samples, test, standard } = data;
  const arrays = await stage(
    "all data",
    async ({ signal, report, checkpoint }) => {
      const model = networkFor(samples, key.fold("network"), setting.network);
      const { epochs, batch } = setting.full;
      const { losses, trajectory } = await train(model, samples, {
        epochs,
        batch,
        lr: setting.lr,
        standard,
        record: epochs,
        key: key.fold("full"),
        signal,
        report,
        checkpoint,
      });
      const { accuracy: reached } = evaluate(model, test, { standard });
      const { features = new Float32Array(0) } = evaluate(model, samples, { standard, features: true });
      model.dispose();
      const probabilities = trajectory?.probabilities ?? new Float32Array(0);
      return {
        probabilities: { shape: [epochs, samples.count, samples.classes], data: probabilities },
        features: { shape: [samples.count, features.length / samples.count], data: features },
        accuracy: list([reached]),
        losses: list(losses),
      };
    },
    { inputs: [item.name] },
  );
  const of = (name: string) => arrays[name] as NamedArray;
  const [epochs = 0] = of("probabilities").shape;
  return {
    recorded: {
      epochs,
      samples: samples.count,
      classes: samples.classes,
      probabilities: of("probabilities").data as Float32Array,
    },
    features: of("features").data as Float32Array,
    accuracy: of("accuracy").data[0] as number,
    losses: Array.from(of("losses").data),
  };
}

interface Chosen {
  readonly indices: Int32Array;
  /** Of every sample of the whole set. */
  readonly weights?: Float64Array;
}

/** What a method keeps. Every method but TDDS looks at the whole trajectory (sheet, 7: T is TDDS's own parameter). */
function choose(
  { variant, data, key, setting }: TddsRun,
  { recorded, features }: FullRun,
  kept: Kept,
): Chosen {
  const { labels, classes, count } = data.train;
  const rate = 1 - kept.percent / 100;
  const largest = (scores: ArrayLike<number>) => ({ indices: keepLargest(ascending(scores), rate) });
  switch (variant) {
    case "tdds":
    case "tdds-plain": {
      const { score } = tddsScore(firstEpochs(recorded, kept.trajectory), { window: kept.window });
      return { ...largest(score), ...(variant === "tdds" && { weights: scoreWeights(score) }) };
    }
    case "random":
      return { indices: randomly(key, count, rate) };
    case "entropy":
      return largest(entropy(recorded));
    case "forgetting":
      return largest(forgetting(recorded, labels).events);
    case "el2n":
      return largest(el2n(recorded, labels));
    case "aum":
      return { indices: keepSmallest(ascending(aum(recorded, labels)), rate) };
    case "moderate":
      return { indices: moderate(features, labels, { classes, rate: kept.percent / 100 }).kept };
    case "dyn-unc":
      return largest(dynUnc(trueClass(recorded, labels), { window: setting.dynUncWindow }));
    case "ccs": {
      const margins = aum(recorded, labels);
      const options = { ratio: kept.percent / 100, beta: kept.beta, key: key.fold("ccs").fold(kept.percent) };
      return { indices: ccs(margins, options).kept };
    }
    default:
      throw new Error(`there is no method ${variant}`);
  }
}

function randomly(key: Key, count: number, rate: number): Int32Array {
  const keep = count - Math.floor(rate * count);
  return choice(key.fold("random").fold(keep), count, keep).sort();
}

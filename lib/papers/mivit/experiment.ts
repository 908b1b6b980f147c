import { experiment, type Metric, type Run, type ScalePlan, type Variant } from "../../experiment/paper.js";
import { fixed, type MivitData, muufl, simulated } from "./data.js";
import { diagnose } from "./diagnose.js";
import { evaluate } from "./evaluate.js";
import type { FusionName } from "./fusions.js";
import type { Lambdas } from "./losses.js";
import { mivit, reduced } from "./network.js";
import { houston2013, trento } from "./published-scenes.js";
import { type TrainOptions, trainMivit } from "./train.js";

/** What a scale decides; everything else is the paper's. */
export interface MivitSetting {
  /** The reduced network of the sheet's section 6, or the published one. */
  readonly network: "reduced" | "published";
  readonly perClass: number;
  readonly testPixels: number;
  readonly epochs: number;
  readonly batch: number;
  readonly lr: number;
}

interface Ablation extends Variant {
  readonly fusion?: FusionName;
  readonly lambdas?: Lambdas;
  readonly distribution?: boolean;
}

/** The ablation of the sheet (section 6): one part taken away or exchanged at a time. */
export const ablations: Readonly<Record<string, Ablation>> = {
  full: { title: "MIVit", means: "the whole network", own: true },
  "no-iac": {
    title: "no IAC",
    means: "without the mutual information constraint",
    lambdas: { information: 0 },
  },
  "no-flow": {
    title: "no distillation term",
    means: "auxiliary losses, but no flow from the fused head",
    lambdas: { distillation: 0 },
  },
  "no-reconstruction": {
    title: "no reconstruction",
    means: "without the decoder's loss",
    lambdas: { reconstruction: 0 },
  },
  "no-distribution": {
    title: "distribution off",
    means: "the official switch: no auxiliary losses, no flow, no constraint",
    distribution: false,
  },
  sum: { title: "plain sum", means: "a sum and a convolution in place of oriented attention", fusion: "sum" },
  concat: {
    title: "concatenation",
    means: "a concatenation and a convolution in place of oriented attention",
    fusion: "concat",
  },
};

const percent = (title: string, better: Metric["better"] = "higher"): Metric => ({
  title,
  unit: "%",
  better,
  digits: 2,
});

const metrics: Readonly<Record<string, Metric>> = {
  oa: percent("OA"),
  aa: percent("AA"),
  kappa: { title: "κ × 100", better: "higher", digits: 2 },
  hsi: percent("OA, HSI alone"),
  lidar: percent("OA, LiDAR alone"),
  best: { title: "fused minus best single", unit: "%", better: "higher", digits: 2 },
  cka: { title: "CKA(z1, z2)", better: "lower", digits: 3 },
  mi12: { title: "MI12", better: "neither", digits: 3 },
  v: { title: "v1 + v2", better: "neither", digits: 3 },
  saturated: { title: "saturated latents", unit: "%", better: "neither", digits: 1 },
};

const settings = {
  smoke: { network: "reduced", perClass: 3, testPixels: 24, epochs: 1, batch: 9, lr: 3e-3 },
  pilot: { network: "reduced", perClass: 20, testPixels: 600, epochs: 15, batch: 20, lr: 3e-3 },
  lab: { network: "reduced", perClass: 20, testPixels: 1000, epochs: 20, batch: 20, lr: 3e-3 },
  paper: { network: "published", perClass: 200, testPixels: 1_000_000, epochs: 500, batch: 64, lr: 1e-4 },
} as const satisfies Record<string, MivitSetting>;

const plan = (
  scale: keyof typeof settings,
  data: readonly string[],
  seeds: readonly number[],
  differs: string,
  variants?: readonly string[],
): ScalePlan<MivitSetting> => ({
  data,
  seeds,
  setting: settings[scale],
  differs,
  ...(variants && { variants }),
});

/** What each part of MIVit is worth, and what one sensor alone can do. */
export const ablationExperiment = experiment<MivitSetting, MivitData>({
  question:
    "Do oriented attention, information constraint and distribution flow help, and does a single sensor still work?",
  variants: ablations,
  metrics,
  sources: { houston2013, trento, muufl, simulated: simulated(72), tiny: simulated(24) },
  scales: {
    smoke: plan(
      "smoke",
      ["tiny"],
      [1, 2],
      "one epoch on 18 pixels of tiny simulated scenes: shows only that everything runs",
      ["full", "no-distribution", "sum"],
    ),
    pilot: plan(
      "pilot",
      ["simulated", "muufl"],
      [1, 2, 3],
      "a network of a quarter of the width; 15 epochs, 20 pixels a class; simulated scenes or a crop of MUUFL split in left and right instead of the three published sets",
      ["full", "no-distribution", "sum"],
    ),
    lab: plan(
      "lab",
      ["simulated", "muufl"],
      [1, 2, 3, 4, 5],
      "a network of a quarter of the width; 20 epochs, 20 pixels a class; simulated scenes or a crop of MUUFL split in left and right instead of the three published sets",
    ),
    paper: plan(
      "paper",
      ["houston2013", "trento", "muufl"],
      [1, 2, 3, 4, 5],
      "Trento's training pixels are drawn anew in the common numbers; of MUUFL a crop, split in left and right, with 200 pixels a class; the last epoch counts, not the best on test pixels",
    ),
  },
  run: measure,
});

async function measure(run: Run<MivitSetting, MivitData>) {
  const { variant, data, setting, key, signal, report, checkpoint } = run;
  const { fusion, lambdas, distribution } = ablations[variant] as Ablation;
  const train = data.train(setting.perClass, key.fold("pixels"));
  const test = data.test(setting.testPixels, fixed.fold("test"));
  const model = mivit({
    ...(setting.network === "reduced" && reduced),
    bands: train.bands,
    layers: train.layers,
    classes: data.classes,
    ...(fusion && { fusion }),
    key: key.fold("network"),
  });
  try {
    const options: TrainOptions = {
      epochs: setting.epochs,
      batch: setting.batch,
      lr: setting.lr,
      key: key.fold("train"),
      signal,
      report,
      checkpoint,
      ...(lambdas && { lambdas }),
      ...(distribution !== undefined && { distribution }),
    };
    const history = await trainMivit(model, train, options);
    const scores = evaluate(model, test);
    const found = diagnose(model, test);
    const oa = 100 * scores.fused.oa;
    const [hsi, lidar] = [100 * scores.hsi.oa, 100 * scores.lidar.oa];
    return {
      metrics: {
        oa,
        aa: 100 * scores.fused.aa,
        kappa: 100 * scores.fused.kappa,
        hsi,
        lidar,
        best: oa - Math.max(hsi, lidar),
        cka: found.cka,
        mi12: found.mi12,
        v: found.v1 + found.v2,
        saturated: 100 * found.saturated,
      },
      curves: { loss: history["loss"] ?? [] },
    };
  } finally {
    model.dispose();
  }
}

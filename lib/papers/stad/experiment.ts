import type { Raster } from "../../data/raster/raster.js";
import { seed as keyOf } from "../../device/random/index.js";
import { SwathError } from "../../errors.js";
import { type Arrays, experiment, type Run, type ScalePlan, type Variant } from "../../experiment/paper.js";
import { restore, snapshot } from "../../experiment/snapshot.js";
import * as metrics from "../../metrics/index.js";
import { aed } from "./aed.js";
import { crd } from "./crd.js";
import { scaled } from "./cube.js";
import { abu, cropsOf, had100, hadScenes, type StadData, simulated } from "./data.js";
import { type Detection, detection } from "./detect.js";
import { lrasr } from "./lrasr.js";
import { lrx } from "./lrx.js";
import { rx } from "./rx.js";
import { stf } from "./stf.js";
import { type StageNetwork, type StudentSpec, student } from "./student.js";
import { teacher } from "./teacher.js";
import { distil, trainTeacher } from "./train.js";

/** What a scale decides; everything else is the paper's. */
export interface StadSetting {
  /** C: the first so many bands of every scene. */
  readonly bands: number;
  /** Images to train on, and their side. */
  readonly crops: number;
  readonly crop: number;
  readonly batch: number;
  readonly teacher: { readonly hidden: number; readonly steps: number; readonly lr: number };
  readonly student: { readonly hidden: number; readonly steps: number; readonly lr: number };
  /** Of the local detectors. */
  readonly inner: number;
  readonly outer: number;
  readonly lrasrIterations: number;
  /** Side of the pieces in which a teacher looks at a scene. */
  readonly tile: number;
}

const stadWords = "the student's saliency under the small target filter";

/** The paper's method, the classical detectors and the controls without which its table would mislead (sheet, 3.8 and 7). */
export const detectors: Readonly<Record<string, Variant>> = {
  stad: { title: "STAD", means: stadWords, own: true },
  stf: {
    title: "filter alone",
    means: "the small target filter itself, without any network",
    deterministic: true,
  },
  untrained: { title: "STAD, untrained", means: "as STAD, with a student of random weights" },
  rx: { title: "RX", means: "global Mahalanobis distance", deterministic: true },
  lrx: { title: "local RX", means: "Mahalanobis distance from the ring around a pixel", deterministic: true },
  crd: {
    title: "CRD",
    means: "collaborative representation by the ring around a pixel",
    deterministic: true,
  },
  aed: { title: "AED", means: "attribute and edge-preserving filters", deterministic: true },
  lrasr: { title: "LRASR", means: "low-rank and sparse representation" },
};

/** Parts of the method taken away or exchanged, one at a time (sheet, 6). */
export const parts: Readonly<Record<string, Variant>> = {
  stad: { title: "STAD", means: stadWords, own: true },
  untrained: { title: "untrained student", means: "random weights" },
  "no-mask": { title: "no filter", means: "the student's saliency without the small target filter" },
  error: { title: "error map", means: "the student's reconstruction error, without the filter" },
  "masked-error": {
    title: "error × filter",
    means: "the reconstruction error times the filter, without a gradient",
  },
  teacher: { title: "teacher", means: "the teacher's saliency under the filter, in pieces of the scene" },
  "buffers-copied": {
    title: "batch norm buffers copied",
    means: "the student evaluated with its running statistics instead of means 0 and variances 1",
  },
  "conv1-student": {
    title: "1×1 student",
    means: "a student that sees no neighbours (official ablation c11)",
  },
};

const shared: Omit<StadSetting, "bands" | "crops" | "crop" | "teacher" | "student"> = {
  batch: 8,
  inner: 5,
  outer: 11,
  lrasrIterations: 115,
  tile: 25,
};

const settings = {
  smoke: {
    ...shared,
    bands: 6,
    crops: 4,
    crop: 6,
    batch: 2,
    teacher: { hidden: 8, steps: 3, lr: 1e-3 },
    student: { hidden: 6, steps: 3, lr: 1e-3 },
    inner: 3,
    outer: 5,
    tile: 12,
  },
  pilot: {
    ...shared,
    bands: 30,
    crops: 64,
    crop: 16,
    teacher: { hidden: 200, steps: 200, lr: 1e-3 },
    student: { hidden: 48, steps: 200, lr: 1e-3 },
  },
  lab: {
    ...shared,
    bands: 50,
    crops: 128,
    crop: 24,
    teacher: { hidden: 1000, steps: 150, lr: 1e-4 },
    student: { hidden: 100, steps: 150, lr: 1e-3 },
  },
  paper: {
    ...shared,
    bands: 50,
    crops: 260,
    crop: 64,
    // 100 epochs of 260 images in batches of 8.
    teacher: { hidden: 1000, steps: 3250, lr: 1e-4 },
    student: { hidden: 100, steps: 3250, lr: 1e-4 },
  },
} as const satisfies Record<string, StadSetting>;

const differs = {
  smoke: "3 steps on tiny simulated scenes: shows only that everything runs",
  pilot:
    "not HAD100 but ABU, or simulated scenes; 30 bands, 200 + 200 steps on 16 × 16 crops of other scenes instead of 3250 + 3250 on 64 × 64 images",
  lab: "not HAD100 but ABU and four single scenes; 150 + 150 steps on 24 × 24 crops of other scenes instead of 3250 + 3250 on 64 × 64 images; student's rate 1e-3",
  paper: "",
} as const;

function plans(
  variants: Readonly<Record<string, readonly string[]>>,
): Record<string, ScalePlan<StadSetting>> {
  const plan = (
    scale: keyof typeof settings,
    data: readonly string[],
    seeds: readonly number[],
  ): ScalePlan<StadSetting> => ({
    data,
    seeds,
    setting: settings[scale],
    differs: differs[scale],
    ...(variants[scale] && { variants: variants[scale] }),
  });
  return {
    smoke: plan("smoke", ["tiny"], [1, 2]),
    pilot: plan("pilot", ["abu", "simulated"], [1, 2, 3]),
    lab: plan("lab", ["abu", "had-scenes"], [1, 2, 3]),
    paper: plan("paper", ["had100"], [12345]),
  };
}

const sources = {
  abu,
  "had-scenes": hadScenes,
  had100,
  simulated: simulated(64, 30),
  tiny: simulated(16, 6, 1),
};

const measured = {
  auc: { title: "AUC(D,F)", better: "higher" },
  aucF: { title: "AUC(F,τ)", better: "lower", digits: 5 },
  aucD: { title: "AUC(D,τ)", better: "higher" },
  snpr: { title: "SNPR", unit: "dB", better: "higher", digits: 2 },
  bs: { title: "AUC BS", better: "higher" },
  oa: { title: "AUC OA", better: "higher" },
  seconds: { title: "time a scene", unit: "s", better: "lower", digits: 2, volatile: true },
} as const;

const withoutLrasr = Object.keys(detectors).filter((name) => name !== "lrasr");

/** The table: STAD beside the classical detectors, its own filter, and an untrained student. */
export const detectorsExperiment = experiment<StadSetting, StadData>({
  question:
    "Does STAD find anomalies better than the classical detectors, and what does its network add to its filter?",
  variants: detectors,
  metrics: measured,
  sources,
  scales: plans({ pilot: withoutLrasr }) as never,
  run: score,
});

/** What each part of the method is worth. */
export const partsExperiment = experiment<StadSetting, StadData>({
  question:
    "Which part of STAD makes the difference: filter, gradient, training, teacher, batch norm's buffers, neighbours?",
  variants: parts,
  metrics: measured,
  sources,
  scales: plans({}) as never,
  run: score,
});

type StadRun = Run<StadSetting, StadData>;

async function score(run: StadRun) {
  const { scene, truth } = run.data;
  const network = await networkOf(run);
  try {
    const begin = performance.now();
    const map = await mapOf(run, network?.network);
    const seconds = (performance.now() - begin) / 1000;
    const scores = metrics.anomaly(map.data as Float64Array, truth);
    const shown = ["stad", "stf", "rx", "crd"].includes(run.variant) && run.seed === 1;
    const { height, width } = scene;
    const picture = (title: string, data: Float64Array) => ({ title, height, width, data });
    return {
      metrics: {
        auc: scores.aucDF,
        aucF: scores.aucFTau,
        aucD: scores.aucDTau,
        snpr: scores.snprDb,
        bs: scores.aucBS,
        oa: scores.aucOA,
        seconds,
      },
      ...(network && { curves: network.curves }),
      ...(shown && {
        pictures: {
          score: picture(detectors[run.variant]?.title ?? run.variant, scaled(map.data as Float64Array)),
          ...(run.variant === "stad" && { truth: picture("truth", Float64Array.from(truth)) }),
        },
      }),
    };
  } finally {
    network?.network.dispose();
  }
}

async function mapOf(
  { variant, data, setting, key, signal }: StadRun,
  network?: StageNetwork,
): Promise<Raster> {
  const { scene } = data;
  const { bands, inner, outer, lrasrIterations: iterations, tile } = setting;
  const found = (options: Parameters<typeof detection>[2] = {}): Detection => {
    if (!network) throw new SwathError("STATE", "stad", `${variant} needs a network`);
    return detection(scene, network, { bands, ...options });
  };
  switch (variant) {
    case "rx":
      return rx(scene, { bands });
    case "stf":
      return stf(scene, { bands });
    case "lrx":
      return lrx(scene, { bands, inner, outer });
    case "crd":
      return crd(scene, { bands, inner, outer });
    case "aed":
      return aed(scene, { bands });
    case "lrasr":
      return lrasr(scene, { bands, iterations, key, signal });
    case "no-mask":
      return found({ mask: false }).saliency;
    case "error":
      return found().error;
    case "masked-error":
      return found().maskedError;
    case "teacher":
      return found({ tile }).saliency;
    default:
      return found().saliency;
  }
}

interface Made {
  readonly network: StageNetwork;
  readonly curves: Readonly<Record<string, readonly number[]>>;
}

/** The network that a variant looks with; undefined for detectors without one. */
async function networkOf(run: StadRun): Promise<Made | undefined> {
  const { variant, setting, key } = run;
  const { bands } = setting;
  const small = (of: StudentSpec["variant"] = "conv3") =>
    student({ bands, hidden: setting.student.hidden, variant: of, key: key.fold("student") });
  const holding = (network: StageNetwork, arrays: Arrays): Made => {
    restore({ params: network.params, buffers: network.buffers }, arrays);
    return { network, curves: { loss: Array.from(arrays["losses"]?.data ?? []) } };
  };
  switch (variant) {
    case "stad":
    case "no-mask":
    case "error":
    case "masked-error":
      return holding(small(), await studentStage(run, "conv3", "initial"));
    case "buffers-copied":
      return holding(small(), await studentStage(run, "conv3", "copied"));
    case "conv1-student":
      return holding(small("conv1"), await studentStage(run, "conv1", "initial"));
    case "untrained":
      return { network: small(), curves: {} };
    case "teacher": {
      const network = teacher({ bands, hidden: setting.teacher.hidden, key: key.fold("teacher") });
      return holding(network, await teacherStage(run));
    }
    default:
      return undefined;
  }
}

async function crops({ data, setting, signal }: StadRun) {
  const { crops: count, crop: size, bands } = setting;
  return cropsOf(await data.training.load(signal), { count, size, bands, key: keyOf(12345).fold("crops") });
}

/** The teacher of a seed and a set of training scenes: made once for all scenes that it is tested on. */
function teacherStage(run: StadRun): Promise<Arrays> {
  const { setting, key, data } = run;
  const { hidden, steps, lr } = setting.teacher;
  return run.stage(
    "teacher",
    async ({ signal, report, checkpoint }) => {
      const network = teacher({ bands: setting.bands, hidden, key: key.fold("teacher") });
      const { losses } = await trainTeacher(network, await crops(run), {
        steps,
        lr,
        batch: setting.batch,
        key: key.fold("train teacher"),
        signal,
        report,
        checkpoint,
      });
      return finished(network, losses);
    },
    { inputs: data.training.names },
  );
}

function studentStage(
  run: StadRun,
  variant: NonNullable<StudentSpec["variant"]>,
  buffers: "initial" | "copied",
): Promise<Arrays> {
  const { setting, key, data } = run;
  const { hidden, steps, lr } = setting.student;
  return run.stage(
    `student ${variant} ${buffers}`,
    async ({ signal, report, checkpoint }) => {
      const guide = teacher({
        bands: setting.bands,
        hidden: setting.teacher.hidden,
        key: key.fold("teacher"),
      });
      const taught = await teacherStage(run);
      restore({ params: guide.params, buffers: guide.buffers }, taught);
      const network = student({ bands: setting.bands, hidden, variant, key: key.fold("student") });
      const { losses } = await distil(network, guide, await crops(run), {
        steps,
        lr,
        buffers,
        batch: setting.batch,
        key: key.fold("distil"),
        signal,
        report,
        checkpoint,
      });
      guide.dispose();
      return finished(network, losses);
    },
    { inputs: data.training.names },
  );
}

function finished(network: StageNetwork, losses: readonly number[]): Arrays {
  const arrays = {
    ...snapshot({ params: network.params, buffers: network.buffers }),
    losses: { shape: [losses.length], data: Float64Array.from(losses) },
  };
  network.dispose();
  return arrays;
}

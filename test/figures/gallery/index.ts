import {
  anomalyMap,
  bandSlider,
  boxesOnImage,
  changePair,
  compare,
  confusion,
  curves,
  type Drawing,
  featureMaps,
  histogram,
  labelMap,
  maskOverlay,
  modelTable,
  progressPicture,
  rasterPicture,
  roc,
  spectra,
  tablePicture,
} from "../../../lib/figures/index.js";
import { anomalies, CLASS_NAMES, classesOf, cubeOf, numbers } from "./scene.js";

/** Each function is an example for the reader and a test: its picture is compared with the one in `golden/`. */
export const gallery: Readonly<Record<string, () => Drawing>> = {
  rasterRgb: () => rasterPicture(cubeOf(), { title: "Simulated scene" }),

  rasterBand: () => {
    const cube = cubeOf();
    const data = Float32Array.from(cube.data);
    // A scan line that was lost, and a corner that the sensor did not see.
    for (let i = 0; i < 64 * cube.bands; i++) data[30 * 64 * cube.bands + i] = Number.NaN;
    for (let r = 0; r < 16; r++) {
      for (let c = 48 + r; c < 64; c++)
        data.fill(Number.NaN, (r * 64 + c) * cube.bands, (r * 64 + c + 1) * cube.bands);
    }
    return rasterPicture(
      { ...cube, data },
      { bands: [36], colorMap: "viridis", title: "Near infrared with gaps" },
    );
  },

  labelMap: () => labelMap({ ...classesOf(), pixelSize: 10 }, { names: CLASS_NAMES, title: "Land cover" }),

  labelMapManyClasses: () => {
    const data = Uint8Array.from(
      { length: 60 * 80 },
      (_, i) => 1 + Math.floor((i % 80) / 4) + 20 * Number(i % 2 < 0),
    );
    return labelMap({ data, height: 60, width: 80 }, { title: "Twenty classes" });
  },

  maskOverlay: () =>
    maskOverlay(
      cubeOf(),
      { ...classesOf(), data: Uint8Array.from(classesOf().data, (v) => Number(v === 4)) },
      { label: "roofs", title: "Roofs found" },
    ),

  spectra: () =>
    spectra(
      cubeOf(),
      [
        [22, 18],
        { row: 8, column: 30, height: 8, width: 10, name: "meadow" },
        { row: 50, column: 10, height: 8, width: 10, name: "forest" },
        { row: 20, column: 47, height: 30, width: 14, name: "roofs and gaps" },
      ],
      { title: "Spectra of four regions", y: "reflectance" },
    ),

  spectraOfClasses: () =>
    spectra(cubeOf(), classesOf(), {
      names: CLASS_NAMES,
      title: "Mean spectra of the classes",
      y: "reflectance",
    }),

  bandSlider: () => bandSlider(cubeOf(), { title: "Bands of the scene" }),

  changePair: () => {
    const before = cubeOf();
    const data = Float32Array.from(before.data);
    const truth = new Uint8Array(64 * 64);
    const found = new Uint8Array(64 * 64);
    for (let r = 36; r < 50; r++) {
      for (let c = 30; c < 44; c++) {
        const i = r * 64 + c;
        for (let b = 0; b < 48; b++) data[i * 48 + b] = 0.3 + 0.001 * b;
        truth[i] = 1;
        found[i] = Number(c > 32);
      }
      found.fill(1, r * 64 + 44, r * 64 + 46);
    }
    return changePair(
      before,
      { ...before, data },
      {
        titles: ["2019", "2024"],
        title: "A new building",
        truth: { data: truth, height: 64, width: 64 },
        change: { data: found, height: 64, width: 64 },
      },
    );
  },

  compareMaps: () => {
    const { truth, score } = anomalies();
    return compare(truth, score, { titles: ["truth", "detector"], title: "Truth and score", how: "blink" });
  },

  anomalyMap: () => {
    const { truth, score } = anomalies();
    return anomalyMap(score, truth, { title: "Anomalies in a simulated scene", name: "RX" });
  },

  roc: () => {
    const { truth, score } = anomalies();
    const random = numbers(3);
    return roc({ RX: score.data, chance: Float32Array.from(score.data, () => random()) }, truth.data, {
      title: "Two detectors",
    });
  },

  boxes: () =>
    boxesOnImage(
      cubeOf(),
      [
        { x: 7, y: 10, width: 24, height: 24, label: "lake", score: 0.97 },
        { x: 8, y: 11, width: 23, height: 22, label: "lake", truth: true },
        { x: 47, y: 4, width: 16, height: 8, label: "roof", score: 0.81 },
        { x: 47, y: 16, width: 16, height: 8, label: "roof", score: 0.64 },
      ],
      { title: "Detections" },
    ),

  featureMaps: () => {
    const random = numbers(5);
    const data = new Float32Array(24 * 24 * 32).map(
      (_, i) => Math.sin(((i % 32) + 1) * 0.02 * Math.floor(i / 32)) + 0.4 * random(),
    );
    return featureMaps({ data, height: 24, width: 24, bands: 32 }, { title: "Layer 2", max: 12 });
  },

  confusion: () =>
    confusion(
      [
        [152, 3, 0, 5],
        [2, 310, 41, 7],
        [0, 22, 240, 1],
        [9, 4, 2, 98],
      ],
      CLASS_NAMES.slice(1),
    ),

  confusionTwelve: () => {
    const names = Array.from({ length: 12 }, (_, i) => `land cover ${i + 1}`);
    const random = numbers(9);
    return confusion(
      names.map((_, i) =>
        names.map((__, j) => (i === j ? 60 + Math.floor(40 * random()) : Math.floor(9 * random() ** 4))),
      ),
      names,
      { title: "Twelve classes" },
    );
  },

  curves: () => {
    const random = numbers(1);
    const runs = (level: number) =>
      Array.from({ length: 5 }, () =>
        Array.from({ length: 60 }, (_, i) => level + Math.exp(-i / 15) + 0.12 * random()),
      );
    return curves(
      { train: { runs: runs(0.1) }, validation: { runs: runs(0.3) }, "baseline (one run)": runs(0.5)[0]! },
      { title: "Loss over five seeds", x: "epoch", y: "cross-entropy" },
    );
  },

  curvesLog: () =>
    curves(
      { "learning rate": Array.from({ length: 5000 }, (_, i) => 10 ** (-1 - i / 1250)) },
      { log: true, y: "learning rate", title: "A schedule of 5 000 steps" },
    ),

  histogram: () => {
    const random = numbers(2);
    const values = Float32Array.from({ length: 20_000 }, () => random() + random() + random());
    values[7] = Number.NaN;
    return histogram(values, { x: "reflectance", title: "Reflectance of band 12" });
  },

  histogramGroups: () => {
    const random = numbers(4);
    const draw = (shift: number) =>
      Float32Array.from({ length: 5000 }, () => shift + random() + random() + random());
    return histogram({ background: draw(0), target: draw(1.1) }, { title: "Scores", bins: 60 });
  },

  table: () =>
    tablePicture(
      [
        { detector: "RX", AUC: 0.9702, seconds: 0.41, scenes: 13, real: true },
        { detector: "LRX", AUC: 0.9511, seconds: 12.3, scenes: 13, real: true },
        { detector: "simulated STF", AUC: 0.98034, seconds: 1.75, scenes: 5, real: false },
      ],
      { title: "Detectors" },
    ),

  modelSummary: () => {
    const params = {
      "conv1.weight": { shape: [3, 3, 3, 16] },
      "layer1.0.conv1.weight": { shape: [3, 3, 16, 16] },
      "layer1.0.bn1.weight": { shape: [16] },
      "layer1.0.bn1.bias": { shape: [16] },
      "fc.weight": { shape: [64, 10] },
      "fc.bias": { shape: [10] },
    };
    const buffers = {
      "layer1.0.bn1.running_mean": { shape: [16] },
      "layer1.0.bn1.running_var": { shape: [16] },
    };
    const { table, options } = modelTable({ params, buffers }, { title: "ResNet (part)" });
    return tablePicture(table, options);
  },

  progress: () => {
    const random = numbers(8);
    return progressPicture({
      title: "Training",
      done: 640,
      total: 1000,
      seconds: 52,
      curves: {
        loss: Array.from({ length: 64 }, (_, i) => Math.exp(-i / 20) + 0.1 * random()),
        validation: Array.from({ length: 64 }, (_, i) => 0.15 + Math.exp(-i / 25)),
      },
    });
  },
};

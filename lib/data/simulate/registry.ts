import { ValueError } from "../../errors.js";
import { simulateAnomalies } from "./anomalies.js";
import { simulateClouds } from "./clouds.js";
import { imageFiles, type SimulatedFiles, sarFiles, sceneFiles, twoSensorFiles, vector } from "./files.js";
import { simulateHsiLidar } from "./hsi-lidar.js";
import { simulateHsiLidarFederated } from "./hsi-lidar-federated.js";
import { simulateHsiLidarTexture } from "./hsi-lidar-texture.js";
import { simulateObjects } from "./objects.js";
import { type SampleKind, simulateSamples } from "./samples.js";
import { simulateSar } from "./sar.js";
import { simulateScenes } from "./scenes.js";
import { simulateShards } from "./shards.js";
import type { SimulateOptions } from "./simulated.js";

/** A simulator as `swath data simulate` sees it. */
export interface Simulator {
  /** The paper whose sheet it follows. */
  readonly paper: string;
  /** One sentence: what is in the data, and why. */
  readonly describe: string;
  /** What is made unless told: counts of `unit`, and the edge in pixels. */
  readonly defaults: {
    readonly train: number;
    readonly test: number;
    readonly size: number;
    readonly unit: string;
  };
  make(options: SimulateOptions): Promise<SimulatedFiles>;
}

/** The id of a simulator. */
export type SimulatorId =
  | "anomalies"
  | "hsi-lidar"
  | "hsi-lidar-federated"
  | "hsi-lidar-texture"
  | "clouds"
  | "sar"
  | "objects"
  | "scenes"
  | "samples"
  | "shards";

const kindNumbers: Readonly<Record<SampleKind, number>> = { easy: 0, hard: 1, mislabelled: 2 };

/**
 * Every simulator by its id: one a paper.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulators } from "swath/data";
 *
 * Object.entries(simulators).map(([id, { paper }]) => `${id} (${paper})`); // ["anomalies (stad)", …]
 * const made = await simulators.clouds.make({ key: seed(1), train: 1, test: 0, size: 32 });
 * made.origin.kind; // "simulated"
 * Object.keys(made.files); // ["simulated.json", "train/0000.tif", "train/0000.labels.tif", …]
 * ```
 */
export const simulators: Readonly<Record<SimulatorId, Simulator>> = {
  anomalies: {
    paper: "stad",
    describe:
      "Hyperspectral scenes of smoothly mixed materials with small implanted anomalies; none to learn from.",
    defaults: { train: 8, test: 4, size: 64, unit: "scenes" },
    make: async (options) => sceneFiles(simulateAnomalies(options)),
  },
  "hsi-lidar": {
    paper: "mivit",
    describe:
      "Hyperspectral and LiDAR scenes of three spectra × two heights: each sensor alone confuses classes.",
    defaults: { train: 1, test: 1, size: 72, unit: "scenes" },
    make: async (options) => twoSensorFiles(simulateHsiLidar(options)),
  },
  "hsi-lidar-federated": {
    paper: "feddiff",
    describe:
      "Hyperspectral and LiDAR scenes of pairs with nearly equal spectra and different heights, for clients.",
    defaults: { train: 1, test: 1, size: 72, unit: "scenes" },
    make: async (options) => twoSensorFiles(simulateHsiLidarFederated(options)),
  },
  "hsi-lidar-texture": {
    paper: "mdfl",
    describe:
      "Hyperspectral and LiDAR scenes whose classes differ by spectrum, height and texture frequency.",
    defaults: { train: 1, test: 1, size: 64, unit: "scenes" },
    make: async (options) => twoSensorFiles(simulateHsiLidarTexture(options)),
  },
  clouds: {
    paper: "dianet",
    describe:
      "Geostationary scenes of 14 channels with nine cloud types that follow from pressure and thickness.",
    defaults: { train: 8, test: 4, size: 192, unit: "scenes" },
    make: async (options) => sceneFiles(simulateClouds(options)),
  },
  sar: {
    paper: "sarnet",
    describe: "SAR images with ships and aircraft in boxes among clutter, land and speckle.",
    defaults: { train: 400, test: 200, size: 96, unit: "images" },
    make: async (options) => sarFiles(simulateSar(options)),
  },
  objects: {
    paper: "picpq",
    describe:
      "Small optical tiles with one object of ten classes each, its box, and ground that tells nothing.",
    defaults: { train: 3600, test: 1500, size: 32, unit: "images" },
    make: async (options) => {
      const { origin, classNames, train, validation, test } = simulateObjects(options);
      const part = (images: typeof train) => ({
        images,
        more: { boxes: { shape: [images.boxes.length, 4], data: Int32Array.from(images.boxes.flat()) } },
      });
      const parts = { train: part(train), validation: part(validation), test: part(test) };
      return imageFiles(origin, parts, classNames);
    },
  },
  scenes: {
    paper: "swimdiff",
    describe: "Crops of scenes of seven land covers; crops of one scene are alike beyond their class.",
    defaults: { train: 70, test: 35, size: 32, unit: "scenes" },
    make: async (options) => {
      const { origin, classNames, train, test } = simulateScenes(options);
      const part = (images: typeof train) => ({ images, more: { scenes: vector(images.scenes) } });
      return imageFiles(origin, { train: part(train), test: part(test) }, classNames);
    },
  },
  samples: {
    paper: "tdds",
    describe: "Small pictures of known difficulty for pruning a training set: easy, hard and mislabelled.",
    defaults: { train: 2000, test: 800, size: 16, unit: "images" },
    make: async (options) => {
      const { origin, train, test } = simulateSamples(options);
      const part = (images: typeof train) => ({
        images,
        more: {
          trueLabels: vector(images.trueLabels),
          kinds: vector(Uint8Array.from(images.kinds, (kind) => kindNumbers[kind])),
          modes: vector(images.modes),
        },
      });
      return imageFiles(origin, { train: part(train), test: part(test) });
    },
  },
  shards: {
    paper: "rsdgc",
    describe:
      "Small land-cover pictures dealt out to nodes, for distributed training with compressed gradients.",
    defaults: { train: 2240, test: 560, size: 32, unit: "images" },
    make: async (options) => {
      const { origin, classNames, train, validation, test, shards } = simulateShards(options);
      const node = new Int32Array(train.labels.length).fill(-1);
      shards.forEach((shard, n) => {
        for (const i of shard) node[i] = n;
      });
      const parts = {
        train: { images: train, more: { node: vector(node) } },
        validation: { images: validation },
        test: { images: test },
      };
      return imageFiles(origin, parts, classNames);
    },
  },
};

/**
 * A simulator by its id, by `simulated/` and its id, or by its paper.
 *
 * @example
 * ```ts
 * import { findSimulator } from "swath/data";
 *
 * findSimulator("stad").id; // "anomalies"
 * findSimulator("simulated/clouds").paper; // "dianet"
 * ```
 */
export function findSimulator(name: string): Simulator & { readonly id: SimulatorId } {
  const wanted = name.replace(/^simulated\//, "");
  for (const id of Object.keys(simulators) as SimulatorId[]) {
    if (id === wanted || simulators[id].paper === wanted) return { id, ...simulators[id] };
  }
  throw new ValueError("findSimulator", `there is no simulator "${name}"`, {
    mend: `take one of ${Object.keys(simulators).join(", ")}`,
  });
}

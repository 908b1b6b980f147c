import { normal } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import { simulatedOrigin } from "../origin.js";
import type { Simulated, SimulateOptions } from "./simulated.js";
import { checkCounts, checkRange } from "./support/check.js";
import { byte, imagesOf, type LabelledImages } from "./support/images.js";
import { coverNames, coverScene } from "./support/land-cover.js";

/** Knobs of {@link simulateScenes}. */
export interface SceneOptions extends SimulateOptions {
  /** Crops along a side of a scene, 6 unless told: 36 crops a scene. */
  readonly grid?: number;
  /** Standard deviation of the noise, 0.03 unless told. */
  readonly noise?: number;
}

/** Crops of scenes, each with the class and the number of its scene. */
export interface SceneCrops extends LabelledImages {
  /** Crops of one scene share its number; numbers of different parts never meet. */
  readonly scenes: Int32Array;
}

/** Crops to learn from and crops of other scenes to test on. */
export interface SceneSet extends Simulated {
  readonly train: SceneCrops;
  readonly test: SceneCrops;
  readonly classNames: readonly string[];
}

/**
 * Image tiles with the structure that scene-wide contrastive learning needs, after section 2.3 of the SwiMDiff sheet: large
 * scenes of one of RSSCN7's seven land covers, each cut into a grid of crops. Crops of one scene share light, tint, scale
 * and direction, so they are each other's false negatives; crops of one class from other scenes share the arrangement
 * only. `train` and `test` count scenes (70 and 35 unless told, classes in turn); `size` is a crop's edge, 32 unless told.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateScenes } from "swath/data";
 *
 * const { train } = simulateScenes({ key: seed(1), train: 7, test: 0, grid: 2 });
 * train.pixels.shape; // [28, 32, 32, 3]
 * train.scenes.slice(0, 5); // Int32Array [0, 0, 0, 0, 1]
 * ```
 */
export function simulateScenes(options: SceneOptions): SceneSet {
  const { key, train = 70, test = 35, size = 32, grid = 6, noise = 0.03 } = options;
  checkCounts("simulateScenes", 0, { train, test });
  checkCounts("simulateScenes", 1, { grid });
  checkCounts("simulateScenes", 8, { size });
  checkRange("simulateScenes", 0, 1, { noise });
  return {
    origin: simulatedOrigin("scenes", key),
    classNames: coverNames,
    train: crops(key.fold("train"), train, 0, size, grid, noise),
    test: crops(key.fold("test"), test, train, size, grid, noise),
  };
}

function crops(
  key: Key,
  count: number,
  first: number,
  size: number,
  grid: number,
  noise: number,
): SceneCrops {
  const each = grid * grid;
  const pixels = new Uint8Array(count * each * size * size * 3);
  const labels = new Uint8Array(count * each);
  const scenes = new Int32Array(count * each);
  const edge = size * grid;
  for (let scene = 0; scene < count; scene++) {
    const own = key.fold(scene);
    const label = scene % coverNames.length;
    const { data } = coverScene(own, label, edge, size / 32);
    const grain = normal(own.fold("noise"), data.length, { std: noise });
    for (let crop = 0; crop < each; crop++) {
      const at = scene * each + crop;
      labels[at] = label;
      scenes[at] = first + scene;
      for (let row = 0; row < size; row++) {
        const from = ((Math.floor(crop / grid) * size + row) * edge + (crop % grid) * size) * 3;
        const to = (at * size + row) * size * 3;
        for (let i = 0; i < size * 3; i++) pixels[to + i] = byte(data[from + i]! + grain[from + i]!);
      }
    }
  }
  return { ...imagesOf(pixels, labels, size), scenes };
}

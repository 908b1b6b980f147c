import type { Key } from "../../../device/random/key.js";
import { simulatedOrigin } from "../../origin.js";
import { Raster } from "../../raster/raster.js";
import type { Simulated, SimulateOptions } from "../simulated.js";
import { checkCounts } from "./check.js";

/** One place seen by a hyperspectral sensor and by a LiDAR. */
export interface TwoSensorScene extends Simulated {
  /** Bands with wavelengths; layer `labels`. */
  readonly hsi: Raster;
  /** Heights; layer `labels`. */
  readonly lidar: Raster;
  /** Classes from 1, as in the files of the real scenes, where 0 is unlabelled; here every pixel has one. */
  readonly labels: Raster;
}

/**
 * Scenes to learn from and other scenes to test on, of the same classes. No pixel, and so no patch, is in both: within one
 * scene a patch of a test pixel shows its labelled neighbours, and a network may remember the place instead of the class.
 */
export interface TwoSensorSet extends Simulated {
  readonly train: readonly TwoSensorScene[];
  readonly test: readonly TwoSensorScene[];
  readonly classNames: readonly string[];
}

export interface TwoSensorParts {
  readonly hsi: Float32Array;
  readonly lidar: Float32Array;
  /** From 0. */
  readonly classes: Uint8Array;
}

/** Checks the counts and makes the scenes, each with a key of its own. */
export function twoSensorSet(
  id: string,
  operation: string,
  options: SimulateOptions & { readonly size: number },
  facts: {
    readonly classNames: readonly string[];
    readonly wavelengths: readonly number[];
    readonly lidarBands?: readonly string[];
    readonly pixel: number;
  },
  make: (key: Key) => TwoSensorParts,
): TwoSensorSet {
  const { key, train = 1, test = 1, size } = options;
  checkCounts(operation, 0, { train, test });
  checkCounts(operation, 8, { size });
  const origin = simulatedOrigin(id, key);
  const { classNames, wavelengths, lidarBands = ["height"], pixel } = facts;
  const scene = (sceneKey: Key): TwoSensorScene => {
    const { hsi, lidar, classes } = make(sceneKey);
    const shape = { height: size, width: size };
    const transform = [0, pixel, 0, 0, 0, -pixel] as const;
    const labels = new Raster(
      classes.map((label) => label + 1),
      { ...shape, transform },
    );
    const layers = { labels };
    return {
      origin,
      labels,
      hsi: new Raster(hsi, { ...shape, bands: wavelengths.length, wavelengths, transform, layers }),
      lidar: new Raster(lidar, {
        ...shape,
        bands: lidarBands.length,
        bandNames: lidarBands,
        transform,
        layers,
      }),
    };
  };
  const scenes = (part: string, count: number) =>
    Array.from({ length: count }, (_, i) => scene(key.fold(part).fold(i)));
  return { origin, classNames, train: scenes("train", train), test: scenes("test", test) };
}

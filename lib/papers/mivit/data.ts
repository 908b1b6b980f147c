import { largestBand, open } from "../../data/index.js";
import { Raster } from "../../data/raster/raster.js";
import { simulateHsiLidar } from "../../data/simulate/index.js";
import { type Key, permutation, seed } from "../../device/random/index.js";
import { SwathError } from "../../errors.js";
import type { DataSource } from "../../experiment/paper.js";
import { manifestSource, simulatedSource } from "../../experiment/sources.js";
import { chosen, type Samples, samplesOf } from "./samples.js";

/** What a run gets. */
export interface MivitData {
  /** Training pixels, as many a class as the setting asks for. */
  readonly train: (perClass: number, key: Key) => Samples;
  /** Test pixels, at most so many. */
  readonly test: (most: number, key: Key) => Samples;
  readonly classes: number;
}

/** At most `perClass` pixels of each class, at random. */
function someOfEach(samples: Samples, perClass: number, key: Key): Samples {
  const order = permutation(key, samples.count);
  const taken = new Map<number, number>();
  const indices = Array.from(order).filter((i) => {
    const label = samples.labels[i]!;
    const n = taken.get(label) ?? 0;
    taken.set(label, n + 1);
    return n < perClass;
  });
  return chosen(
    samples,
    indices.sort((a, b) => a - b),
  );
}

/** At most so many of the samples, at random, in their order. */
export const some = (samples: Samples, most: number, key: Key): Samples =>
  samples.count <= most
    ? samples
    : chosen(
        samples,
        Array.from(permutation(key, samples.count).subarray(0, most)).sort((a, b) => a - b),
      );

/** Largest patch: pixels nearer than this share part of what the network sees. */
const PATCH = 24;

/** Pixels of the left and of the right of a scene, with a gap so wide that no patch of one shares a pixel with the other. */
function leftAndRight(samples: Samples, width: number): { readonly left: Samples; readonly right: Samples } {
  const columns = Array.from({ length: samples.count }, (_, i) => samples.places[3 * i + 2]!);
  const middle = Math.floor((width - (PATCH - 1)) / 2);
  const where = (inside: (column: number) => boolean) =>
    chosen(
      samples,
      columns.flatMap((column, i) => (inside(column) ? [i] : [])),
    );
  return { left: where((column) => column < middle), right: where((column) => column >= middle + PATCH - 1) };
}

/** The simulated two-sensor scenes (sheet, 6): one to train on, another to test on, others for each seed. */
export const simulated = (size: number): DataSource<MivitData> =>
  simulatedSource("hsi-lidar", {
    title: `simulated hyperspectral and LiDAR scenes of ${size} × ${size} pixels, one to train on and another to test on`,
    load: async (key) => {
      const set = simulateHsiLidar({ key, size });
      const [train, test] = [samplesOf(set.train), samplesOf(set.test)];
      return {
        train: (perClass, own) => someOfEach(train, perClass, own),
        test: (most, own) => some(test, most, own),
        classes: 6,
      };
    },
  });

/**
 * A crop of MUUFL Gulfport: 64 bands and heights, classes by the largest of five abundances. Trained on the left, tested on the
 * right, with a gap of 23 columns: no patch of a test pixel shows a training pixel.
 */
export const muufl: DataSource<MivitData> = manifestSource("muufl-crop", {
  parts: ({ names, files }) => {
    const [file] = names.flatMap((name) => files(name));
    if (file === undefined) return [];
    return [
      {
        files: names,
        load: async () => {
          const hsi = await open(file);
          if (!(hsi instanceof Raster)) {
            throw new SwathError("FORMAT", "mivit", `${file} holds no scene`, { mend: "get it again" });
          }
          const abundances = hsi.mask("label");
          const largest = largestBand(abundances);
          const labels = largest.with(largest.data.map((band) => band + 1));
          const all = samplesOf([{ hsi, lidar: hsi.mask("DSM"), labels }]);
          const { left, right } = leftAndRight(all, hsi.width);
          return {
            train: (perClass: number, own: Key) => someOfEach(left, perClass, own),
            test: (most: number, own: Key) => some(right, most, own),
            classes: abundances.bands,
          };
        },
      },
    ];
  },
});

/** The key of what does not depend on a run's seed: the test pixels. */
export const fixed: Key = seed(12345);

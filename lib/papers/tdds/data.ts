import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { open, openImages, stratifiedSplit } from "../../data/index.js";
import { simulateSamples } from "../../data/simulate/index.js";
import { cacheRoot } from "../../device/provision/cache.js";
import { locked } from "../../device/provision/lock.js";
import { type Key, seed } from "../../device/random/index.js";
import { SwathError } from "../../errors.js";
import { readArrays, writeArrays } from "../../experiment/arrays.js";
import type { DataSource } from "../../experiment/paper.js";
import { manifestSource, simulatedSource } from "../../experiment/sources.js";
import { type Samples, type Standard, standardOf, subset } from "./images.js";

/** What a run gets. */
export interface TddsData {
  readonly train: Samples;
  readonly test: Samples;
  /** Of the training samples. */
  readonly standard: Standard;
  readonly classNames: readonly string[];
}

/** Splits are the same for every seed: seeds are for training. */
const splitKey = seed(12345).fold("split");

function split(all: Samples, share: number, key: Key, classNames: readonly string[]): TddsData {
  const { parts } = stratifiedSplit(Array.from(all.labels), {
    parts: { train: share, test: 1 - share },
    key,
  });
  const train = subset(all, parts["train"] as ArrayLike<number>);
  return {
    train,
    test: subset(all, parts["test"] as ArrayLike<number>),
    standard: standardOf(train),
    classNames,
  };
}

/** Decoded images with their classes. */
interface Decoded {
  readonly samples: Samples;
  readonly classNames: readonly string[];
  /** Which images lie in the folder `train` of the archive. */
  readonly forTraining: Uint8Array;
}

/**
 * Images of an archive with a folder a class, of 32 x 32 pixels or halved to that by averages of 2 x 2. Decoding takes half a
 * minute, so the result is kept in the cache, by the checksum of the archive.
 */
async function smallImages(file: string, sha256: string, signal?: AbortSignal): Promise<Decoded> {
  const cached = join(cacheRoot(), "images", `${sha256.slice(0, 16)}-32.safetensors`);
  const known = (await readArrays(cached)) ?? (await locked(cached, make, { ...(signal && { signal }) }));
  const images = known.arrays["images"];
  const labels = known.arrays["labels"];
  const part = known.arrays["train"];
  const classNames = JSON.parse(known.metadata["classes"] ?? "[]") as string[];
  if (!images || !labels)
    throw new SwathError("STATE", "tdds", `${cached} is damaged`, { mend: "delete it" });
  const [count = 0, ...shape] = images.shape;
  const samples = {
    count,
    shape,
    data: images.data as Uint8Array,
    labels: labels.data as Int32Array,
    classes: classNames.length,
  };
  return { samples, classNames, forTraining: part.data as Uint8Array };

  async function make() {
    const made = await readArrays(cached);
    if (made) return made;
    const set = await openImages(file);
    try {
      const { entries, classes } = set;
      const data = new Uint8Array(entries.length * SIDE * SIDE * 3);
      const own = new Int32Array(entries.length);
      for (const [i, entry] of entries.entries()) {
        if (signal?.aborted) throw new SwathError("ABORTED", "tdds", "stopped", { cause: signal.reason });
        const { width, height, bands, data: pixels } = await entry.read();
        const to = data.subarray(i * SIDE * SIDE * 3, (i + 1) * SIDE * SIDE * 3);
        if (width === SIDE && height === SIDE && bands === 3) to.set(pixels as Uint8Array);
        else if (width === 2 * SIDE && height === 2 * SIDE && bands === 3)
          halve(pixels as Uint8Array, SIDE, to);
        else {
          throw new SwathError("SHAPE", "tdds", `${entry.path} is ${height}×${width}×${bands}`, {
            mend: "give colour images of 32 × 32 or 64 × 64 pixels",
          });
        }
        own[i] = classes.indexOf(entry.label ?? "");
      }
      const arrays = {
        images: { shape: [entries.length, SIDE, SIDE, 3], data },
        labels: { shape: [entries.length], data: own },
        train: {
          shape: [entries.length],
          data: Uint8Array.from(entries, ({ path }) => (/(^|\/)train\//.test(path) ? 1 : 0)),
        },
      };
      const metadata = { classes: JSON.stringify(classes) };
      await mkdir(dirname(cached), { recursive: true });
      await writeArrays(cached, arrays, metadata);
      return { arrays, metadata };
    } finally {
      await set.close();
    }
  }
}

/** Images are brought to this size. */
const SIDE = 32;

function halve(image: Uint8Array, side: number, to: Uint8Array): void {
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      for (let c = 0; c < 3; c++) {
        const at = (2 * row * 2 * side + 2 * column) * 3 + c;
        const below = at + 2 * side * 3;
        const sum = image[at]! + image[at + 3]! + image[below]! + image[below + 3]!;
        to[(row * side + column) * 3 + c] = Math.round(sum / 4);
      }
    }
  }
}

/** EuroSAT's 27,000 images at 32 x 32, four fifths of each class to train on (the data set has no official split). */
export const eurosat: DataSource<TddsData> = manifestSource("eurosat", {
  parts: async (found) => {
    const [file] = found.names.includes("images") ? found.files("images") : [];
    if (file === undefined || !/\.(tar|tar\.gz|tgz|zip)$/.test(file)) return [];
    const sha256 = await found.sha256(["images"]);
    return [
      {
        files: ["images"],
        load: async (_key, signal) => {
          const { samples, classNames } = await smallImages(file, sha256, signal);
          return split(samples, 0.8, splitKey, classNames);
        },
      },
    ];
  },
});

/** CIFAR-10 from a copy that was encoded again as JPEG, with the official split: figures are not exactly comparable. */
export const cifar10: DataSource<TddsData> = manifestSource("cifar10-jpeg", {
  parts: async (found) => {
    const [file] = found.names.includes("images") ? found.files("images") : [];
    if (file === undefined || !/\.(tar|tar\.gz|tgz|zip)$/.test(file)) return [];
    const sha256 = await found.sha256(["images"]);
    return [
      {
        files: ["images"],
        load: async (_key, signal) => {
          const { samples, classNames, forTraining } = await smallImages(file, sha256, signal);
          const where = (flag: number) =>
            Array.from(forTraining.keys()).filter((i) => forTraining[i] === flag);
          const train = subset(samples, where(1));
          return { train, test: subset(samples, where(0)), standard: standardOf(train), classNames };
        },
      },
    ];
  },
});

/** Houston2013's 2,832 training pixels, 2,000 of them to train on (sheet, 6); neighbours make the split optimistic. */
export const houston: DataSource<TddsData> = manifestSource("houston2013-train", {
  title: "Houston2013 training pixels: 144 bands and 21 LiDAR features",
  parts: ({ names, file }) => {
    if (!["spectra", "lidar", "labels"].every((name) => names.includes(name))) return [];
    return [
      {
        files: ["spectra", "lidar", "labels"],
        load: async () => {
          const [spectra, lidar, labels] = await Promise.all(
            ["spectra", "lidar", "labels"].map(
              async (name) =>
                (await open(file(name))) as {
                  readonly data: ArrayLike<number>;
                  readonly width: number;
                  readonly height: number;
                  readonly bands: number;
                },
            ),
          );
          if (!spectra || !lidar || !labels)
            throw new SwathError("STATE", "tdds", "Houston2013 is incomplete");
          const count = labels.data.length;
          const [a, b] = [spectra.data.length / count, lidar.data.length / count];
          const data = new Float32Array(count * (a + b));
          for (let n = 0; n < count; n++) {
            for (let i = 0; i < a; i++) data[n * (a + b) + i] = spectra.data[n * a + i]!;
            for (let i = 0; i < b; i++) data[n * (a + b) + a + i] = lidar.data[n * b + i]!;
          }
          const own = Int32Array.from({ length: count }, (_, n) => labels.data[n]! - 1);
          const all: Samples = { count, shape: [a + b], data, labels: own, classes: 15 };
          const names = Array.from({ length: 15 }, (_, i) => `class ${i + 1}`);
          return split(all, 2000 / count, splitKey, names);
        },
      },
    ];
  },
});

/** Simulated images whose difficulty is known (sheet, 6): easy, hard and mislabelled ones, others for each seed. */
export const simulated = (
  train: number,
  test: number,
  size: number,
  as: "pictures" | "vectors" = "pictures",
): DataSource<TddsData> =>
  simulatedSource("samples", {
    title: `${train} simulated pictures of ${size} × ${size} pixels${as === "vectors" ? " as vectors" : ""}, a tenth of them mislabelled`,
    load: async (key) => {
      const classes = 10;
      const set = simulateSamples({ key, train, test, size, classes });
      const samplesOf = ({ pixels, labels }: (typeof set)["train"]): Samples => ({
        count: labels.length,
        shape: as === "vectors" ? [size * size * 3] : [size, size, 3],
        data: as === "vectors" ? Float32Array.from(pixels.data, Number) : (pixels.data as Uint8Array),
        labels: Int32Array.from(labels),
        classes,
      });
      const made = samplesOf(set.train);
      const classNames = Array.from({ length: classes }, (_, i) => `class ${i + 1}`);
      return { train: made, test: samplesOf(set.test), standard: standardOf(made), classNames };
    },
  });

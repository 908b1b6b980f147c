import { Raster } from "../raster/raster.js";
import { Guard, type ReadOptions } from "./guard.js";
import { type ByteSource, type Input, inputName, readAll, withSource } from "./source.js";

/** A file of CIFAR's binary release. */
export interface Cifar {
  /** count × 32 × 32 × 3, row-major. */
  readonly images: Uint8Array;
  /** Class of each image (CIFAR-100: the fine one). */
  readonly labels: Uint8Array;
  /** CIFAR-100's coarse classes. */
  readonly coarse?: Uint8Array;
  readonly count: number;
  /** One image. */
  image(index: number): Raster;
}

/** Which of the two CIFAR sets a file belongs to, and how it is read. */
export interface ReadCifarOptions {
  /** 10 or 100 classes; told from the file unless given. */
  readonly classes?: 10 | 100;
}

const pixels = 32 * 32;

/**
 * Reads a file of CIFAR-10's or CIFAR-100's binary release (`data_batch_1.bin`, `train.bin` …): labels and images, the
 * latter turned from planes to pixels.
 *
 * @example
 * ```ts
 * import { readCifar } from "swath/data";
 *
 * const file = new Uint8Array(2 * 3073); // two black images of class 0
 * const { count, image } = await readCifar(file, { classes: 10 });
 * count; // 2
 * image(1).shape; // [32, 32, 3]
 * ```
 */
export async function readCifar(input: Input, options: ReadCifarOptions & ReadOptions = {}): Promise<Cifar> {
  const guard = new Guard("readCifar", inputName(input), options);
  return withSource(input, async (source) => {
    const classes = options.classes ?? (await cifarClasses(source));
    if (!classes)
      return guard.fail(0, "neither CIFAR-10's nor CIFAR-100's records", "give a file of the binary release");
    return parseCifar(await readAll(source, guard), classes, guard);
  });
}

/** Which CIFAR a file is, from its size and the labels of its first records; undefined when it is none. */
export async function cifarClasses(source: ByteSource): Promise<10 | 100 | undefined> {
  if (source.size === 0) return undefined;
  for (const classes of [10, 100] as const) {
    const record = 3 * pixels + (classes === 10 ? 1 : 2);
    if (source.size % record !== 0) continue;
    let fits = true;
    for (let i = 0; i < Math.min(64, source.size / record) && fits; i++) {
      const [first = 255, second = 255] = await source.read(i * record, 2);
      fits = classes === 10 ? first < 10 : first < 20 && second < 100;
    }
    if (fits) return classes;
  }
  return undefined;
}

/** The records in these bytes. */
export function parseCifar(bytes: Uint8Array, classes: 10 | 100, guard: Guard): Cifar {
  const head = classes === 10 ? 1 : 2;
  const record = head + 3 * pixels;
  if (bytes.length === 0 || bytes.length % record !== 0) {
    guard.fail(bytes.length, `${bytes.length} bytes are not whole records of ${record}`);
  }
  const count = bytes.length / record;
  guard.take(bytes.length, "the images");
  const images = new Uint8Array(count * 3 * pixels);
  const labels = new Uint8Array(count);
  const coarse = new Uint8Array(classes === 100 ? count : 0);
  for (let i = 0; i < count; i++) {
    const start = i * record;
    const label = bytes[start + head - 1]!;
    if (label >= classes) guard.fail(start, `class ${label} of ${classes}`);
    labels[i] = label;
    if (classes === 100) coarse[i] = bytes[start]!;
    const red = start + head;
    for (let pixel = 0, to = i * 3 * pixels; pixel < pixels; pixel++) {
      images[to++] = bytes[red + pixel]!;
      images[to++] = bytes[red + pixels + pixel]!;
      images[to++] = bytes[red + 2 * pixels + pixel]!;
    }
  }
  const image = (index: number): Raster =>
    new Raster(images.subarray(index * 3 * pixels, (index + 1) * 3 * pixels), {
      height: 32,
      width: 32,
      bands: 3,
    });
  return { images, labels, count, image, ...(classes === 100 && { coarse }) };
}

import { normal } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import { simulatedOrigin } from "../origin.js";
import type { Simulated, SimulateOptions } from "./simulated.js";
import { Canvas, type Colour, shade } from "./support/canvas.js";
import { checkCounts, checkRange } from "./support/check.js";
import { Draws } from "./support/draws.js";
import { latticeNoise } from "./support/fields.js";
import { byte, imagesOf, type LabelledImages } from "./support/images.js";

/** Knobs of {@link simulateObjects}. */
export interface ObjectOptions extends SimulateOptions {
  /** Images for the search of pruning settings, 400 unless told. */
  readonly validation?: number;
  /** Standard deviation of the sensor's noise, 0.05 unless told. */
  readonly noise?: number;
}

/** Pictures with one object each, its class and its box (x, y, width, height in pixels). */
export interface ObjectImages extends LabelledImages {
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

/** Pictures to learn from, to search with and to test on. */
export interface ObjectSet extends Simulated {
  readonly train: ObjectImages;
  readonly validation: ObjectImages;
  readonly test: ObjectImages;
  readonly classNames: readonly string[];
}

const classNames = [
  "aircraft",
  "ship",
  "storage tank",
  "bridge",
  "roundabout",
  "tennis court",
  "building",
  "runway",
  "vehicles",
  "pier",
] as const;

/**
 * Small optical tiles with one object of ten classes, for pruning and quantisation (the PIC-PQ sheet's pilot uses as many
 * CIFAR-10 pictures: 3,600 to learn from, 400 for the search, 1,500 to test). Place, size, direction and colour of the
 * object and the ground below vary freely and alike in all classes, some objects are faint and litter lies about, so that
 * shape tells the class and no single filter suffices; classes are equally frequent. Each picture has the object's box as well. 32 × 32 unless told.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateObjects } from "swath/data";
 *
 * const { train, classNames } = simulateObjects({ key: seed(1), train: 20, validation: 0, test: 0 });
 * train.pixels.shape; // [20, 32, 32, 3]
 * classNames[train.labels[0]!]; // one of ten
 * ```
 */
export function simulateObjects(options: ObjectOptions): ObjectSet {
  const { key, train = 3600, validation = 400, test = 1500, size = 32, noise = 0.05 } = options;
  checkCounts("simulateObjects", 0, { train, validation, test });
  checkCounts("simulateObjects", 12, { size });
  checkRange("simulateObjects", 0, 1, { noise });
  const part = (name: string, count: number) => tiles(key.fold(name), count, size, noise);
  return {
    origin: simulatedOrigin("objects", key),
    classNames,
    train: part("train", train),
    validation: part("validation", validation),
    test: part("test", test),
  };
}

function tiles(key: Key, count: number, size: number, noise: number): ObjectImages {
  const pixels = new Uint8Array(count * size * size * 3);
  const labels = new Uint8Array(count);
  const boxes: [number, number, number, number][] = [];
  for (let i = 0; i < count; i++) {
    const own = key.fold(i);
    const draws = new Draws(own);
    // Classes in turn: equally frequent; whoever trains shuffles.
    labels[i] = i % classNames.length;
    const canvas = ground(own.fold("ground"), draws, size);
    litter(draws, canvas);
    boxes.push(drawObject(draws, canvas, labels[i]!));
    const grain = normal(own.fold("noise"), canvas.data.length, { std: noise });
    const start = i * canvas.data.length;
    for (let j = 0; j < canvas.data.length; j++) pixels[start + j] = byte(canvas.data[j]! + grain[j]!);
  }
  return { ...imagesOf(pixels, labels, size, 1), boxes };
}

const grounds: readonly Colour[] = [
  [0.32, 0.4, 0.25],
  [0.45, 0.42, 0.35],
  [0.25, 0.33, 0.42],
  [0.5, 0.5, 0.48],
  [0.3, 0.3, 0.3],
];

function ground(key: Key, draws: Draws, size: number): Canvas {
  const canvas = new Canvas(size, size);
  const colour = draws.pick(grounds);
  const light = draws.uniform(0.8, 1.15);
  const coarse = latticeNoise(key.fold(0), size, size, size / 3);
  const fine = latticeNoise(key.fold(1), size, size, 3);
  for (let i = 0; i < size * size; i++) {
    const level = light * (0.75 + 0.3 * coarse[i]! + 0.2 * fine[i]!);
    for (let c = 0; c < 3; c++) canvas.data[3 * i + c] = colour[c]! * level;
  }
  return canvas;
}

/** A few dots and bars that belong to no object. */
function litter(draws: Draws, canvas: Canvas): void {
  for (let thing = draws.integer(2, 6); thing > 0; thing--) {
    const at = {
      row: draws.uniform(0, canvas.height),
      column: draws.uniform(0, canvas.width),
      angle: draws.uniform(0, Math.PI),
      reach: 0.2 * canvas.height,
    };
    const length = draws.uniform(0.04, 0.18) * canvas.height;
    const colour: Colour = [draws.uniform(0.1, 1), draws.uniform(0.1, 1), draws.uniform(0.1, 1)];
    canvas.stamp(at, (along, across) => Math.abs(along) <= length && Math.abs(across) <= 1, colour, 0.6);
  }
}

type Inside = (along: number, across: number) => boolean;

/** Each class as a test in units of half the object's length, along and across its axis. */
const shapes: readonly (readonly Inside[])[] = [
  // aircraft: fuselage, wings set back, tail
  [
    (u, v) => Math.abs(u) <= 1 && Math.abs(v) <= 0.14,
    (u, v) => Math.abs(v) <= 0.9 && Math.abs(u - 0.15 + 0.45 * Math.abs(v)) <= 0.15,
    (u, v) => Math.abs(v) <= 0.38 && Math.abs(u + 0.85) <= 0.13,
  ],
  // ship: pointed at one end
  [(u, v) => Math.abs(v) <= 0.26 * Math.min(1, 2.2 * (1 - u)) && u >= -1 && u <= 1],
  // storage tank: a disc
  [(u, v) => u * u + v * v <= 0.7],
  // bridge: a beam with ramps that widen
  [(u, v) => Math.abs(u) <= 1 && Math.abs(v) <= 0.16 + (Math.abs(u) > 0.75 ? 0.22 : 0)],
  // roundabout: a ring
  [(u, v) => Math.abs(Math.sqrt(u * u + v * v) - 0.75) <= 0.2],
  // tennis court: an outline with a net
  [
    (u, v) => Math.abs(u) <= 1 && Math.abs(v) <= 0.6 && (Math.abs(u) >= 0.8 || Math.abs(v) >= 0.42),
    (u, v) => Math.abs(u) <= 0.1 && Math.abs(v) <= 0.6,
  ],
  // building: L-shaped block
  [(u, v) => Math.abs(u) <= 0.8 && Math.abs(v) <= 0.8 && !(u > 0 && v > 0)],
  // runway: long bar with a dashed middle
  [
    (u, v) => Math.abs(u) <= 1 && Math.abs(v) >= 0.2 && Math.abs(v) <= 0.42,
    (u, v) => Math.abs(u) <= 1 && Math.abs(v) <= 0.08 && Math.abs(u * 3 - Math.round(u * 3)) <= 0.28,
  ],
  // vehicles: three short bars side by side
  [(u, v) => Math.abs(v) <= 0.55 && [-0.7, 0, 0.7].some((at) => Math.abs(u - at) <= 0.2)],
  // pier: a comb
  [
    (u, v) => Math.abs(u) <= 1 && v >= -0.8 && v <= -0.5,
    (u, v) => v >= -0.8 && v <= 0.8 && [-0.85, 0, 0.85].some((at) => Math.abs(u - at) <= 0.14),
  ],
];

/** Paints an object of a class somewhere and says where it is. */
function drawObject(draws: Draws, canvas: Canvas, label: number): [number, number, number, number] {
  const { height, width } = canvas;
  const half = draws.uniform(0.22, 0.42) * height;
  const row = height / 2 + draws.uniform(-1, 1) * (height / 2 - half);
  const column = width / 2 + draws.uniform(-1, 1) * (width / 2 - half);
  const angle = draws.uniform(0, 2 * Math.PI);
  const base: Colour = [draws.uniform(0.3, 1), draws.uniform(0.3, 1), draws.uniform(0.3, 1)];
  const colour = draws.chance(0.75) ? shade(base, 1.1) : shade(base, 0.18);
  // Some objects are faint: a network meets easy and hard pictures.
  const opacity = draws.uniform(0.45, 0.95);
  const box = { top: height, left: width, bottom: 0, right: 0 };
  for (const inside of shapes[label]!) {
    canvas.stamp(
      { row, column, angle, reach: 1.5 * half },
      (along, across) => inside(along / half, across / half),
      colour,
      opacity,
    );
  }
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const dx = (c + 0.5 - column) / half;
      const dy = (r + 0.5 - row) / half;
      const along = dx * cos + dy * sin;
      const across = dy * cos - dx * sin;
      if (!shapes[label]!.some((inside) => inside(along, across))) continue;
      box.top = Math.min(box.top, r);
      box.left = Math.min(box.left, c);
      box.bottom = Math.max(box.bottom, r + 1);
      box.right = Math.max(box.right, c + 1);
    }
  }
  return [box.left, box.top, box.right - box.left, box.bottom - box.top];
}

import { uniform } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import { type SimulatedOrigin, simulatedOrigin } from "../origin.js";
import { Raster } from "../raster/raster.js";
import type { Coco } from "../read/coco.js";
import type { Simulated, SimulateOptions } from "./simulated.js";
import { checkCounts, checkRange } from "./support/check.js";
import { Draws } from "./support/draws.js";

/** Knobs of {@link simulateSar}. */
export interface SarOptions extends SimulateOptions {
  /** Looks that an image averages: 1 is the roughest speckle; 2 unless told. */
  readonly looks?: number;
  /** Fewest and most targets of an image, [1, 4] unless told; [0, 0] gives clutter alone, to count false alarms. */
  readonly targets?: readonly [least: number, most: number];
  /** Probability of land in an image, 0.5 unless told. */
  readonly land?: number;
  /** Fewest and most lines of clutter, [1, 3] unless told. */
  readonly clutter?: readonly [least: number, most: number];
}

/** A target: its class and its axis-aligned box in pixels. */
export interface SarTarget {
  readonly label: "ship" | "aircraft";
  /** x, y, width, height. */
  readonly bbox: readonly [number, number, number, number];
}

/** An image of amplitudes in 0 … 1 and the targets in it. */
export interface SarScene extends Simulated {
  readonly raster: Raster;
  readonly targets: readonly SarTarget[];
}

/** Images to learn from and others to test on. */
export interface SarSet extends Simulated {
  readonly train: readonly SarScene[];
  readonly test: readonly SarScene[];
  readonly classNames: readonly ["ship", "aircraft"];
}

/**
 * SAR images with ships and aircraft, after section 2 of the SAR-Net sheet: a waving sea, in half of them land beyond a
 * line, clutter lines and bright points (the source of false alarms), ships as ellipses with bright superstructure, aircraft
 * as crosses of scatterers of which only 55 % answer, then multiplicative speckle Gamma(looks); amplitudes divided by their
 * 99.8 % quantile. No two boxes are closer than 2 pixels. 400 training and 200 test images of 96 × 96 unless told. A target
 * that finds no free place in 50 trials is left out, so crowded settings have fewer.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateSar } from "swath/data";
 *
 * const { train } = simulateSar({ key: seed(1), train: 2, test: 0 });
 * String(train[0]!.raster); // "Raster 96×96×1 float32"
 * train[0]!.targets[0]; // { label: "ship" or "aircraft", bbox: [x, y, width, height] }
 * ```
 */
export function simulateSar(options: SarOptions): SarSet {
  const { key, train = 400, test = 200, size = 96, looks = 2, land = 0.5 } = options;
  const { targets = [1, 4], clutter = [1, 3] } = options;
  checkCounts("simulateSar", 0, {
    train,
    test,
    "targets[0]": targets[0],
    "targets[1]": targets[1] - targets[0],
  });
  checkCounts("simulateSar", 0, { "clutter[0]": clutter[0], "clutter[1]": clutter[1] - clutter[0] });
  checkCounts("simulateSar", 48, { size });
  checkCounts("simulateSar", 1, { looks });
  checkRange("simulateSar", 0, 1, { land });
  const origin = simulatedOrigin("sar", key);
  const scenes = (part: string, count: number) =>
    Array.from({ length: count }, (_, i) =>
      scene(key.fold(part).fold(i), origin, { size, looks, land, targets, clutter }),
    );
  return {
    origin,
    classNames: ["ship", "aircraft"],
    train: scenes("train", train),
    test: scenes("test", test),
  };
}

type Settings = Required<Pick<SarOptions, "size" | "looks" | "land" | "targets" | "clutter">>;

function scene(key: Key, origin: SimulatedOrigin, settings: Settings): SarScene {
  const { size, looks } = settings;
  const draws = new Draws(key.fold("scene"));
  const map = background(draws, size, settings.land);
  addClutter(draws, map, size, settings.clutter);
  const targets: SarTarget[] = [];
  const wanted = draws.integer(...settings.targets);
  for (let trial = 0; targets.length < wanted && trial < 50 * wanted; trial++) {
    const target = shape(draws, size);
    if (targets.some(({ bbox }) => areClose(bbox, target.bbox))) continue;
    target.paint(map);
    targets.push({ label: target.label, bbox: target.bbox });
  }
  return {
    origin,
    targets,
    raster: new Raster(speckled(key.fold("speckle"), map, looks), { height: size, width: size }),
  };
}

/** Reflectivity of sea, and of land beyond a line of any direction. */
function background(draws: Draws, size: number, land: number): Float32Array {
  const map = new Float32Array(size * size);
  const a = draws.uniform(0.5, 2);
  const b = draws.uniform(0.5, 2);
  const phase = draws.uniform(0, 2 * Math.PI);
  const isLand = draws.chance(land);
  const direction = draws.uniform(0, 2 * Math.PI);
  const shore = draws.uniform(0, 0.35) * size;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const beyond = (x - size / 2) * Math.cos(direction) + (y - size / 2) * Math.sin(direction) > shore;
      map[y * size + x] =
        isLand && beyond
          ? 0.12 + 0.1 * draws.uniform() ** 2
          : 0.05 * (1 + 0.3 * Math.sin((2 * Math.PI * (a * x + b * y)) / size + phase));
    }
  }
  return map;
}

function addClutter(
  draws: Draws,
  map: Float32Array,
  size: number,
  [least, most]: readonly [number, number],
): void {
  for (let line = draws.integer(least, most); line > 0; line--) {
    const [x, y, angle] = [draws.uniform(0, size), draws.uniform(0, size), draws.uniform(0, Math.PI)];
    const length = draws.uniform(12, 40);
    paint(map, size, { x, y, angle }, length, (along, across) =>
      Math.abs(along) <= length / 2 && Math.abs(across) <= 0.8 && draws.chance(0.6)
        ? draws.uniform(0.4, 0.9)
        : undefined,
    );
  }
  for (let point = most === 0 ? 0 : draws.integer(2, 7); point > 0; point--) {
    map[draws.integer(0, size - 1) * size + draws.integer(0, size - 1)] = draws.uniform(0.6, 1.5);
  }
}

interface Pose {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

/** Sets the pixels within `reach` for which `value(along, across)` gives a number; never darker than before. */
function paint(
  map: Float32Array,
  size: number,
  { x, y, angle }: Pose,
  reach: number,
  value: (along: number, across: number) => number | undefined,
): void {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (let r = Math.max(0, Math.floor(y - reach)); r <= Math.min(size - 1, Math.ceil(y + reach)); r++) {
    for (let c = Math.max(0, Math.floor(x - reach)); c <= Math.min(size - 1, Math.ceil(x + reach)); c++) {
      const dx = c + 0.5 - x;
      const dy = r + 0.5 - y;
      const painted = value(dx * cos + dy * sin, dy * cos - dx * sin);
      if (painted !== undefined) map[r * size + c] = Math.max(map[r * size + c]!, painted);
    }
  }
}

/** A target of random class, size and direction, wholly inside the image. */
function shape(draws: Draws, size: number): SarTarget & { paint(map: Float32Array): void } {
  const isShip = draws.chance(0.5);
  const angle = draws.uniform(0, Math.PI);
  const length = isShip ? draws.uniform(10, 30) : draws.uniform(12, 30);
  const width = length * (isShip ? draws.uniform(0.2, 0.32) : draws.uniform(0.8, 1.05));
  const cos = Math.abs(Math.cos(angle));
  const sin = Math.abs(Math.sin(angle));
  const [halfWidth, halfHeight] = (
    isShip
      ? [(length * cos + width * sin) / 2, (length * sin + width * cos) / 2]
      : [Math.max(length * cos, width * sin) / 2, Math.max(length * sin, width * cos) / 2]
  ).map((half) => Math.max(3, half)) as [number, number];
  const x = draws.uniform(halfWidth + 1, size - halfWidth - 1);
  const y = draws.uniform(halfHeight + 1, size - halfHeight - 1);
  const pose = { x, y, angle };
  const draw = isShip ? ship : aircraft;
  return {
    label: isShip ? "ship" : "aircraft",
    bbox: [x - halfWidth, y - halfHeight, 2 * halfWidth, 2 * halfHeight],
    paint: (map) => draw(draws, map, size, pose, length, width),
  };
}

function ship(
  draws: Draws,
  map: Float32Array,
  size: number,
  pose: Pose,
  length: number,
  width: number,
): void {
  paint(map, size, pose, length / 2, (along, across) =>
    (2 * along) ** 2 / length ** 2 + (2 * across) ** 2 / width ** 2 <= 1
      ? draws.uniform(0.3, 0.6)
      : undefined,
  );
  for (let spot = 0; spot < 3; spot++) {
    const along = draws.uniform(-0.35, 0.35) * length;
    const row = Math.floor(pose.y + along * Math.sin(pose.angle));
    const column = Math.floor(pose.x + along * Math.cos(pose.angle));
    const bright = draws.uniform(0.9, 1.6);
    for (const at of [row * size + column, (row + 1) * size + column]) {
      map[at] = bright;
      map[at + 1] = bright;
    }
  }
}

function aircraft(
  draws: Draws,
  map: Float32Array,
  size: number,
  pose: Pose,
  length: number,
  span: number,
): void {
  paint(map, size, pose, Math.max(length, span) / 2, (along, across) => {
    const fuselage = Math.abs(along) <= length / 2 && Math.abs(across) <= 1;
    const wing = Math.abs(along - 0.05 * length) <= 1 && Math.abs(across) <= span / 2;
    const tail = Math.abs(along + 0.43 * length) <= 1 && Math.abs(across) <= span / 6;
    return (fuselage || wing || tail) && draws.chance(0.55) ? draws.uniform(0.45, 1) : undefined;
  });
}

/** Whether less than 2 pixels lie between two boxes. */
function areClose(a: SarTarget["bbox"], b: SarTarget["bbox"]): boolean {
  return a[0] < b[0] + b[2] + 2 && b[0] < a[0] + a[2] + 2 && a[1] < b[1] + b[3] + 2 && b[1] < a[1] + a[3] + 2;
}

/** Amplitudes of intensity × Gamma(looks, 1 / looks), over their 99.8 % quantile, at most 1. */
function speckled(key: Key, map: Float32Array, looks: number): Float32Array {
  const numbers = uniform(key, map.length * looks);
  const amplitude = new Float32Array(map.length);
  for (let i = 0; i < map.length; i++) {
    let sum = 0;
    // A Gamma variable of whole shape is a sum of exponential ones.
    for (let look = 0; look < looks; look++) sum -= Math.log(1 - numbers[i * looks + look]!);
    amplitude[i] = Math.sqrt((map[i]! * sum) / looks);
  }
  const sorted = amplitude.slice().sort();
  const high = sorted[Math.floor(0.998 * (sorted.length - 1))]!;
  for (let i = 0; i < amplitude.length; i++) amplitude[i] = Math.min(1, amplitude[i]! / high);
  return amplitude;
}

/**
 * The boxes of simulated SAR images as COCO labels, for training code and pycocotools.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { sarCoco, simulateSar } from "swath/data";
 *
 * const { test } = simulateSar({ key: seed(1), train: 0, test: 2 });
 * sarCoco(test).images.length; // 2
 * ```
 */
export function sarCoco(scenes: readonly SarScene[], fileName = (i: number) => `${i}.png`): Coco {
  const categories = [
    { id: 1, name: "ship" },
    { id: 2, name: "aircraft" },
  ];
  const annotations = scenes.flatMap(({ targets }, i) =>
    targets.map(({ label, bbox }) => ({ image_id: i + 1, category_id: label === "ship" ? 1 : 2, bbox })),
  );
  const origin = scenes[0]?.origin;
  return {
    info: { description: "simulated", ...(origin ? { simulator: origin.simulator, seed: origin.seed } : {}) },
    images: scenes.map(({ raster }, i) => ({
      id: i + 1,
      file_name: fileName(i),
      height: raster.height,
      width: raster.width,
    })),
    categories,
    annotations: annotations.map((annotation, i) => ({
      id: i + 1,
      ...annotation,
      area: annotation.bbox[2] * annotation.bbox[3],
      iscrowd: 0 as const,
    })),
  };
}

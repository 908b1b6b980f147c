import { normal } from "../../device/random/draw.js";
import type { Key } from "../../device/random/key.js";
import { type SimulatedOrigin, simulatedOrigin } from "../origin.js";
import { Raster } from "../raster/raster.js";
import type { Simulated, SimulateOptions } from "./simulated.js";
import { checkCounts, checkRange } from "./support/check.js";
import { powerField } from "./support/fields.js";

/** Knobs of {@link simulateClouds}. */
export interface CloudOptions extends SimulateOptions {
  /**
   * `joint` scales channels 1-6 together and 7-14 together to 0 … 1 with the scene's own extremes, as the paper's code does;
   * `physical` leaves reflectance and kelvin. `joint` unless told.
   */
  readonly units?: "joint" | "physical";
  /** Standard deviation of the noise: of reflectance, and of brightness temperature in K. [0.02, 1] unless told. */
  readonly noise?: readonly [reflectance: number, kelvin: number];
}

/** What a geostationary imager sees, and the cloud types below it on the same grid. */
export interface CloudScene extends Simulated {
  /** 14 channels as FY-4A AGRI's; layers `labels`, `pressure` (cloud top, hPa) and `thickness` (optical). */
  readonly raster: Raster;
  /** 0 clear, 1 Ci, 2 Cs, 3 deep convection, 4 Ac, 5 As, 6 Ns, 7 Cu, 8 Sc, 9 St. */
  readonly labels: Raster;
}

/** Scenes to learn from and others to test on. */
export interface CloudSet extends Simulated {
  readonly train: readonly CloudScene[];
  readonly test: readonly CloudScene[];
  readonly classNames: readonly string[];
}

const classNames = ["clear", "Ci", "Cs", "deep convection", "Ac", "As", "Ns", "Cu", "Sc", "St"] as const;
const wavelengths = [
  470, 650, 825, 1375, 1610, 2250, 3750, 3750, 6250, 7100, 8500, 10_700, 12_000, 13_500,
] as const;

// By channel, from the sheet: gain and loss over ice of the cloud's reflectance, land and sea; offset and opacity in the infrared.
const gain = [1, 1, 1, 0.6, 0.75, 0.55] as const;
const iceLoss = [0, 0, 0, -0.2, 0.45, 0.6] as const;
const land = [0.18, 0.19, 0.35, 0.12, 0.3, 0.22] as const;
const sea = [0.08, 0.09, 0.25, 0.02, 0.2, 0.12] as const;
const offset = [0, 0, 35, 22, 4, 2, 3, 14] as const;
const opacity = [0.8, 0.9, 1.2, 1.1, 0.9, 1, 1.1, 1.3] as const;

/**
 * Geostationary cloud scenes with matching labels, after section 6 of the DIAnet sheet: fractal fields of cloud-top pressure
 * and optical thickness decide the type by ISCCP's table (3 pressures × 3 thicknesses; clear below 0.35), and 14 channels
 * follow from them by a small radiative model over land and sea, so the label is a function of what the sensor sees. Shares
 * are as unequal as in nature: deep convection, Ns and St about 1 % each. The grid is longitude and latitude, 0.05° a
 * pixel, from 50° N, 85° E, so that the paper's projections can be run on it. 8 training and 4 test scenes of 192 × 192
 * unless told. To study rows that are shifted against their labels, simulate one row more and crop both.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { simulateClouds } from "swath/data";
 *
 * const { train, classNames } = simulateClouds({ key: seed(1), train: 1, test: 0, size: 64 });
 * String(train[0]!.raster); // "Raster 64×64×14 float32"
 * classNames[train[0]!.labels.at(0, 0)]; // the type of the cloud in the first pixel
 * ```
 */
export function simulateClouds(options: CloudOptions): CloudSet {
  const { key, train = 8, test = 4, size = 192 } = options;
  checkCounts("simulateClouds", 0, { train, test });
  checkCounts("simulateClouds", 8, { size });
  checkRange("simulateClouds", 0, 50, {
    "noise[0]": options.noise?.[0] ?? 0,
    "noise[1]": options.noise?.[1] ?? 0,
  });
  const origin = simulatedOrigin("clouds", key);
  const scenes = (part: string, count: number) =>
    Array.from({ length: count }, (_, i) => scene(key.fold(part).fold(i), origin, size, options));
  return { origin, classNames, train: scenes("train", train), test: scenes("test", test) };
}

function scene(key: Key, origin: SimulatedOrigin, size: number, options: CloudOptions): CloudScene {
  const { units = "joint", noise = [0.02, 1] } = options;
  const field = (name: string, slope: number) => powerField(key.fold(name), size, size, slope);
  const p1 = field("pressure", 3.2);
  const p2 = field("pressure, fine", 1.5);
  const t1 = field("thickness", 2.6);
  const t2 = field("thickness, fine", 1.2);
  const s = field("surface", 3);
  const pixels = size * size;
  const labels = new Uint8Array(pixels);
  const pressure = new Float32Array(pixels);
  const thickness = new Float32Array(pixels);
  const image = normal(key.fold("noise"), pixels * 14);
  for (let i = 0; i < pixels; i++) {
    const ctp = Math.min(980, Math.max(120, 620 + 210 * p1[i]! + 60 * p2[i]!));
    const raw = Math.exp(0.9 + 1.25 * t1[i]! + 0.35 * t2[i]!) - 0.9;
    const tau = raw < 0.35 ? 0 : raw;
    labels[i] = tau === 0 ? 0 : 1 + 3 * level(ctp) + (tau < 3.6 ? 0 : tau <= 23 ? 1 : 2);
    pressure[i] = ctp;
    thickness[i] = tau;
    const isLand = s[i]! > 0.2;
    const ts = 288 + (isLand ? 6 : 0) + 3 * s[i]!;
    const tc = Math.max(ts - 6.5 * (-7.6 * Math.log(ctp / 1000)), 205);
    const ice = Math.min(1, Math.max(0, (253 - tc) / 20));
    const albedo = (0.15 * tau) / (0.15 * tau + 0.7);
    const at = i * 14;
    for (let b = 0; b < 6; b++) {
      const ground = isLand ? land[b]! : 0.4 * sea[b]!;
      const seen = albedo * gain[b]! * (1 - ice * iceLoss[b]!) + (1 - albedo) ** 2 * ground;
      image[at + b] = seen + noise[0] * image[at + b]!;
    }
    for (let b = 0; b < 8; b++) {
      const below = ts - offset[b]!;
      const emissivity = 1 - Math.exp((-opacity[b]! * tau) / 2);
      const seen = (1 - emissivity) * below + emissivity * Math.min(tc, below);
      image[at + 6 + b] = seen + noise[1] * image[at + 6 + b]!;
    }
  }
  if (units === "joint") {
    scaleTogether(image, 0, 6);
    scaleTogether(image, 6, 14);
  }
  const shape = { height: size, width: size };
  // Pixel centres lie at 50 - 0.05 row and 85 + 0.05 column, as in the paper's crop.
  const place = { transform: [84.975, 0.05, 0, 50.025, 0, -0.05] as const, crs: "EPSG:4326" };
  const labelRaster = new Raster(labels, { ...shape, ...place });
  return {
    origin,
    labels: labelRaster,
    raster: new Raster(image, {
      ...shape,
      ...place,
      bands: 14,
      wavelengths,
      bandNames: wavelengths.map((nm, b) => `channel ${b + 1}, ${nm / 1000} µm`),
      layers: {
        labels: labelRaster,
        pressure: new Raster(pressure, shape),
        thickness: new Raster(thickness, shape),
      },
    }),
  };
}

/** Row of ISCCP's table: high, middle, low. */
function level(pressure: number): number {
  return pressure < 440 ? 0 : pressure <= 680 ? 1 : 2;
}

/** One minimum and maximum for these channels of all pixels. */
function scaleTogether(image: Float32Array, from: number, to: number): void {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < image.length; at += 14) {
    for (let b = from; b < to; b++) {
      min = Math.min(min, image[at + b]!);
      max = Math.max(max, image[at + b]!);
    }
  }
  const scale = 1 / Math.max(max - min, 1e-12);
  for (let at = 0; at < image.length; at += 14) {
    for (let b = from; b < to; b++) image[at + b] = (image[at + b]! - min) * scale;
  }
}

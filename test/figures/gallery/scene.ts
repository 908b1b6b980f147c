import type { GridLike, RasterLike } from "../../../lib/figures/index.js";

/** Numbers in [0, 1), the same in every run. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // Mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const SIZE = 64;
export const CLASS_NAMES = ["unlabelled", "water", "meadow", "forest", "roofs"];

/** Fields, a lake, a wood and some roofs: what the drawings are tried on. */
export function classesOf(size = SIZE): GridLike {
  const data = new Uint8Array(size * size);
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) {
      const [y, x] = [r / size, c / size];
      const lake = (x - 0.3) ** 2 + ((y - 0.35) * 1.4) ** 2 < 0.04;
      const wood = y > 0.55 + 0.12 * Math.sin(x * 9) && x < 0.72;
      const roof = x > 0.74 && r % 12 > 4 && c % 10 > 3;
      data[r * size + c] = lake ? 1 : roof ? 4 : wood ? 3 : y < 0.06 ? 0 : 2;
    }
  }
  return { data, height: size, width: size };
}

/** Reflectance of the classes at a wavelength: water dark, green peak and red edge for plants, flat roofs. */
function reflectance(label: number, nm: number): number {
  const green = Math.exp(-(((nm - 555) / 35) ** 2));
  const edge = 1 / (1 + Math.exp(-(nm - 715) / 14));
  const dip = Math.exp(-(((nm - 970) / 25) ** 2));
  switch (label) {
    case 1:
      return 0.09 * Math.exp(-(nm - 400) / 220) + 0.01;
    case 2:
      return 0.05 + 0.09 * green + 0.45 * edge - 0.08 * dip * edge;
    case 3:
      return 0.03 + 0.05 * green + 0.3 * edge - 0.06 * dip * edge;
    case 4:
      return 0.18 + 0.00012 * (nm - 400);
    default:
      return 0.12 + 0.0002 * (nm - 400);
  }
}

/** A simulated cube of 48 bands from 400 to 1000 nm, ten metres a pixel. */
export function cubeOf(size = SIZE, bands = 48): RasterLike {
  const labels = classesOf(size);
  const wavelengths = Array.from({ length: bands }, (_, b) => 400 + (600 * b) / (bands - 1));
  const random = numbers(7);
  const data = new Float32Array(size * size * bands);
  for (let i = 0; i < size * size; i++) {
    const light = 0.9 + 0.2 * random();
    for (let b = 0; b < bands; b++) {
      data[i * bands + b] = light * reflectance(labels.data[i]!, wavelengths[b]!) + 0.008 * random();
    }
  }
  return { data, height: size, width: size, bands, wavelengths, pixelSize: 10 };
}

/** Seven small targets and a score that finds most of them. */
export function anomalies(size = SIZE): { readonly truth: GridLike; readonly score: GridLike } {
  const random = numbers(11);
  const truth = new Uint8Array(size * size);
  for (const [r, c, h, w] of [
    [8, 50, 2, 3],
    [20, 12, 1, 2],
    [30, 44, 3, 3],
    [41, 25, 2, 2],
    [50, 8, 2, 4],
    [55, 57, 1, 1],
    [12, 30, 2, 2],
  ] as const) {
    for (let y = r; y < r + h; y++) truth.fill(1, y * size + c, y * size + c + w);
  }
  const score = Float32Array.from(truth, (v) =>
    Math.max(0, 0.3 * random() + random() * random() * 0.4 + v * 0.45 * random()),
  );
  return {
    truth: { data: truth, height: size, width: size },
    score: { data: score, height: size, width: size },
  };
}

import type { Key } from "../../../device/random/key.js";
import { Draws } from "./draws.js";

/** Centres of `bands` bands spread evenly over an interval, in nanometres. */
export function bandCentres(bands: number, from: number, to: number): number[] {
  return Array.from({ length: bands }, (_, i) => from + ((to - from) * i) / Math.max(1, bands - 1));
}

/** Smooth reflectance curves: a level, a slope and three waves of falling strength, within 0.05 … 0.95. */
export function smoothSpectra(key: Key, count: number, bands: number): Float64Array[] {
  return Array.from({ length: count }, (_, material) => {
    const draws = new Draws(key.fold(material));
    const level = draws.uniform(0.3, 0.6);
    const slope = draws.uniform(-0.2, 0.2);
    const waves = [0.7, 1.4, 2.5].map((cycles, i) => ({
      cycles: cycles * draws.uniform(0.8, 1.2),
      phase: draws.uniform(0, 2 * Math.PI),
      strength: [0.13, 0.08, 0.05][i]! * draws.uniform(0.6, 1.2),
    }));
    return Float64Array.from({ length: bands }, (_, band) => {
      const w = band / Math.max(1, bands - 1);
      let value = level + slope * (w - 0.5);
      for (const { cycles, phase, strength } of waves) {
        value += strength * Math.sin(2 * Math.PI * cycles * w + phase);
      }
      return Math.min(0.95, Math.max(0.05, value));
    });
  });
}

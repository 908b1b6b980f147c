import { uniform } from "../../../device/random/draw.js";
import type { Key } from "../../../device/random/key.js";

const CHUNK = 256;

/** A key's numbers one after the other, for what is drawn a few at a time: places, sizes, colours. */
export class Draws {
  readonly #key: Key;
  #chunk = 0;
  #numbers: Float32Array = new Float32Array(0);
  #next = 0;

  constructor(key: Key) {
    this.#key = key;
  }

  /** Evenly from [min, max). */
  uniform(min = 0, max = 1): number {
    if (this.#next === this.#numbers.length) {
      this.#numbers = uniform(this.#key.fold(this.#chunk++), CHUNK);
      this.#next = 0;
    }
    return min + (max - min) * this.#numbers[this.#next++]!;
  }

  /** A whole number from min to max, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.uniform() * (max - min + 1));
  }

  /** Normal, mean 0, standard deviation 1 (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  chance(p: number): boolean {
    return this.uniform() < p;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)]!;
  }
}

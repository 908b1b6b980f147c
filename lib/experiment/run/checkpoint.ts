import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { readArrays, writeArrays } from "../arrays.js";
import type { Arrays, Checkpoint } from "../paper.js";

/** Seconds between two checkpoints that are really written: short steps may offer one after each. */
const EVERY = 5;

/** What a checkpoint carries besides its arrays: what earlier attempts took. */
export interface Attempts {
  readonly attempts: number;
  readonly seconds: number;
}

/**
 * A checkpoint in a file. It counts attempts and the seconds of all of them, so that a run that was killed twice still
 * tells how long it took: seconds after the last checkpoint of a killed attempt are lost, as its work is.
 */
export class FileCheckpoint implements Checkpoint {
  readonly #file: string;
  #earlier: Attempts = { attempts: 0, seconds: 0 };
  #begin = performance.now();
  #written = performance.now();
  #loaded: Arrays | undefined;
  /** When its first attempt began (ISO 8601). */
  #begun = new Date().toISOString();
  readonly #since: string;

  /** What attempts that began before `since` (ISO 8601) left is not taken up. */
  constructor(file: string, since = "") {
    this.#file = file;
    this.#since = since;
  }

  /** Reads what is there. To be called before the work begins. */
  async start(): Promise<void> {
    const stored = await readArrays(this.#file);
    this.#begin = performance.now();
    this.#written = this.#begin;
    const { begun = "" } = stored?.metadata ?? {};
    if (!stored || begun < this.#since) return;
    this.#begun = begun;
    this.#loaded = stored.arrays;
    const { attempts = "0", seconds = "0" } = stored.metadata;
    this.#earlier = { attempts: Number(attempts), seconds: Number(seconds) };
  }

  /** Attempts and seconds so far, this one included. */
  get effort(): Attempts {
    const { attempts, seconds } = this.#earlier;
    return { attempts: attempts + 1, seconds: seconds + (performance.now() - this.#begin) / 1000 };
  }

  /** Takes seconds out of the count: those spent on a stage, which has its own. */
  exclude(seconds: number): void {
    this.#begin += seconds * 1000;
  }

  async load(): Promise<Arrays | undefined> {
    return this.#loaded;
  }

  async save(arrays: Arrays, { force = false }: { readonly force?: boolean } = {}): Promise<void> {
    if (!force && performance.now() - this.#written < EVERY * 1000) return;
    const { attempts, seconds } = this.effort;
    await mkdir(dirname(this.#file), { recursive: true });
    const metadata = { attempts: String(attempts), seconds: seconds.toFixed(3), begun: this.#begun };
    await writeArrays(this.#file, arrays, metadata);
    this.#written = performance.now();
  }

  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

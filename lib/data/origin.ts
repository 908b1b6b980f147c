import { ValueError } from "../errors.js";

declare const origin: unique symbol;

/** Numbers that an instrument measured, known by data set and checksum. Made by {@link realOrigin}. */
export interface RealOrigin {
  readonly kind: "real";
  /** The manifest's id. */
  readonly dataset: string;
  /** SHA-256 of the file, or of the list of files, in hexadecimal. */
  readonly sha256: string;
  readonly [origin]: true;
}

/** Numbers that a simulator made, known by its id and seed. Made by {@link simulatedOrigin}. */
export interface SimulatedOrigin {
  readonly kind: "simulated";
  /** The simulator's id, such as `anomalies`. */
  readonly simulator: string;
  /** The key as it prints itself, `seed(7n)`: enough to make the same numbers again. */
  readonly seed: string;
  readonly [origin]: true;
}

/**
 * Whence numbers come. The type is branded: an object that merely looks like one does not pass, so a result computed on
 * simulated data can be given a real name only on purpose.
 */
export type Origin = RealOrigin | SimulatedOrigin;

/** What {@link datasetName} gives for simulated data; the word cannot be left out. */
export type SimulatedName = `simulated/${string}`;

/** What {@link datasetName} gives for real data: no plain string is one. */
export type RealName = string & { readonly [origin]: "real" };

/**
 * How a data set is called in a table, a plot or the ledger. Whatever makes rows takes this type, not `string`: then the
 * only way to a row leads through {@link datasetName}, and `simulated/` stands in front of everything simulated.
 */
export type DatasetName = RealName | SimulatedName;

/**
 * Says that numbers come from a real data set.
 *
 * @example
 * ```ts
 * import { datasetName, realOrigin } from "swath/data";
 *
 * const abu = realOrigin("abu", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
 * datasetName(abu); // "abu"
 * ```
 */
export function realOrigin(dataset: string, sha256: string): RealOrigin {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new ValueError("realOrigin", `"${sha256}" is no SHA-256`, {
      mend: "give 64 hexadecimal digits in lower case",
    });
  }
  if (dataset === "" || /simulated/i.test(dataset)) {
    throw new ValueError("realOrigin", `"${dataset}" cannot name real data`, {
      mend: "give the manifest's id, or use simulatedOrigin",
    });
  }
  return Object.freeze({ kind: "real", dataset, sha256 }) as RealOrigin;
}

/**
 * Says that numbers come from a simulator.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { datasetName, simulatedOrigin } from "swath/data";
 *
 * const made = simulatedOrigin("anomalies", seed(7));
 * made.seed; // "seed(7n)"
 * datasetName(made); // "simulated/anomalies"
 * ```
 */
export function simulatedOrigin(simulator: string, key: { toString(): string }): SimulatedOrigin {
  if (simulator === "") {
    throw new ValueError("simulatedOrigin", "the simulator has no name", { mend: "give its id" });
  }
  return Object.freeze({ kind: "simulated", simulator, seed: String(key) }) as SimulatedOrigin;
}

/**
 * The name of a data set for people: of real data its id, of simulated data `simulated/` and the simulator. The type keeps
 * the difference, so a function that takes a {@link DatasetName} cannot be handed a bare string.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { type DatasetName, datasetName, simulateAnomalies } from "swath/data";
 *
 * const row = (dataset: DatasetName, auc: number) => `${dataset}  ${auc.toFixed(3)}`;
 * const { origin } = simulateAnomalies({ key: seed(1), train: 0, test: 1, size: 16 });
 * row(datasetName(origin), 0.5); // "simulated/anomalies  0.500"
 * ```
 */
export function datasetName(of: SimulatedOrigin): SimulatedName;
export function datasetName(of: RealOrigin): RealName;
export function datasetName(of: Origin): DatasetName;
export function datasetName(of: Origin): DatasetName {
  return of.kind === "simulated" ? `simulated/${of.simulator}` : (of.dataset as RealName);
}

import type { Origin } from "../data/origin.js";
import type { Key } from "../device/random/index.js";
import { checkPaper } from "./check.js";
import type { Claim } from "./claim.js";
import type { Scale } from "./scale.js";

/** A work that a report cites. */
export interface Citation {
  /** The key of its BibTeX entry, such as `ma2025stad`. */
  readonly key: string;
  readonly authors: readonly string[];
  readonly title: string;
  /** Journal, proceedings or archive, in words. */
  readonly venue: string;
  readonly year: number;
  readonly doi?: string;
  /** Number in arXiv, such as `2401.01093`. */
  readonly arxiv?: string;
  readonly url?: string;
}

/** How sure a published figure is: read in the source, read in official code or its log, or remembered. */
export type HowSure = "quoted" | "code" | "recalled";

/** One published figure. A value that could not be read is `"unknown"`; nothing takes its place. */
export interface Published {
  /** The experiment here whose table it stands in. */
  readonly experiment: string;
  /** The data set in the paper's words, `HAD100 test`. */
  readonly dataset: string;
  /** The data set here that comes nearest (`abu`, or one scene of it, `abu/beach-1`), where there is one. */
  readonly near?: string;
  /** The setting in the paper's words, `first 50 bands`. */
  readonly setting: string;
  /** A variant of the experiment, or another method's name. */
  readonly variant: string;
  /** A metric of the experiment. */
  readonly metric: string;
  /** In the metric's unit. */
  readonly value: number | "unknown";
  /** Where it stands, `table image on the HAD100 page`. */
  readonly source: string;
  readonly evidence: HowSure;
  readonly note?: string;
}

/** One way to answer an experiment's question: the paper's method, a baseline, an ablation. */
export interface Variant {
  /** A few words, for tables. */
  readonly title: string;
  /** What it is, in a sentence. */
  readonly means: string;
  /** The paper's own method; the others are baselines and controls. */
  readonly own?: boolean;
  /** It gives the same result whatever the seed, so one seed is enough. */
  readonly deterministic?: boolean;
}

/** What a run measures. */
export interface Metric {
  readonly title: string;
  /** `%`, `s`, `dB`; nothing for a pure number. */
  readonly unit?: string;
  readonly better: "higher" | "lower" | "neither";
  /** Digits after the point in tables; 4 unless told. */
  readonly digits?: number;
  /** Differs from run to run of the same code, as a duration does: no claim rests on it and no check compares it. */
  readonly volatile?: boolean;
}

/** One thing to run on: a scene, an image collection, a simulated world. */
export interface Item<Data> {
  /** Of real data the manifest's id and, where there are several, the part: `abu/urban-3`. Of simulated data `simulated/anomalies`. */
  readonly name: string;
  /** Whence its numbers come; simulated data depend on the key of the run. */
  readonly origin: (key: Key) => Origin;
  /** Loads or makes the data. The key is the run's seed: only simulated data and random splits may use it. */
  readonly load: (key: Key, signal?: AbortSignal) => Promise<Data>;
}

/** What of a source is there. */
export interface Found<Data> {
  readonly items: readonly Item<Data>[];
  /** What is missing, with the mend; absent when all is there. */
  readonly missing?: string;
}

/** A data set that an experiment can run on. */
export interface DataSource<Data> {
  readonly title: string;
  readonly kind: "real" | "simulated";
  /** The manifests whose facts and citations belong to it. */
  readonly manifests: readonly string[];
  /** Looks for it. Missing data are no error here. */
  readonly find: (signal?: AbortSignal) => Promise<Found<Data>>;
}

/** What one scale runs. */
export interface ScalePlan<Setting> {
  /** Names of the experiment's sources. Simulated ones stand in when no real one of the list is there (`--data auto`). */
  readonly data: readonly string[];
  /** Seeds of the runs. */
  readonly seeds: readonly number[];
  /** The variants to run; all unless told. */
  readonly variants?: readonly string[];
  readonly setting: Setting;
  /** What differs from the published protocol, for the report: `9 of 13 scenes, 50 bands, 150 steps`. Nothing at scale `paper`. */
  readonly differs: string;
}

/** Arrays by name: what checkpoints and stages are made of. */
export type Arrays = Readonly<Record<string, NamedArray>>;

/** One array: floats, int32 or bytes, in row-major order. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

/** Where a run, or a stage, keeps what it needs to go on after it was killed. */
export interface Checkpoint {
  /** What was saved last; undefined at a fresh start. */
  load(): Promise<Arrays | undefined>;
  /** Saves whole or not at all. Called more often than every `every` seconds (5 unless told), it does nothing but the last time. */
  save(arrays: Arrays, options?: { readonly force?: boolean }): Promise<void>;
}

/** What work in a run sees of the world around it. */
export interface Work {
  readonly signal: AbortSignal;
  /** How far it is, 0 to 1, what it does, and values to follow, such as a loss. */
  readonly report: (fraction: number, words?: string, values?: Readonly<Record<string, number>>) => void;
  readonly checkpoint: Checkpoint;
}

/** One run: a variant on an item with a seed. */
export interface Run<Setting, Data> extends Work {
  readonly variant: string;
  readonly item: Item<Data>;
  readonly data: Data;
  readonly seed: number;
  /** `seed(run.seed)`: the same for every variant, so that variants of a seed can be compared in pairs. */
  readonly key: Key;
  readonly scale: Scale;
  readonly setting: Setting;
  /**
   * Work that several runs share, such as one network for all scenes: made once for the same name, seed, setting and
   * `inputs`, kept on disk, and named in the record of every run that used it.
   */
  readonly stage: (
    name: string,
    make: (work: Work) => Promise<Arrays>,
    options?: StageOptions,
  ) => Promise<Arrays>;
}

/** What a stage depends on, beyond what every stage does. */
export interface StageOptions {
  /** What the result depends on besides name, seed and setting: checksums or names of training data. */
  readonly inputs?: readonly string[];
  /** It does not depend on the seed. */
  readonly seedless?: boolean;
}

/** A picture that a report may show: rows of grey values from 0 (black) to 1 (white), NaN transparent. */
export interface Picture {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array | Float64Array | Uint8Array;
}

/** What a run found. */
export interface Result {
  /** By name of the experiment's metrics. A metric that does not apply is left out. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Curves for the report, such as losses by step. Thinned to at most 400 points when recorded. */
  readonly curves?: Readonly<Record<string, readonly number[]>>;
  /** At most a few small pictures, by a short name such as `score`. */
  readonly pictures?: Readonly<Record<string, Picture>>;
  /** What a reader of the record should know. */
  readonly notes?: readonly string[];
}

/** A question and the runs that answer it. */
export interface Experiment<Setting = unknown, Data = unknown> {
  readonly question: string;
  /** The first one is the paper's method or what the table is read for. */
  readonly variants: Readonly<Record<string, Variant>>;
  /** The first one is the headline. */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly sources: Readonly<Record<string, DataSource<Data>>>;
  readonly scales: Readonly<Record<Scale, ScalePlan<Setting>>>;
  readonly run: (run: Run<Setting, Data>) => Promise<Result>;
}

/** What {@link definePaper} takes. */
export interface PaperSpec {
  readonly slug: string;
  readonly title: string;
  readonly cite: Citation;
  /** Other works to cite: data sets come from their manifests, baselines from here. */
  readonly alsoCite?: readonly Citation[];
  /** What the paper does, in a few sentences. */
  readonly summary: string;
  /** Raised when the method or an experiment changes so that older runs no longer count. */
  readonly version: number;
  readonly published: readonly Published[];
  // An experiment's setting and data are its own business: the runner passes them from its `sources` to its `run`.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly experiments: Readonly<Record<string, Experiment<any, any>>>;
  readonly claims: readonly Claim[];
}

/** A checked {@link PaperSpec}. */
export type Paper = PaperSpec;

/**
 * Gives an experiment its types: the setting and the data that its `run` gets.
 *
 * @example
 * ```ts
 * import { experiment, simulatedSource } from "swath/experiment";
 *
 * const toy = simulatedSource("toy", { title: "a toy", load: async () => [1, 2, 3] });
 * const plan = { data: ["toy"], seeds: [0], setting: { power: 2 }, differs: "a toy" };
 * const sums = experiment({
 *   question: "What is the sum?",
 *   variants: { sum: { title: "sum", means: "the sum of powers" } },
 *   metrics: { sum: { title: "sum", better: "neither" } },
 *   sources: { toy },
 *   scales: { smoke: plan, pilot: plan, lab: plan, paper: plan },
 *   run: async ({ data, setting: { power } }) => ({
 *     metrics: { sum: data.reduce((sum, value) => sum + value ** power, 0) },
 *   }),
 * });
 * sums.question; // "What is the sum?"
 * ```
 */
export function experiment<Setting, Data>(spec: Experiment<Setting, Data>): Experiment<Setting, Data> {
  return spec;
}

/**
 * Checks a definition: every published figure, plan and claim names what exists. A definition is plain data and a few
 * functions; {@link reproduce} runs it.
 *
 * @example
 * ```ts
 * import { definePaper, experiment, paired, simulatedSource } from "swath/experiment";
 *
 * const plan = { data: ["toy"], seeds: [0, 1, 2], setting: {}, differs: "a toy" };
 * const main = experiment({
 *   question: "Is two more than one?",
 *   variants: { two: { title: "Two", means: "2", own: true }, one: { title: "One", means: "1" } },
 *   metrics: { value: { title: "value", better: "higher" } },
 *   sources: { toy: simulatedSource("toy", { title: "a toy", load: async () => 0 }) },
 *   scales: { smoke: plan, pilot: plan, lab: plan, paper: plan },
 *   run: async ({ variant }) => ({ metrics: { value: variant === "two" ? 2 : 1 } }),
 * });
 * const test = paired({ a: "two", b: "one", metric: "value", units: "seeds" });
 * const paper = definePaper({
 *   slug: "toy",
 *   title: "Toys",
 *   cite: { key: "toy", authors: ["A. Nobody"], title: "Toys", venue: "nowhere", year: 2000 },
 *   summary: "Compares small numbers.",
 *   version: 1,
 *   published: [],
 *   experiments: { main },
 *   claims: [{ id: "two-wins", says: "two is more than one", source: "abstract", experiment: "main", test }],
 * });
 * paper.slug; // "toy"
 * ```
 */
export function definePaper(spec: PaperSpec): Paper {
  checkPaper(spec);
  return Object.freeze(spec);
}

import type { PaperSpec, RunRecord } from "../../lib/experiment/index.js";
import { definePaper, experiment, paired } from "../../lib/experiment/index.js";
import { record } from "../experiment/support.js";

const measured = {
  title: "measured scenes",
  kind: "real",
  manifests: [],
  find: async () => ({ items: [] }),
} as const;
const toy = { ...measured, title: "toy scenes", kind: "simulated" } as const;
const plan = { data: ["measured", "toy"], seeds: [0, 1, 2], setting: { steps: 4 } };

/** A paper whose report has everything that a report can have. */
export const spec: PaperSpec = {
  slug: "toy",
  title: "Toys and scenes",
  cite: {
    key: "toy2000",
    authors: ["A. One", "B. Two"],
    title: "Toys & scenes",
    venue: "nowhere",
    year: 2000,
  },
  alsoCite: [
    {
      key: "other1999",
      authors: ["C. Three"],
      title: "Others",
      venue: "elsewhere",
      year: 1999,
      doi: "10.1/x",
    },
  ],
  summary: "Two methods on toys.",
  version: 2,
  published: [
    {
      experiment: "main",
      dataset: "Great Scenes",
      setting: "all bands",
      variant: "new",
      metric: "score",
      value: 0.987,
      source: "table 3",
      evidence: "quoted",
    },
    {
      experiment: "main",
      dataset: "Great Scenes",
      setting: "half the bands",
      variant: "new",
      metric: "score",
      value: "unknown",
      source: "the table could not be read",
      evidence: "quoted",
    },
    {
      experiment: "main",
      dataset: "Great Scenes",
      setting: "all bands",
      variant: "theirs",
      metric: "score",
      value: 0.5,
      source: "table 3",
      evidence: "recalled",
    },
  ],
  experiments: {
    main: experiment({
      question: "Is the new method better?",
      variants: {
        new: { title: "New", means: "the paper's", own: true },
        old: { title: "Old", means: "what was there" },
      },
      metrics: {
        score: { title: "score", better: "higher" },
        seconds: { title: "time", unit: "s", better: "lower", digits: 2, volatile: true },
      },
      sources: { measured, toy },
      scales: {
        smoke: { ...plan, differs: "4 steps only" },
        pilot: { ...plan, differs: "40 steps instead of 4000" },
        lab: { ...plan, differs: "" },
        paper: { ...plan, differs: "" },
      },
      run: async () => ({ metrics: { score: 1 } }),
    }),
  },
  claims: [
    {
      id: "new-beats-old",
      says: "The new method is better.",
      source: "abstract",
      experiment: "main",
      test: paired({ a: "new", b: "old", metric: "score", units: "items x seeds" }),
    },
  ],
};

export const paper = definePaper(spec);

/** Seeds by variant: the score of each on both items. */
export type Scores = Readonly<Record<string, readonly (number | "NaN")[]>>;

/** One run for each score, on two items. */
export function rows(scores: Scores, facts: Partial<RunRecord> = {}): readonly RunRecord[] {
  return Object.entries(scores).flatMap(([variant, list]) =>
    list.flatMap((score, seed) =>
      ["1", "2"].map((part) =>
        record({
          version: 2,
          variant,
          seed,
          item: `simulated/toy/${part}`,
          metrics: { score, seconds: 0.5 + seed },
          ...facts,
        }),
      ),
    ),
  );
}

const real = { kind: "real", dataset: "measured", sha256: "a".repeat(64) } as const;

/** The same on a real item. */
export const realRows = (scores: Scores, facts: Partial<RunRecord> = {}): readonly RunRecord[] =>
  rows(scores, { origin: real, source: "measured", ...facts }).map((row) => ({
    ...row,
    item: row.item.replace("simulated/toy", "measured"),
  }));

export const better: Scores = { new: [0.91, 0.92, 0.9], old: [0.81, 0.8, 0.82] };
export const worse: Scores = { new: [0.81, 0.8, 0.82], old: [0.91, 0.92, 0.9] };
export const noise: Scores = { new: [0.9, 0.7, 0.8], old: [0.8, 0.81, 0.79] };

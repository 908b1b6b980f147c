import type { Claim } from "../../experiment/claim.js";
import { type PairedOptions, paired } from "../../experiment/claims.js";
import { definePaper } from "../../experiment/paper.js";
import { detectorsExperiment, partsExperiment } from "./experiment.js";
import { alsoCite, cite, published } from "./published.js";

/**
 * A real scene is one observation, whatever the number of networks that looked at it; simulated scenes are others for each
 * seed, so each is one.
 */
const byScene =
  (options: Omit<PairedOptions, "units">): Claim["test"] =>
  (evidence) =>
    paired({ ...options, units: evidence.data === "real" ? "items" : "items x seeds" })(evidence);

/**
 * STAD: what it says, what was published, what is run here, and how its claims are judged.
 *
 * @example
 * ```ts
 * import { paper } from "swath/papers/stad";
 *
 * paper.claims[0].says; // "STAD finds anomalies better than RX (AUC(D,F))."
 * ```
 */
export const paper = definePaper({
  slug: "stad",
  title: cite.title,
  cite,
  alsoCite,
  summary:
    "A hyperspectral scene is reconstructed by a small student network, distilled from a transformer. Not the reconstruction " +
    "error is the anomaly score, but how strongly each input pixel changes it, counted only where a small target filter (a " +
    "smoothed RX map above its median) sees anything.",
  version: 1,
  published,
  experiments: { detectors: detectorsExperiment, parts: partsExperiment },
  claims: [
    {
      id: "beats-rx",
      says: "STAD finds anomalies better than RX (AUC(D,F)).",
      source: "abstract (performs well against several methods); the author's log on 14 scenes",
      experiment: "detectors",
      test: byScene({ a: "stad", b: "rx", metric: "auc" }),
    },
    {
      id: "quiet-background",
      says: "STAD's background scores lower than RX's (AUC(F,τ)): fewer low-confidence regions.",
      source: "abstract",
      experiment: "detectors",
      test: byScene({ a: "stad", b: "rx", metric: "aucF", better: "lower" }),
    },
    {
      id: "beats-crd",
      says: "STAD finds anomalies better than CRD, the best classical detector of the HAD100 benchmark.",
      source: "abstract (several methods)",
      experiment: "detectors",
      test: byScene({ a: "stad", b: "crd", metric: "auc" }),
    },
    {
      id: "network-adds",
      says: "The network adds to the small target filter alone.",
      source: "implied by the paper's method; the sheet's pilot doubts it",
      experiment: "detectors",
      test: byScene({ a: "stad", b: "stf", metric: "auc" }),
    },
    {
      id: "training-adds",
      says: "Training the student adds to random weights.",
      source: "implied by the paper's method; the sheet's pilot doubts it",
      experiment: "parts",
      test: byScene({ a: "stad", b: "untrained", metric: "auc" }),
    },
    {
      id: "filter-needed",
      says: "Without the small target filter the saliency is worse.",
      source: "the paper's design; the sheet's pilot",
      experiment: "parts",
      test: byScene({ a: "stad", b: "no-mask", metric: "auc" }),
    },
    {
      id: "gradient-better-than-error",
      says: "The saliency is a better score than the reconstruction error under the same filter.",
      source: "the paper's idea",
      experiment: "parts",
      test: byScene({ a: "stad", b: "masked-error", metric: "auc" }),
    },
    {
      id: "buffers",
      says: "The batch norm buffers that the official average forgets to copy do it good.",
      source: "section 3.5 of the sheet (pilot)",
      experiment: "parts",
      test: byScene({ a: "stad", b: "buffers-copied", metric: "auc" }),
    },
  ],
});

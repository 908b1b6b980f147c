import type { Claim } from "../../experiment/claim.js";
import { level, type PairedOptions, paired } from "../../experiment/claims.js";
import { definePaper } from "../../experiment/paper.js";
import { ablationExperiment } from "./experiment.js";
import { cite, published } from "./published.js";

/** A seed is one observation: scene, pixels and initial weights are the same for all variants of it. */
const bySeed = (options: Omit<PairedOptions, "units">): Claim["test"] =>
  paired({ ...options, units: "seeds" });

/**
 * MIVit: what it says, what was published, what is run here, and how its claims are judged.
 *
 * @example
 * ```ts
 * import { paper } from "swath/papers/mivit";
 *
 * paper.claims[0].says; // "Both sensors together are better than the better one alone."
 * ```
 */
export const paper = definePaper({
  slug: "mivit",
  title: cite.title,
  cite,
  summary:
    "Each pixel is classified from a hyperspectral and a LiDAR patch. Row- and column-oriented attention and a transformer fuse " +
    "both; a mutual information term asks the sensors' features to share little; the fused prediction teaches a small classifier " +
    "for each sensor, which still works when the other sensor is missing.",
  version: 1,
  published,
  experiments: { ablation: ablationExperiment },
  claims: [
    {
      id: "fused-beats-single",
      says: "Both sensors together are better than the better one alone.",
      source: "the paper's premise; section 6 of the sheet (strong, certain)",
      experiment: "ablation",
      test: level({ variant: "full", metric: "best", above: 0, units: "seeds" }),
    },
    {
      id: "distribution-helps",
      says: "Information distribution (auxiliary losses, flow, constraint) makes the fused prediction better.",
      source: "abstract",
      experiment: "ablation",
      test: bySeed({ a: "full", b: "no-distribution", metric: "oa" }),
    },
    {
      id: "flow-helps",
      says: "The flow from the fused prediction itself makes it better.",
      source: "abstract; section 6 of the sheet (within noise)",
      experiment: "ablation",
      test: bySeed({ a: "full", b: "no-flow", metric: "oa" }),
    },
    {
      id: "single-sensor-works",
      says: "Information distribution is what makes a single sensor's classifier work (HSI alone).",
      source: "abstract; section 6 of the sheet",
      experiment: "ablation",
      test: bySeed({ a: "full", b: "no-distribution", metric: "hsi" }),
    },
    {
      id: "iac-helps",
      says: "The mutual information constraint makes the fused prediction better.",
      source: "abstract; section 6 of the sheet (no effect)",
      experiment: "ablation",
      test: bySeed({ a: "full", b: "no-iac", metric: "oa" }),
    },
    {
      id: "iac-decorrelates",
      says: "The mutual information constraint makes the sensors' features less alike (CKA).",
      source: "the constraint's purpose; section 6 of the sheet (does not)",
      experiment: "ablation",
      test: bySeed({ a: "full", b: "no-iac", metric: "cka", better: "lower" }),
    },
    {
      id: "oaf-beats-sum",
      says: "Oriented attention is a better fusion than a plain sum.",
      source: "abstract; section 6 of the sheet (did not)",
      experiment: "ablation",
      test: bySeed({ a: "full", b: "sum", metric: "oa" }),
    },
    {
      id: "oaf-beats-concat",
      says: "Oriented attention is a better fusion than a concatenation.",
      source: "abstract; section 6 of the sheet (did not)",
      experiment: "ablation",
      test: bySeed({ a: "full", b: "concat", metric: "oa" }),
    },
  ],
});

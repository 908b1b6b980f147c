import type { Claim } from "../../experiment/claim.js";
import { paired } from "../../experiment/claims.js";
import { definePaper } from "../../experiment/paper.js";
import { accuracyExperiment, methods } from "./experiment.js";
import { cite, published } from "./published.js";

/** A seed is one observation: its networks share data, split and initial weights. */
const better = (a: string, b: string, metric: string): Claim["test"] =>
  paired({ a, b, metric, units: "seeds" });

const hardest = ["el2n", "aum", "forgetting", "entropy", "dyn-unc"] as const;

/**
 * TDDS: what it says, what was published, what is run here, and how its claims are judged.
 *
 * @example
 * ```ts
 * import { paper } from "swath/papers/tdds";
 *
 * paper.claims[0].says; // "With 10 % kept, TDDS is better than random (by 7.83 points on CIFAR-100)."
 * ```
 */
export const paper = definePaper({
  slug: "tdds",
  title: cite.title,
  cite,
  summary:
    "Most of a training set can be thrown away if the right part is kept. TDDS looks at how much each sample's prediction " +
    "moves between epochs of one training run, keeps those whose movement varies most inside a window of epochs, and trains " +
    "on them alone.",
  version: 1,
  published,
  experiments: { accuracy: accuracyExperiment },
  claims: [
    {
      id: "beats-random-10",
      says: "With 10 % kept, TDDS is better than random (by 7.83 points on CIFAR-100).",
      source: "abstract",
      experiment: "accuracy",
      test: better("tdds", "random", "kept10"),
    },
    ...hardest.map((method) => ({
      id: `beats-${method}-10`,
      says: `With 10 % kept, TDDS is better than ${methods[method]?.title} (every compared method: at least 12.69 points on CIFAR-100).`,
      source: "abstract",
      experiment: "accuracy",
      test: better("tdds", method, "kept10"),
    })),
    {
      id: "beats-moderate-10",
      says: "With 10 % kept, TDDS is better than moderate.",
      source: "abstract",
      experiment: "accuracy",
      test: better("tdds", "moderate", "kept10"),
    },
    {
      id: "beats-ccs-10",
      says: "With 10 % kept, TDDS is better than CCS, which the paper does not compare.",
      source: "a question of ours",
      experiment: "accuracy",
      test: better("tdds", "ccs", "kept10"),
    },
    {
      id: "beats-random-30",
      says: "With 30 % kept, TDDS is better than random.",
      source: "the paper's table 1 (remembered)",
      experiment: "accuracy",
      test: better("tdds", "random", "kept30"),
    },
    {
      id: "weighted-10",
      says: "With 10 % kept, weighting the loss by the scores helps.",
      source: "the official script; section 3.6 of the sheet",
      experiment: "accuracy",
      test: better("tdds", "tdds-plain", "kept10"),
    },
    {
      id: "hardest-collapse-10",
      says: "With 10 % kept, the hardest samples by EL2N are worse than random ones.",
      source: "section 6 of the sheet (pilot)",
      experiment: "accuracy",
      test: better("random", "el2n", "kept10"),
    },
  ],
});

import type { Citation, Published } from "../../experiment/paper.js";

/** The paper (sheet, head). */
export const cite: Citation = {
  key: "zhang2024mivit",
  authors: ["J. Zhang", "J. Lei", "W. Xie", "G. Yang", "D. Li", "Y. Li"],
  title:
    "Multimodal Informative ViT: Information Aggregation and Distribution for Hyperspectral and LiDAR Classification",
  venue: "IEEE Transactions on Circuits and Systems for Video Technology",
  year: 2024,
  doi: "10.1109/TCSVT.2024.3375511",
  arxiv: "2401.03179",
};

const tables = {
  experiment: "ablation",
  source: "the tables of the paper could not be read",
  evidence: "quoted",
} as const;

/** What could be read: one mean. Everything else is unknown (sheet, 5). */
export const published: readonly Published[] = [
  {
    experiment: "ablation",
    dataset: "Houston2013, Trento and MUUFL, mean of the three",
    setting: "published protocol",
    variant: "full",
    metric: "oa",
    value: 95.56,
    source: "abstract",
    evidence: "quoted",
  },
  ...(["houston2013", "trento", "muufl"] as const).flatMap((near) =>
    (["oa", "aa", "kappa"] as const).map(
      (metric): Published => ({
        ...tables,
        dataset: near,
        near,
        setting: "published protocol",
        variant: "full",
        metric,
        value: "unknown",
      }),
    ),
  ),
  ...(["no-iac", "no-distribution"] as const).map(
    (variant): Published => ({
      ...tables,
      dataset: "any",
      setting: "ablation",
      variant,
      metric: "oa",
      value: "unknown",
    }),
  ),
];

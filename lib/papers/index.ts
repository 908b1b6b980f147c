import type { Citation, Paper } from "../experiment/paper.js";

/** A paper of the suite. */
export interface PaperEntry {
  readonly slug: string;
  readonly cite: Citation;
  /** Loads its definition; absent as long as the paper is not built. */
  readonly load?: () => Promise<Paper>;
  /** The URL of the module that exports the definition as `paper`, for worker processes. */
  readonly module?: string;
}

const built = (slug: string, load: () => Promise<{ readonly paper: Paper }>) => ({
  load: async () => (await load()).paper,
  module: new URL(`./${slug}/paper.js`, import.meta.url).href,
});

/**
 * The ten papers of the suite, in the order of their slugs. A new one is a line here and a folder beside.
 *
 * @example
 * ```ts
 * import { papers } from "swath/papers";
 *
 * papers.length; // 10
 * papers.find(({ slug }) => slug === "stad")?.cite.year; // 2025
 * ```
 */
export const papers: readonly PaperEntry[] = [
  {
    slug: "dianet",
    cite: {
      key: "zhang2024dianet",
      authors: ["J. Zhang", "J. Lei", "W. Xie", "K. Jiang", "M. Cao", "Y. Li"],
      title:
        "Distribution-aware Interactive Attention Network and Large-scale Cloud Recognition Benchmark on FY-4A Satellite Image",
      venue: "arXiv",
      year: 2024,
      arxiv: "2401.03182",
    },
  },
  {
    slug: "feddiff",
    cite: {
      key: "li2024feddiff",
      authors: ["D. Li", "others"],
      title:
        "FedDiff: diffusion-driven federated learning for multi-modal, multi-client land-cover classification",
      venue: "IEEE Transactions on Circuits and Systems for Video Technology 34(10)",
      year: 2024,
      arxiv: "2401.02433",
    },
  },
  {
    slug: "mdfl",
    cite: {
      key: "li2024mdfl",
      authors: ["D. Li", "W. Xie", "J. Zhang", "Y. Li"],
      title: "MDFL: Multi-domain Diffusion-driven Feature Learning",
      venue: "AAAI Conference on Artificial Intelligence",
      year: 2024,
      doi: "10.1609/aaai.v38i8.28710",
      arxiv: "2311.09520",
    },
  },
  {
    slug: "mivit",
    cite: {
      key: "zhang2024mivit",
      authors: ["J. Zhang", "J. Lei", "W. Xie", "G. Yang", "D. Li", "Y. Li"],
      title:
        "Multimodal Informative ViT: Information Aggregation and Distribution for Hyperspectral and LiDAR Classification",
      venue: "IEEE Transactions on Circuits and Systems for Video Technology",
      year: 2024,
      doi: "10.1109/TCSVT.2024.3375511",
      arxiv: "2401.03179",
    },
    ...built("mivit", () => import("./mivit/paper.js")),
  },
  {
    slug: "picpq",
    cite: {
      key: "xie2023picpq",
      authors: ["W. Xie", "X. Fan", "X. Zhang", "Y. Li", "J. Lei", "L. Fang"],
      title: "Physics Inspired Criterion for Pruning-Quantization Joint Learning",
      venue: "arXiv",
      year: 2023,
      arxiv: "2312.00851",
    },
  },
  {
    slug: "rsdgc",
    cite: {
      key: "xie2024rsdgc",
      authors: ["W. Xie", "Z. Wang", "J. Ma", "D. Li", "Y. Li"],
      title:
        "RS-DGC: Exploring Neighborhood Statistics for Dynamic Gradient Compression on Remote Sensing Image Interpretation",
      venue: "IEEE Transactions on Geoscience and Remote Sensing",
      year: 2024,
      doi: "10.1109/TGRS.2024.3394501",
      arxiv: "2312.17530",
    },
  },
  {
    slug: "sarnet",
    cite: {
      key: "cao2023sarnet",
      authors: ["M. Cao", "W. Xie", "J. Lei", "J. Zhang", "D. Li", "Y. Li"],
      title: "SAR-Net: Multi-scale Direction-aware SAR Network via Global Information Fusion",
      venue: "arXiv",
      year: 2023,
      arxiv: "2312.16943",
    },
  },
  {
    slug: "stad",
    cite: {
      key: "ma2025stad",
      authors: ["J. Ma", "W. Xie", "Y. Li"],
      title: "Exploring Hyperspectral Anomaly Detection with Human Vision: A Small Target Aware Detector",
      venue: "Neural Networks 184, 107036",
      year: 2025,
      doi: "10.1016/j.neunet.2024.107036",
      arxiv: "2401.01093",
    },
    ...built("stad", () => import("./stad/paper.js")),
  },
  {
    slug: "swimdiff",
    cite: {
      key: "tian2024swimdiff",
      authors: ["J. Tian", "J. Lei", "J. Zhang", "W. Xie", "Y. Li"],
      title:
        "SwiMDiff: Scene-wide Matching Contrastive Learning with Diffusion Constraint for Remote Sensing Image",
      venue: "IEEE Transactions on Geoscience and Remote Sensing 62",
      year: 2024,
      doi: "10.1109/TGRS.2024.3371481",
      arxiv: "2401.05093",
    },
  },
  {
    slug: "tdds",
    cite: {
      key: "zhang2024tdds",
      authors: ["X. Zhang", "others"],
      title: "Spanning Training Progress: Temporal Dual-Depth Scoring (TDDS) for Enhanced Dataset Pruning",
      venue: "IEEE/CVF Conference on Computer Vision and Pattern Recognition",
      year: 2024,
      arxiv: "2311.13613",
    },
    ...built("tdds", () => import("./tdds/paper.js")),
  },
];

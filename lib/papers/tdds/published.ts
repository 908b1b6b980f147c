import type { Citation, Published } from "../../experiment/paper.js";

/** The paper (sheet, head). */
export const cite: Citation = {
  key: "zhang2024tdds",
  authors: ["X. Zhang", "others"],
  title: "Spanning Training Progress: Temporal Dual-Depth Scoring (TDDS) for Enhanced Dataset Pruning",
  venue: "IEEE/CVF Conference on Computer Vision and Pattern Recognition",
  year: 2024,
  arxiv: "2311.13613",
};

const table1 = {
  experiment: "accuracy",
  source: "remembered from the paper's table 1, not read again",
  evidence: "recalled",
} as const;

/** Kept in % of the training set; the paper gives the share that is removed. */
const kept = [70, 50, 30, 20, 10] as const;

type Rows = Readonly<Record<string, readonly number[]>>;

const cifar10: Rows = {
  random: [94.58, 93.38, 90.61, 88.87, 83.77],
  entropy: [94.45, 91.9, 86.24, 83.49, 72.06],
  forgetting: [95.45, 95.05, 89.14, 76.18, 45.87],
  el2n: [95.43, 95.06, 86.69, 68.64, 31.89],
  aum: [95.44, 95.19, 91.19, 69.6, 34.74],
  moderate: [93.96, 92.34, 89.71, 87.75, 83.61],
  "dyn-unc": [95.08, 94.03, 89.4, 79.76, 37.12],
  tdds: [95.47, 95.21, 93.03, 91.3, 85.46],
};

const cifar100: Rows = {
  random: [75.53, 71.95, 64.59, 57.79, 46.68],
  entropy: [72.39, 64.44, 50.73, 42.86, 29.56],
  forgetting: [77.38, 70.76, 49.92, 38.42, 25.82],
  el2n: [76.89, 67.57, 36.45, 17.31, 9.1],
  aum: [77.35, 68.17, 31.69, 18.43, 9.29],
  moderate: [74.6, 70.29, 62.81, 56.52, 41.82],
  "dyn-unc": [73.36, 65.9, 50.16, 39.19, 15.2],
  tdds: [77.56, 74.04, 67.78, 63.01, 54.51],
};

const remembered = (dataset: string, near: string, rows: Rows): Published[] =>
  Object.entries(rows).flatMap(([variant, values]) =>
    values.map((value, i) => ({
      ...table1,
      dataset,
      near,
      setting: `ResNet-18, ${kept[i]} % kept`,
      variant,
      metric: `kept${kept[i]}`,
      value,
    })),
  );

/** Figures that were read (sheet, 5, QUOTED). They stand before the remembered ones and are not repeated there. */
const read: readonly Published[] = [
  {
    experiment: "accuracy",
    dataset: "CIFAR-100",
    near: "cifar100",
    setting: "ResNet-18, 10 % kept",
    variant: "tdds",
    metric: "kept10",
    value: 54.51,
    source: "abstract",
    evidence: "quoted",
  },
  {
    experiment: "accuracy",
    dataset: "CIFAR-100",
    near: "cifar100",
    setting: "ResNet-18, 10 % kept",
    variant: "random",
    metric: "kept10",
    value: 46.68,
    source: "abstract: TDDS is 7.83 points above random",
    evidence: "quoted",
  },
  {
    experiment: "accuracy",
    dataset: "CIFAR-100",
    near: "cifar100",
    setting: "ResNet-18, 70 % kept",
    variant: "tdds",
    metric: "kept70",
    value: 77.56,
    source: "issues 2 and 3 of the repository, which quote the paper",
    evidence: "quoted",
  },
  {
    experiment: "accuracy",
    dataset: "CIFAR-100",
    near: "cifar100",
    setting: "ResNet-18, all data",
    variant: "full",
    metric: "kept100",
    value: 78.21,
    source: "issue 3 of the repository, which quotes the paper",
    evidence: "quoted",
  },
];

const same = (a: Published, b: Published) =>
  a.dataset === b.dataset && a.variant === b.variant && a.metric === b.metric;

/** Every figure that could be read or is remembered (sheet, 5). */
export const published: readonly Published[] = [
  ...read,
  ...[...remembered("CIFAR-10", "cifar10", cifar10), ...remembered("CIFAR-100", "cifar100", cifar100)].filter(
    (row) => !read.some((one) => same(one, row)),
  ),
];

import type { Citation, Published } from "../../experiment/paper.js";

/** The paper (sheet, head). */
export const cite: Citation = {
  key: "ma2025stad",
  authors: ["J. Ma", "W. Xie", "Y. Li"],
  title: "Exploring Hyperspectral Anomaly Detection with Human Vision: A Small Target Aware Detector",
  venue: "Neural Networks 184, 107036",
  year: 2025,
  doi: "10.1016/j.neunet.2024.107036",
  arxiv: "2401.01093",
};

/** Works that the baselines and the benchmark come from (sheet, 2 to 4). */
export const alsoCite: readonly Citation[] = [
  {
    key: "li2023yoto",
    authors: ["Z. Li", "others"],
    title: "You Only Train Once",
    venue: "IEEE Transactions on Geoscience and Remote Sensing 61",
    year: 2023,
    doi: "10.1109/TGRS.2023.3258067",
    arxiv: "2303.18001",
  },
  {
    key: "chang2021roc",
    authors: ["C.-I. Chang"],
    title: "3D-ROC analysis of detection (the family AUC(D,F), AUC(D,tau), AUC(F,tau))",
    venue: "IEEE Transactions on Geoscience and Remote Sensing 59(6)",
    year: 2021,
    doi: "10.1109/TGRS.2020.3021671",
  },
];

const authorsLog = {
  experiment: "detectors",
  dataset: "13 ABU scenes and San Diego",
  source: "log of an author's run in the repository (data/read.py)",
  evidence: "quoted",
  note: "the log's RX cannot be reproduced from the public files with any number of bands: compare directions, not digits",
} as const;

/** Scene here, AUC(D,F) and AUC(F,tau) of STAD, then of RX (sheet, 5). */
const perScene: readonly (readonly [near: string, number, number, number, number])[] = [
  ["abu/beach-1", 0.9749, 0.000574, 0.9656, 0.001977],
  ["abu/beach-2", 0.8791, 0.005415, 0.8933, 0.012273],
  ["abu/beach-3", 0.9934, 0.001746, 0.9857, 0.01333],
  ["abu/beach-4", 0.9593, 0.000224, 0.9255, 0.011775],
  ["abu/urban-1", 0.9927, 0.001828, 0.9932, 0.016933],
  ["abu/urban-2", 0.9984, 0.000056, 0.9971, 0.001064],
  ["abu/urban-3", 0.9619, 0.003712, 0.9578, 0.030104],
  ["abu/urban-4", 0.9888, 0.000054, 0.9818, 0.001343],
  ["abu/urban-5", 0.968, 0.010447, 0.9441, 0.012849],
  ["abu/airport-1", 0.8805, 0.00814, 0.8623, 0.010964],
  ["abu/airport-2", 0.9513, 0.004458, 0.9101, 0.010751],
  ["abu/airport-3", 0.9712, 0.003853, 0.9483, 0.007752],
  ["abu/airport-4", 0.9005, 0.006913, 0.8971, 0.017376],
  ["had-scenes/san-diego", 0.9823, 0.002406, 0.9597, 0.008019],
];

const had100 = {
  experiment: "detectors",
  dataset: "HAD100 test",
  near: "had100",
  source: "table image of the data set's authors on the HAD100 page (fig/baseline.bmp)",
  evidence: "quoted",
} as const;

/** Method of the benchmark, mean AUC, mean SNPR in dB and seconds a scene, first 50 bands (sheet, 5). */
const first50: readonly (readonly [variant: string, auc: number, snpr: number, seconds?: number])[] = [
  ["rx", 0.9799, 7.93, 0.022],
  ["lrx", 0.9775, 11.21, 2.492],
  ["KRX", 0.9616, 10.59],
  ["QLRX", 0.9801, 7.85],
  ["2S-GLRT", 0.9853, 9.38],
  ["KSVDD", 0.9845, 6.47],
  ["crd", 0.9929, 11.24, 27.175],
  ["KCSR", 0.9939, 10.48],
  ["KIFD", 0.9829, 8.14],
  ["PTA", 0.9031, 6.32],
  ["FrFE", 0.9476, 7.8],
  ["aed", 0.9859, 8.79, 0.05],
  ["RGAE", 0.9003, 9.98],
  ["Auto-AD", 0.9688, 10.17],
  ["LREN", 0.9583, 5.85],
  ["WeaklyAD-A", 0.9862, 11.33],
  ["WeaklyAD-B", 0.9887, 13.75],
  ["AETNet", 0.9925, 11.72, 0.035],
  ["AETNet-KCSR", 0.9948, 13.15],
];
const first100: typeof first50 = [
  ["rx", 0.9714, 7.03],
  ["lrx", 0.9692, 10.92],
  ["crd", 0.9859, 10.24],
  ["PTA", 0.8976, 4.72],
  ["aed", 0.9645, 8.47],
  ["Auto-AD", 0.9661, 10.27],
  ["AETNet", 0.9875, 9.96],
];
const first200: typeof first50 = [
  ["rx", 0.9649, 6.59],
  ["lrx", 0.972, 11.79],
  ["crd", 0.9849, 10.12],
  ["PTA", 0.8686, 4.34],
  ["aed", 0.9625, 8.38],
  ["Auto-AD", 0.9642, 10.86],
  ["AETNet", 0.9818, 8.06],
];

const benchmark = (bands: number, rows: typeof first50): Published[] =>
  rows.flatMap(([variant, auc, snpr, seconds]) => {
    const row = { ...had100, setting: `first ${bands} bands`, variant };
    return [
      { ...row, metric: "auc", value: auc },
      { ...row, metric: "snpr", value: snpr },
      ...(seconds === undefined ? [] : [{ ...row, metric: "seconds", value: seconds }]),
    ];
  });

/** Every figure that could be read, and those of the paper's own tables, which could not (sheet, 5). */
export const published: readonly Published[] = [
  ...["50", "100", "200"].flatMap((bands) =>
    ["auc", "snpr"].map(
      (metric): Published => ({
        ...had100,
        setting: `first ${bands} bands`,
        variant: "stad",
        metric,
        value: "unknown",
        source: "the tables of the paper could not be read",
      }),
    ),
  ),
  { ...authorsLog, setting: "mean of 14 scenes", near: "abu", variant: "stad", metric: "auc", value: 0.9573 },
  {
    ...authorsLog,
    setting: "mean of 14 scenes",
    near: "abu",
    variant: "stad",
    metric: "aucF",
    value: 0.00356,
  },
  { ...authorsLog, setting: "mean of 14 scenes", near: "abu", variant: "rx", metric: "auc", value: 0.9444 },
  { ...authorsLog, setting: "mean of 14 scenes", near: "abu", variant: "rx", metric: "aucF", value: 0.01118 },
  ...perScene.flatMap(([near, stad, stadF, rx, rxF]): Published[] => {
    const row = { ...authorsLog, setting: near.slice(near.indexOf("/") + 1), near };
    return [
      { ...row, variant: "stad", metric: "auc", value: stad },
      { ...row, variant: "stad", metric: "aucF", value: stadF },
      { ...row, variant: "rx", metric: "auc", value: rx },
      { ...row, variant: "rx", metric: "aucF", value: rxF },
    ];
  }),
  ...benchmark(50, first50),
  ...benchmark(100, first100),
  ...benchmark(200, first200),
];

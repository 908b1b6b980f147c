import { ValueError } from "../../errors.js";
import { allFinite, linspace, type Numbers, wholeNumber } from "../check.js";
import { bothClasses, mannWhitney, type Sorted, sorted } from "./sorted.js";

/**
 * The 3D-ROC family of an anomaly map: detection probability D, false-alarm probability F and threshold tau, taken two
 * at a time, and what is made of the three areas (C.-I. Chang, IEEE TGRS 59(6), 2021).
 */
export interface AnomalyScores {
  /** AUC(D,F): the usual area under the ROC curve. */
  readonly aucDF: number;
  /** AUC(D,tau): how high the targets score on the scale from 0 to 1. Higher is better. */
  readonly aucDTau: number;
  /** AUC(F,tau): how high the background scores. The only one of the family where lower is better. */
  readonly aucFTau: number;
  /** Target detection: AUC(D,F) + AUC(D,tau), 0 to 2. */
  readonly aucTD: number;
  /** Background suppression: AUC(D,F) - AUC(F,tau), -1 to 1. */
  readonly aucBS: number;
  /** Target detection with background suppression: AUC(D,tau) - AUC(F,tau), -1 to 1. */
  readonly aucTDBS: number;
  /** Signal to noise: AUC(D,tau) / AUC(F,tau). */
  readonly aucSNPR: number;
  /** The same in decibel: 10 log10. */
  readonly snprDb: number;
  /** Overall: AUC(D,F) + AUC(D,tau) - AUC(F,tau), -1 to 2. */
  readonly aucOA: number;
  /** Overall detection probability: AUC(D,tau) + (1 - AUC(F,tau)), 0 to 2. */
  readonly aucODP: number;
}

/**
 * The 3D-ROC family in closed form. Scores are scaled to [0, 1] first; then AUC(D,F) is the Mann-Whitney statistic
 * (ties 1/2), and since the integral of [s >= tau] over tau is s, AUC(D,tau) and AUC(F,tau) are the mean scaled
 * scores of targets and background. No thresholds, no approximation.
 *
 * The scaling means that one very bright pixel makes both means small: report them together.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const scores = metrics.anomaly([9, 5, 1, 1], [1, 1, 0, 0]);
 * scores.aucDF; // 1
 * scores.aucDTau; // 0.75
 * scores.aucFTau; // 0
 * scores.aucOA; // 1.75
 * ```
 */
export function anomaly(scores: Numbers, truth: Numbers): AnomalyScores {
  const scaled = scaledLists("anomaly", scores, truth);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return family(mannWhitney(scaled), mean(scaled.positives), mean(scaled.negatives));
}

/** What `anomalyByThresholds` takes besides scores and truth. */
export interface AnomalyThresholdOptions {
  /** How many thresholds, equally spaced from 0 to 1. 30,000 unless told, as STAD's routine has it. */
  readonly thresholds?: number;
}

/** The family as a table of thresholds gives it, with the three curves for plotting. */
export interface AnomalyCurves extends AnomalyScores {
  /** The thresholds tau, ascending from 0 to 1. */
  readonly tau: Float64Array;
  /** At each tau: the share of targets whose scaled score is at least tau. */
  readonly detections: Float64Array;
  /** At each tau: the share of background whose scaled score is at least tau. */
  readonly falseAlarms: Float64Array;
}

/**
 * The 3D-ROC family as published code computes it: thresholds equally spaced on [0, 1], a pixel is called when its
 * scaled score is at least tau, areas by the trapezoid rule in threshold order. It differs from `anomaly` by about
 * one part in the number of thresholds, and leaves out the last bit of the curve when background pixels share the
 * highest score. Use it to compare with published figures, `anomaly` for everything else.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const curves = metrics.anomalyByThresholds([9, 5, 1, 1], [1, 1, 0, 0], { thresholds: 101 });
 * curves.aucDTau; // 0.7525, where the exact value is 0.75
 * curves.detections[60]; // 0.5: of two targets one scores at least 0.6
 * ```
 */
export function anomalyByThresholds(
  scores: Numbers,
  truth: Numbers,
  { thresholds = 30_000 }: AnomalyThresholdOptions = {},
): AnomalyCurves {
  wholeNumber("anomalyByThresholds", "thresholds", thresholds, 2);
  const { positives, negatives } = scaledLists("anomalyByThresholds", scores, truth);
  const tau = linspace(0, 1, thresholds);
  const detections = sharesAbove(positives, tau);
  const falseAlarms = sharesAbove(negatives, tau);
  return {
    // F falls while tau rises, so the trapezoid over F runs backwards.
    ...family(-trapezoid(falseAlarms, detections), trapezoid(tau, detections), trapezoid(tau, falseAlarms)),
    tau,
    detections,
    falseAlarms,
  };
}

function scaledLists(operation: string, scores: Numbers, truth: Numbers): Sorted {
  allFinite(operation, "score", scores);
  const lists = sorted(operation, scores, truth);
  bothClasses(operation, lists);
  const { positives, negatives } = lists;
  const low = Math.min(positives[0]!, negatives[0]!);
  const high = Math.max(positives.at(-1)!, negatives.at(-1)!);
  if (low === high) {
    throw new ValueError(operation, `all scores are ${low}, so they cannot be scaled to [0, 1]`, {
      mend: "give a map that varies",
    });
  }
  const scale = (score: number) => (score - low) / (high - low);
  return { positives: positives.map(scale), negatives: negatives.map(scale) };
}

function family(aucDF: number, aucDTau: number, aucFTau: number): AnomalyScores {
  const aucSNPR = aucDTau / aucFTau;
  return {
    aucDF,
    aucDTau,
    aucFTau,
    aucTD: aucDF + aucDTau,
    aucBS: aucDF - aucFTau,
    aucTDBS: aucDTau - aucFTau,
    aucSNPR,
    snprDb: 10 * Math.log10(aucSNPR),
    aucOA: aucDF + aucDTau - aucFTau,
    aucODP: aucDTau + (1 - aucFTau),
  };
}

/** For each ascending threshold the share of ascending scores that reach it. */
function sharesAbove(ascending: Float64Array, thresholds: Float64Array): Float64Array {
  let below = 0;
  return thresholds.map((tau) => {
    while (below < ascending.length && ascending[below]! < tau) below++;
    return (ascending.length - below) / ascending.length;
  });
}

function trapezoid(x: Float64Array, y: Float64Array): number {
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
  return area;
}

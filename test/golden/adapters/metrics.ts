/** Kinds of papers that are not built yet and that the library's metrics cover by themselves. */
import * as metrics from "../../../lib/metrics/index.js";
import type { GoldenAdapters } from "../contract.js";
import { table } from "../layout.js";

const areas = ({ aucDF, aucDTau, aucFTau }: metrics.AnomalyScores) => ({
  AUC_DF: aucDF,
  AUC_Dtau: aucDTau,
  AUC_Ftau: aucFTau,
});

export const stad: GoldenAdapters = {
  "stad/roc-metrics"({ config: { num_thresholds: thresholds }, inputs: { target, score } }) {
    const official = metrics.anomalyByThresholds(score.data, target.data, { thresholds });
    const exact = metrics.anomaly(score.data, target.data);
    return { official: { ...areas(official), SNPR_dB: official.snprDb }, exact: areas(exact) };
  },
};

export const mivit: GoldenAdapters = {
  "mivit/metrics"({ config: { C: classes }, inputs: { target, pred } }) {
    const scores = metrics.classification(metrics.confusion(pred.data, target.data, { classes }));
    return {
      OA: scores.oa,
      AA: scores.aa,
      Kappa: scores.kappa,
      per_class: table(scores.perClass, classes),
    };
  },
};

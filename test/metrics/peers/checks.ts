import { expect } from "vitest";
import * as metrics from "../../../lib/metrics/index.js";

/** Inputs and what the peer makes of them, as the scripts beside this file write them. */
export interface PeerCase {
  readonly kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of many kinds, taken apart by the check of its kind
  readonly inputs: any;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  readonly outputs: any;
}

const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

export function parseCases(json: string): PeerCase[] {
  return JSON.parse(json, (_, value) =>
    typeof value === "string" && value in SPECIAL ? SPECIAL[value] : value,
  );
}

/** What the issue asks: 1e-9, absolute, and nothing beside it. */
const close = (got: unknown, want: unknown, what: string) =>
  expect(got, what).toBeAllClose(want, { atol: 1e-9, rtol: 0 });

type Check = (inputs: PeerCase["inputs"], outputs: PeerCase["outputs"]) => void;

const CHECKS: Readonly<Record<string, Check>> = {
  classification({ classes, truth, prediction }, want) {
    const matrix = metrics.confusion(prediction, truth, { classes });
    close(matrix.counts, want.confusion, "confusion");
    const { oa, aa, adjustedAa, kappa } = metrics.classification(matrix);
    close(
      [oa, aa, adjustedAa, kappa],
      [want.oa, want.aa, want.adjustedAa, want.kappa],
      "OA, AA, adjusted, kappa",
    );
    const weighted = (weights: "linear" | "quadratic") =>
      metrics.cohenKappa(prediction, truth, { classes, weights });
    close(weighted("linear"), want.kappaLinear, "linear kappa");
    close(weighted("quadratic"), want.kappaQuadratic, "quadratic kappa");
    close(metrics.segmentation(matrix).iouGuarded, want.iou, "IoU");
    for (const zeroDivision of [0, 1, Number.NaN] as const) {
      const got = metrics.precisionRecall(matrix, { zeroDivision });
      const key = Number.isNaN(zeroDivision) ? "nan" : zeroDivision;
      for (const average of ["macro", "micro", "weighted"] as const) {
        for (const score of ["precision", "recall", "f1"] as const) {
          // Where no class that has truth has a score, scikit-learn averages those without truth; we say NaN.
          if (
            average === "weighted" &&
            got.perClass.every((one, k) => !got.support[k] || Number.isNaN(one[score]))
          ) {
            expect(got.weighted[score]).toBeNaN();
            continue;
          }
          close(got[average][score], want[`${average}/${key}`][score], `${average} ${score}, 0/0 = ${key}`);
        }
      }
      for (const score of ["precision", "recall", "f1"] as const) {
        close(
          got.perClass.map((one) => one[score]),
          want[`perClass/${key}`][score],
          `${score} of each class, 0/0 = ${key}`,
        );
      }
    }
    const all = metrics.precisionRecall(matrix, { absent: "keep" }).macro;
    close([all.precision, all.recall, all.f1], Object.values(want.macroAll), "macro over all classes");
  },

  ranking({ truth, scores }, want) {
    const curve = metrics.roc(scores, truth);
    close(curve.falseAlarms, want.fpr, "false alarms");
    close(curve.detections, want.tpr, "detections");
    close(curve.thresholds, want.thresholds, "thresholds");
    const every = metrics.roc(scores, truth, { dropIntermediate: false });
    close(every.falseAlarms, want.everyFpr, "all false alarms");
    close(every.detections, want.everyTpr, "all detections");
    close([curve.auc, metrics.auc(scores, truth)], [want.auc, want.auc], "AUC");
    const pr = metrics.precisionRecallCurve(scores, truth);
    close(pr.precision, want.precision, "precision");
    close(pr.recall, want.recall, "recall");
    close(pr.thresholds, want.steps, "thresholds of precision and recall");
    close([pr.ap, metrics.averagePrecision(scores, truth)], [want.ap, want.ap], "AP");

    const halves = new metrics.RankingScores();
    const half = Math.floor(scores.length / 2);
    halves.add(scores.slice(0, half), truth.slice(0, half)).add(scores.slice(half), truth.slice(half));
    close([halves.auc(), halves.averagePrecision()], [want.auc, want.ap], "streamed AUC and AP");

    if (want.exact === undefined) return;
    const exact = metrics.anomaly(scores, truth);
    close([exact.aucDF, exact.aucDTau, exact.aucFTau], want.exact, "3D-ROC, closed form");
    const table = metrics.anomalyByThresholds(scores, truth, { thresholds: 1000 });
    close([table.aucDF, table.aucDTau, table.aucFTau], want.official, "3D-ROC, by thresholds");
  },

  multi_label({ labels, truth, scores }, want) {
    const { macro, micro, weighted } = metrics.multiLabel(scores, truth, { labels, empty: "zero" });
    close([macro, micro, weighted], [want.macro, want.micro, want.weighted], "mAP macro, micro, weighted");
  },

  top_k({ classes, scores, truth }, want) {
    close(
      want.topK.map((_: number, i: number) => metrics.topK(scores, truth, { classes, k: i + 1 })),
      want.topK,
      "top-k",
    );
  },

  calibration({ bins, probability, right, classes, table, truth }, want) {
    for (const strategy of ["uniform", "quantile"] as const) {
      // scikit-learn leaves out empty bins.
      const bars = metrics
        .calibration(probability, right, { bins, strategy })
        .bins.filter(({ count }) => count > 0);
      close(
        bars.map(({ accuracy }) => accuracy),
        want.curve[strategy].accuracy,
        `${strategy} accuracies`,
      );
      close(
        bars.map(({ confidence }) => confidence),
        want.curve[strategy].confidence,
        `${strategy} confidences`,
      );
    }
    const { ece, mce } = metrics.calibration(probability, right, { bins });
    close([ece, mce], [want.ece, want.mce], "ECE, MCE");
    close(metrics.brier(probability, right), want.brier, "Brier");
    close(metrics.brier(table, truth, { classes }), want.brierMany, "Brier over classes");
    close(metrics.logLoss(probability, right), want.logLoss, "log loss");
    close(metrics.logLoss(table, truth, { classes }), want.logLossMany, "log loss over classes");
  },

  correlation({ a, b, samples, x, y }, want) {
    close(metrics.pearson(a, b), want.pearson, "Pearson");
    close(metrics.spearman(a, b), want.spearman, "Spearman");
    close(metrics.ranks(b), want.ranks, "ranks");
    close(metrics.cka(x, y, { samples }), want.cka, "CKA");
  },

  quality({ height, width, bands, a, b }, want) {
    close(metrics.ssim(a, b, { height, width, bands, range: 1 }), want.ssim, "SSIM");
    close(metrics.psnr(a, b, { range: 1 }), want.psnr, "PSNR");
    close([metrics.mae(a, b), metrics.rmse(a, b)], [want.mae, want.rmse], "MAE, RMSE");
    close(metrics.spectralAngle(a, b, { bands }), want.sam, "SAM");
  },

  coco({ classes, caps, images }, want) {
    const coco = new metrics.CocoEvaluator({ classes, maxDetections: caps });
    for (const { found, truth } of images) coco.add(found, truth);
    const got = coco.result();
    close(
      [
        got.ap,
        got.ap50,
        got.ap75,
        got.apSmall,
        got.apMedium,
        got.apLarge,
        got.ar1,
        got.ar10,
        got.ar100,
        got.arSmall,
        got.arMedium,
        got.arLarge,
      ],
      want.figures,
      "the twelve figures",
    );
    close(got.apPerClass, want.perClass, "AP of each class");
    close(got.ap50PerClass, want.perClass50, "AP50 of each class");
    close(got.apPerThreshold, want.perThreshold, "AP at each threshold");
    // pycocotools marks classes without objects with -1 everywhere, we with an empty list.
    if (want.precision[0] === -1) expect(got.precision(0, 0, "medium")).toHaveLength(0);
    else close(got.precision(0, 0, "medium"), want.precision, "precision of class 0 at 0.5, medium");
    close(
      want.recall.map((_: number, label: number) => got.recall(label, 3)),
      want.recall,
      "recall at 0.65",
    );
  },
};

/** Compares one case with its peer. */
export function check({ kind, inputs, outputs }: PeerCase): void {
  const compare = CHECKS[kind];
  if (!compare) throw new Error(`no check for cases of kind ${kind}`);
  compare(inputs, outputs);
}

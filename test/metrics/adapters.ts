import * as metrics from "../../lib/metrics/index.js";

/** A golden tensor once its source is resolved. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

// Each adapter takes its case apart by the contract of its kind; the JSON has as many shapes as there are kinds.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Json = any;
type Adapter = (config: Json, inputs: Json) => Readonly<Record<string, unknown>>;

const table = (data: ArrayLike<number>, ...shape: readonly number[]): Tensor => ({ shape, data });
const rowsOf = ({ shape, data }: Tensor, columns: readonly number[]): number[] =>
  Array.from({ length: shape[0]! }, (_, row) =>
    columns.map((column) => data[row * shape[1]! + column]!),
  ).flat();
const sigmoid = (data: ArrayLike<number>) => Float64Array.from(data, (z) => 1 / (1 + Math.exp(-z)));

function softmax({ shape, data }: Tensor): Float64Array {
  const [rows, width] = shape as [number, number];
  const result = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const logits = Array.from({ length: width }, (_, k) => data[row * width + k]!);
    const top = Math.max(...logits);
    const sum = logits.reduce((all, z) => all + Math.exp(z - top), 0);
    logits.forEach((z, k) => {
      result[row * width + k] = Math.exp(z - top) / sum;
    });
  }
  return result;
}

/** One adapter a kind of golden case, from config and inputs to outputs. */
export const ADAPTERS: Readonly<Record<string, Adapter>> = {
  "dianet/metrics"({ num_classes: classes, ignore }, { truth, prediction }) {
    const matrix = metrics.confusion(prediction.data, truth.data, { classes, ignore });
    const scores = metrics.segmentation(matrix);
    return {
      confusion: table(matrix.counts, classes, classes),
      iou_guarded: table(scores.iouGuarded, classes),
      mean_iou_all_classes: scores.miouAll,
      overall_acc: scores.pixelAccuracy,
      mean_acc_nanmean: scores.meanAccuracy,
      fw_iou: scores.fwIou,
      mean_iou_nanmean: scores.miou,
    };
  },

  "feddiff/metrics"({ classes }, { y_true, y_pred }) {
    const matrix = metrics.confusion(y_pred.data, y_true.data, { classes });
    const { oa, perClass, aa, kappa } = metrics.classification(matrix);
    return {
      confusion: table(matrix.counts, classes, classes),
      OA: oa,
      per_class: table(perClass, classes),
      AA: aa,
      kappa,
    };
  },

  "mdfl/metrics"({ classes, from }, { confusion, y_true, y_pred }) {
    const matrix =
      from === "confusion"
        ? { classes, counts: Float64Array.from(confusion.data as number[]) }
        : metrics.confusion(y_pred.data, y_true.data, { classes });
    const { oa, perClass, aa, expected, kappa } = metrics.classification(matrix);
    return {
      confusion: table(matrix.counts, classes, classes),
      oa,
      per_class: table(perClass, classes),
      aa,
      pe: expected,
      kappa,
    };
  },

  "mivit/metrics"({ C: classes }, { target, pred }) {
    const scores = metrics.classification(metrics.confusion(pred.data, target.data, { classes }));
    return {
      OA: scores.oa,
      AA: scores.aa,
      Kappa: scores.kappa,
      per_class: table(scores.perClass, classes),
    };
  },

  "stad/roc-metrics"({ num_thresholds: thresholds }, { target, score }) {
    const official = metrics.anomalyByThresholds(score.data, target.data, { thresholds });
    const exact = metrics.anomaly(score.data, target.data);
    const three = ({ aucDF, aucDTau, aucFTau }: metrics.AnomalyScores) => ({
      AUC_DF: aucDF,
      AUC_Dtau: aucDTau,
      AUC_Ftau: aucFTau,
    });
    return { official: { ...three(official), SNPR_dB: official.snprDb }, exact: three(exact) };
  },

  "swimdiff/downstream-metrics"({ threshold }, inputs) {
    const change = new metrics.ChangeScores({ threshold });
    for (const { logits, mask } of inputs.change) change.add(sigmoid(logits.data), mask.data);
    const { multilabel_logits: logits, multilabel_targets: targets, class_logits, class_labels } = inputs;
    const ap = metrics.multiLabel(logits.data, targets.data, { labels: logits.shape[1] });
    const classes = class_logits.shape[1];
    return {
      change_global: change.total(),
      change_mean_of_batches: change.meanOfBatches(),
      multilabel: {
        micro_ap: ap.micro,
        macro_ap: ap.macro,
        multilabel_soft_margin: metrics.logLoss(sigmoid(logits.data), targets.data),
      },
      classification: {
        oa: metrics.topK(class_logits.data, class_labels.data, { classes }),
        cross_entropy: metrics.logLoss(softmax(class_logits), class_labels.data, { classes }),
      },
    };
  },

  "sarnet/box-iou-terms"({ eps }, { boxes_a, boxes_b }) {
    const pairs = metrics.boxPairs(boxes_a.data, boxes_b.data, { eps });
    return Object.fromEntries(Object.entries(pairs).map(([name, list]) => [name, table(list, list.length)]));
  },

  "sarnet/nms"(config, { boxes, probs }) {
    const { conf, iou, multi_label, agnostic, class_offset, max_det } = config;
    const kept = metrics.selectDetections(boxes.data, probs.data, {
      classes: probs.shape[1],
      confidence: conf,
      iou,
      multiLabel: multi_label,
      agnostic,
      classOffset: class_offset,
      max: max_det,
    });
    const rows = Array.from(kept.scores, (score, i) => [
      ...kept.boxes.slice(4 * i, 4 * i + 4),
      score,
      kept.classes[i]!,
    ]);
    return { rows: table(rows.flat(), rows.length, 6) };
  },

  "sarnet/coco-ap"(config, { detections, ground_truth }) {
    const coco = new metrics.CocoEvaluator({
      classes: config.classes,
      iouThresholds: config.iou_thresholds,
      recallPoints: config.recall_points,
      maxDetections: config.max_dets,
      areaLimits: config.area_limits,
    });
    interface Entry {
      readonly image: number;
      readonly cls: number;
      readonly rows: Tensor;
    }
    const labels = (entries: readonly Entry[]) =>
      entries.flatMap(({ cls, rows }) => new Array<number>(rows.shape[0]!).fill(cls));
    const columns = (entries: readonly Entry[], ...which: readonly number[]) =>
      entries.flatMap(({ rows }) => rowsOf(rows, which));
    for (let image = 0; image < config.images; image++) {
      const found = detections.filter((entry: Entry) => entry.image === image);
      const truth = ground_truth.filter((entry: Entry) => entry.image === image);
      coco.add(
        { boxes: columns(found, 0, 1, 2, 3), scores: columns(found, 4), classes: labels(found) },
        {
          boxes: columns(truth, 0, 1, 2, 3),
          classes: labels(truth),
          crowd: columns(truth, 4),
          areas: columns(truth, 5),
        },
      );
    }
    const got = coco.result();
    const perClass = (of: (label: number) => number) =>
      table(
        Float64Array.from({ length: config.classes }, (_, label) => of(label)),
        config.classes,
      );
    const first = got.precision(0, 0);
    return {
      AP_all: got.ap,
      AP50: got.ap50,
      AP75: got.ap75,
      AP_per_iou: table(got.apPerThreshold, got.apPerThreshold.length),
      AP_per_class: table(got.apPerClass, config.classes),
      AP50_per_class: table(got.ap50PerClass, config.classes),
      AP_small: got.apSmall,
      AP_medium: got.apMedium,
      AP_large: got.apLarge,
      AR_1: got.ar1,
      AR_10: got.ar10,
      AR_100: got.ar100,
      AR_small: got.arSmall,
      AR_medium: got.arMedium,
      AR_large: got.arLarge,
      precision_at_iou50_class0_101pts: table(
        first.length > 0 ? first : new Float64Array(config.recall_points).fill(-1),
        config.recall_points,
      ),
      final_recall_at_iou50_per_class: perClass((label) => got.recall(label, 0)),
    };
  },

  "sarnet/yolo-ap"(config, { images }) {
    const classes =
      1 + Math.max(...images.flatMap((image: Json) => [...image.gt_cls.data, ...image.pred_cls.data]));
    const yolo = new metrics.YoloEvaluator({
      classes,
      iouThresholds: config.iou_thresholds,
      confidences: config.conf_grid,
      smooth: config.smooth_fraction,
    });
    const correct = images.map(({ pred_boxes, conf, pred_cls, gt_boxes, gt_cls }: Json) => {
      const rows = yolo.add(
        { boxes: pred_boxes.data, scores: conf.data, classes: pred_cls.data },
        { boxes: gt_boxes.data, classes: gt_cls.data },
      );
      return table(
        rows.flatMap((row) => [...row]),
        rows.length,
        config.iou_thresholds.length,
      );
    });
    const got = yolo.result();
    const list = (values: Float64Array | Int32Array) => table(values, values.length);
    return {
      classes: list(got.classes),
      precision: list(got.precision),
      recall: list(got.recall),
      f1: list(got.f1),
      best_conf: got.confidence,
      ap50: list(got.ap50),
      ap: list(got.ap),
      map50: got.map50,
      map: got.map,
      mp: got.meanPrecision,
      mr: got.meanRecall,
      correct,
    };
  },
};

import * as metrics from "../../../lib/metrics/index.js";
import type { GoldenAdapters, GoldenTensor } from "../contract.js";
import { list, table } from "../layout.js";

/** Some columns of a table, row after row. */
const columnsOf = ({ shape, data }: GoldenTensor, columns: readonly number[]): number[] =>
  Array.from({ length: shape[0]! }, (_, row) =>
    columns.map((column) => data[row * shape[1]! + column]!),
  ).flat();

/** The boxes of one class in one image. */
interface Entry {
  readonly image: number;
  readonly cls: number;
  readonly rows: GoldenTensor;
}

const labels = (entries: readonly Entry[]) =>
  entries.flatMap(({ cls, rows }) => new Array<number>(rows.shape[0]!).fill(cls));
const columns = (entries: readonly Entry[], ...which: readonly number[]) =>
  entries.flatMap(({ rows }) => columnsOf(rows, which));

/** One image of yolo-ap. */
interface Image {
  readonly pred_boxes: GoldenTensor;
  readonly conf: GoldenTensor;
  readonly pred_cls: GoldenTensor;
  readonly gt_boxes: GoldenTensor;
  readonly gt_cls: GoldenTensor;
}

export const sarnet: GoldenAdapters = {
  "sarnet/box-iou-terms"({ config: { eps }, inputs: { boxes_a, boxes_b } }) {
    const pairs = metrics.boxPairs(boxes_a.data, boxes_b.data, { eps });
    return Object.fromEntries(Object.entries(pairs).map(([name, values]) => [name, list(values)]));
  },

  "sarnet/nms"({ config, inputs: { boxes, probs } }) {
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

  "sarnet/coco-ap"({ config, inputs: { detections, ground_truth } }) {
    const coco = new metrics.CocoEvaluator({
      classes: config.classes,
      iouThresholds: config.iou_thresholds,
      recallPoints: config.recall_points,
      maxDetections: config.max_dets,
      areaLimits: config.area_limits,
    });
    for (let image = 0; image < config.images; image++) {
      const found = (detections as readonly Entry[]).filter((entry) => entry.image === image);
      const truth = (ground_truth as readonly Entry[]).filter((entry) => entry.image === image);
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
    const first = got.precision(0, 0);
    return {
      AP_all: got.ap,
      AP50: got.ap50,
      AP75: got.ap75,
      AP_per_iou: list(got.apPerThreshold),
      AP_per_class: list(got.apPerClass),
      AP50_per_class: list(got.ap50PerClass),
      AP_small: got.apSmall,
      AP_medium: got.apMedium,
      AP_large: got.apLarge,
      AR_1: got.ar1,
      AR_10: got.ar10,
      AR_100: got.ar100,
      AR_small: got.arSmall,
      AR_medium: got.arMedium,
      AR_large: got.arLarge,
      precision_at_iou50_class0_101pts: list(
        first.length > 0 ? first : new Float64Array(config.recall_points).fill(-1),
      ),
      final_recall_at_iou50_per_class: list(
        Float64Array.from({ length: config.classes }, (_, label) => got.recall(label, 0)),
      ),
    };
  },

  "sarnet/yolo-ap"({ config, inputs }) {
    const images = inputs.images as readonly Image[];
    const labelsOf = images.flatMap(({ gt_cls, pred_cls }) => [...gt_cls.data, ...pred_cls.data]);
    const yolo = new metrics.YoloEvaluator({
      classes: 1 + Math.max(0, ...labelsOf),
      iouThresholds: config.iou_thresholds,
      confidences: config.conf_grid,
      smooth: config.smooth_fraction,
    });
    const correct = images.map(({ pred_boxes, conf, pred_cls, gt_boxes, gt_cls }) => {
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

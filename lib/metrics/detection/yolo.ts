import { ValueError } from "../../errors.js";
import { linspace, wholeNumber } from "../check.js";
import { type BoxFormat, boxIou, convertBoxes } from "./boxes.js";
import { type DetectedBoxes, type TrueBoxes, validImage } from "./image.js";
import { descending } from "./order.js";

/** How YOLO's evaluation is done. */
export interface YoloOptions {
  /** How many classes there are, counted from 0. */
  readonly classes: number;
  /** "xyxy" unless told. */
  readonly format?: BoxFormat;
  /** 0.5, 0.55, …, 0.95 unless told. Precision and recall are read at the first. */
  readonly iouThresholds?: readonly number[];
  /** How many confidences from 0 to 1 precision and recall are read at. 1,000 unless told. */
  readonly confidences?: number;
  /** The share of the confidences over which the mean F1 is smoothed before its maximum is sought. 0.1 unless told. */
  readonly smooth?: number;
}

/** What YOLO tools print; lists run parallel to `classes`. */
export interface YoloScores {
  /** The classes that have objects, ascending. */
  readonly classes: Int32Array;
  /** The confidence where the smoothed mean F1 is highest; precision, recall and F1 are read there. */
  readonly confidence: number;
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly f1: Float64Array;
  readonly ap50: Float64Array;
  /** AP, the mean over all IoU thresholds. */
  readonly ap: Float64Array;
  readonly meanPrecision: number;
  readonly meanRecall: number;
  readonly map50: number;
  readonly map: number;
}

/** Keeps 0/0 away, as the reference does. */
const EPSILON = 1e-16;

interface Found {
  readonly score: number;
  readonly label: number;
  /** One bit an IoU threshold. */
  readonly right: number;
}

/**
 * The evaluation that YOLO tools do, which differs from COCO's in matching, interpolation and in reading precision and
 * recall at the confidence of the best F1. Say which one you print.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const yolo = new metrics.YoloEvaluator({ classes: 1 });
 * const correct = yolo.add(
 *   { boxes: [0, 0, 10, 10, 40, 40, 50, 50], scores: [0.9, 0.3], classes: [0, 0] },
 *   { boxes: [0, 0, 10, 9], classes: [0] },
 * );
 * correct[0]; // Uint8Array [1, 1, 1, 1, 1, 1, 1, 1, 1, 0]: IoU 0.9
 * yolo.result().map50; // 0.995
 * ```
 */
export class YoloEvaluator {
  readonly #options: Required<Pick<YoloOptions, "classes" | "format" | "confidences" | "smooth">>;
  readonly #thresholds: Float64Array;
  readonly #found: Found[] = [];
  readonly #objects: Float64Array;

  constructor({ iouThresholds, ...options }: YoloOptions) {
    this.#options = { format: "xyxy", confidences: 1000, smooth: 0.1, ...options };
    wholeNumber("yolo", "classes", options.classes, 1);
    wholeNumber("yolo", "confidences", this.#options.confidences, 2);
    this.#thresholds = iouThresholds ? Float64Array.from(iouThresholds) : linspace(0.5, 0.95, 10);
    if (this.#thresholds.length === 0 || this.#thresholds.length > 30) {
      throw new ValueError("yolo", `${this.#thresholds.length} IoU thresholds`, { mend: "give 1 to 30" });
    }
    this.#objects = new Float64Array(options.classes);
  }

  /** Counts one image, and says of every detection at which IoU thresholds it is right. */
  add(found: DetectedBoxes, truth: TrueBoxes): readonly Uint8Array[] {
    validImage("yolo", found, truth, this.#options.classes);
    const { format } = this.#options;
    const objects = truth.classes.length;
    const table = boxIou(
      convertBoxes(truth.boxes, format, "xywh"),
      convertBoxes(found.boxes, format, "xywh"),
      { format: "xywh" },
    );
    const count = found.classes.length;
    const pairs: { readonly object: number; readonly detection: number; readonly iou: number }[] = [];
    for (let object = 0; object < objects; object++) {
      for (let detection = 0; detection < count; detection++) {
        if (truth.classes[object] !== found.classes[detection]) continue;
        pairs.push({ object, detection, iou: table[object * count + detection]! });
      }
      this.#objects[truth.classes[object]!]!++;
    }
    pairs.sort((a, b) => b.iou - a.iou);
    const right = new Int32Array(count);
    this.#thresholds.forEach((threshold, t) => {
      // Every detection keeps its best object; then every object the first such detection in the order of the list.
      const objectOf = new Map<number, number>();
      for (const { object, detection, iou } of pairs) {
        if (iou >= threshold && !objectOf.has(detection)) objectOf.set(detection, object);
      }
      const taken = new Set<number>();
      for (const detection of [...objectOf.keys()].sort((a, b) => a - b)) {
        const object = objectOf.get(detection)!;
        if (taken.has(object)) continue;
        taken.add(object);
        right[detection]! |= 1 << t;
      }
    });
    for (let i = 0; i < count; i++) {
      this.#found.push({ score: found.scores[i]!, label: found.classes[i]!, right: right[i]! });
    }
    return Array.from(right, (bits) => Uint8Array.from(this.#thresholds, (_, t) => (bits >> t) & 1));
  }

  result(): YoloScores {
    const { confidences, smooth } = this.#options;
    const classes = Int32Array.from(this.#objects.keys()).filter((label) => this.#objects[label]! > 0);
    if (classes.length === 0) {
      throw new ValueError("yolo", "no image with an object was added", {
        mend: "call add(found, truth) first",
      });
    }
    const grid = linspace(0, 1, confidences);
    const perClass = Array.from(classes, (label) => this.#classCurves(label, grid));
    const f1 = perClass.map(({ precision, recall }) =>
      precision.map((p, i) => (2 * p * recall[i]!) / (p + recall[i]! + EPSILON)),
    );
    const meanF1 = grid.map((_, i) => f1.reduce((sum, curve) => sum + curve[i]!, 0) / f1.length);
    const smoothed = boxFilter(meanF1, smooth);
    const best = smoothed.reduce((top, value, i) => (value > smoothed[top]! ? i : top), 0);
    const list = (of: (k: number) => number) => Float64Array.from(perClass.keys(), of);
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const precision = list((k) => perClass[k]!.precision[best]!);
    const recall = list((k) => perClass[k]!.recall[best]!);
    const ap50 = list((k) => perClass[k]!.aps[0]!);
    const ap = list((k) => mean(perClass[k]!.aps));
    return {
      classes,
      confidence: grid[best]!,
      precision,
      recall,
      f1: list((k) => f1[k]![best]!),
      ap50,
      ap,
      meanPrecision: mean(precision),
      meanRecall: mean(recall),
      map50: mean(ap50),
      map: mean(ap),
    };
  }

  #classCurves(label: number, grid: Float64Array) {
    const own = this.#found.filter((found) => found.label === label);
    const objects = this.#objects[label]!;
    const order = Array.from(descending(own.map(({ score }) => score)), (i) => own[i]!);
    const curveAt = (t: number) => {
      let right = 0;
      const rights = Float64Array.from(order, ({ right: bits }) => (right += (bits >> t) & 1));
      return {
        recall: rights.map((count) => count / (objects + EPSILON)),
        precision: rights.map((count, i) => count / (i + 1)),
      };
    };
    const first = curveAt(0);
    const falling = Float64Array.from(order, ({ score }) => -score);
    const over = (curve: Float64Array, left: number) =>
      grid.map((confidence) => (order.length === 0 ? 0 : interpolate(-confidence, falling, curve, left)));
    return {
      precision: over(first.precision, 1),
      recall: over(first.recall, 0),
      aps: this.#thresholds.map((_, t) => (order.length === 0 ? 0 : interpolatedAp(curveAt(t)))),
    };
  }
}

/** The trapezoid over the linearly interpolated, non-increasing precision at 101 recalls, between (0, 1) and (1, 0). */
function interpolatedAp({
  precision,
  recall,
}: {
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}): number {
  const x = Float64Array.of(0, ...recall, 1);
  const y = Float64Array.of(1, ...precision, 0);
  for (let i = y.length - 1; i > 0; i--) if (y[i]! > y[i - 1]!) y[i - 1] = y[i]!;
  const points = linspace(0, 1, 101);
  const heights = points.map((point) => interpolate(point, x, y, 1));
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    area += ((points[i]! - points[i - 1]!) * (heights[i]! + heights[i - 1]!)) / 2;
  }
  return area;
}

/** numpy.interp: linear between ascending x, `left` before the first, the last value behind the last. */
function interpolate(at: number, x: Float64Array, y: Float64Array, left: number): number {
  if (at < x[0]!) return left;
  let [low, high] = [0, x.length];
  // The last index whose x is not beyond: of several equal x the last counts.
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  if (low === x.length - 1) return y[low]!;
  return y[low]! + ((y[low + 1]! - y[low]!) / (x[low + 1]! - x[low]!)) * (at - x[low]!);
}

/** The mean over a window of odd width, the ends repeated. */
function boxFilter(values: Float64Array, share: number): Float64Array {
  const half = Math.floor(roundHalfEven(values.length * share * 2) / 2 / 2);
  return values.map((_, i) => {
    let sum = 0;
    for (let k = i - half; k <= i + half; k++) sum += values[Math.min(Math.max(k, 0), values.length - 1)]!;
    return sum / (2 * half + 1);
  });
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

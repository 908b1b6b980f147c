import { ShapeError, ValueError } from "../../errors.js";
import { linspace, type Numbers, wholeNumber, zeroOrOne } from "../check.js";
import { type BoxFormat, convertBoxes } from "./boxes.js";
import { type Collected, type Curve, curve, recallWithin } from "./coco-curve.js";
import { type ClassInImage, match, overlaps } from "./coco-match.js";
import { type DetectedBoxes, type TrueBoxes, validImage } from "./image.js";
import { descending } from "./order.js";

/** How COCO's evaluation is done. */
export interface CocoOptions {
  /** How many classes there are, counted from 0. */
  readonly classes: number;
  /** The form of all boxes. "xywh" unless told, as COCO's files have it. */
  readonly format?: BoxFormat;
  /** 0.5, 0.55, …, 0.95 unless told; at most 30. */
  readonly iouThresholds?: readonly number[];
  /** How many equally spaced recalls precision is read at. 101 unless told. */
  readonly recallPoints?: number;
  /** Detections an image and class that count for AR1, AR10, AR100; the last holds for AP too. */
  readonly maxDetections?: readonly [number, number, number];
  /** Where small ends and large begins, in square pixels; the limits belong to both. [32², 96²] unless told. */
  readonly areaLimits?: readonly [number, number];
}

/** The objects of one image, as COCO annotates them. */
export interface CocoTruth extends TrueBoxes {
  /** 1 for a region with more objects than anyone counted: it may be matched often and never counts. 0 unless told. */
  readonly crowd?: Numbers;
  /** The area that decides small, medium or large: COCO takes the polygon's. The box's unless told. */
  readonly areas?: Numbers;
}

/** A range of object sizes. */
export type CocoSize = "all" | "small" | "medium" | "large";

/** COCO's twelve figures, and what they are made of. Wherever there is no object, the figure is -1. */
export interface CocoScores {
  /** AP, the mean over classes and IoU thresholds. */
  readonly ap: number;
  /** AP at IoU 0.5; -1 when that is not among the thresholds. */
  readonly ap50: number;
  readonly ap75: number;
  readonly apSmall: number;
  readonly apMedium: number;
  readonly apLarge: number;
  /** The mean recall with at most one detection an image and class (the first of `maxDetections`). */
  readonly ar1: number;
  readonly ar10: number;
  readonly ar100: number;
  readonly arSmall: number;
  readonly arMedium: number;
  readonly arLarge: number;
  /** Of every class: AP over all thresholds, and at 0.5. */
  readonly apPerClass: Float64Array;
  readonly ap50PerClass: Float64Array;
  /** At every threshold: AP over all classes. */
  readonly apPerThreshold: Float64Array;
  readonly iouThresholds: Float64Array;
  /** The recalls at which precision is read. */
  readonly recallPoints: Float64Array;
  /** Precision of a class at every recall point; empty where the class has no object of that size. */
  precision(classIndex: number, thresholdIndex: number, size?: CocoSize): Float64Array;
  /** The recall that a class reaches in the end; -1 where it has no object of that size. */
  recall(classIndex: number, thresholdIndex: number, size?: CocoSize): number;
}

const SIZES: readonly CocoSize[] = ["all", "small", "medium", "large"];
const HUGE = 1e5 ** 2;

/** Everything collected of one class; the lists grow by doubling. */
class ClassRecord {
  count = 0;
  scores = new Float64Array(16);
  ranks = new Int32Array(16);
  readonly sizes = SIZES.map(() => ({
    matched: new Int32Array(16),
    ignored: new Int32Array(16),
    objects: 0,
  }));

  reserve(more: number): void {
    const need = this.count + more;
    if (need <= this.scores.length) return;
    const length = Math.max(need, this.scores.length * 2);
    const grown = <T extends Float64Array | Int32Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.scores = grown(this.scores, new Float64Array(length));
    this.ranks = grown(this.ranks, new Int32Array(length));
    for (const size of this.sizes) {
      size.matched = grown(size.matched, new Int32Array(length));
      size.ignored = grown(size.ignored, new Int32Array(length));
    }
  }
}

/**
 * COCO's evaluation of boxes, image by image: nothing of an image is kept but one number a detection and size range, so
 * any number of images goes through. The figures are those of pycocotools, with crowds, size ranges and caps. Add
 * images in the order of their ids: equal scores in different images keep that order.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const coco = new metrics.CocoEvaluator({ classes: 1 });
 * coco.add(
 *   { boxes: [10, 10, 40, 40, 80, 80, 10, 10], scores: [0.9, 0.6], classes: [0, 0] },
 *   { boxes: [10, 10, 40, 44], classes: [0] },
 * );
 * const { ap, ap50, apSmall } = coco.result();
 * ap; // 0.8999999999999999: found up to IoU 0.9, which is 9 of 10 thresholds
 * ap50; // 0.9999999999999999
 * apSmall; // -1: there is no small object
 * ```
 */
export class CocoEvaluator {
  readonly #classes: number;
  readonly #format: BoxFormat;
  readonly #thresholds: Float64Array;
  readonly #points: Float64Array;
  readonly #caps: readonly [number, number, number];
  readonly #ranges: readonly (readonly [number, number])[];
  readonly #records: readonly ClassRecord[];

  constructor(options: CocoOptions) {
    const { classes, format = "xywh", iouThresholds, recallPoints = 101 } = options;
    const { maxDetections = [1, 10, 100], areaLimits = [32 ** 2, 96 ** 2] } = options;
    wholeNumber("coco", "classes", classes, 1);
    wholeNumber("coco", "recallPoints", recallPoints, 2);
    for (const cap of maxDetections) wholeNumber("coco", "a cap of maxDetections", cap, 1);
    if (!(maxDetections[0] <= maxDetections[1] && maxDetections[1] <= maxDetections[2])) {
      throw new ValueError("coco", `maxDetections are ${maxDetections.join(", ")}`, {
        mend: "give them ascending",
      });
    }
    if (iouThresholds && (iouThresholds.length === 0 || iouThresholds.length > 30)) {
      throw new ValueError("coco", `${iouThresholds.length} IoU thresholds`, { mend: "give 1 to 30" });
    }
    this.#classes = classes;
    this.#format = format;
    this.#thresholds = iouThresholds ? Float64Array.from(iouThresholds) : linspace(0.5, 0.95, 10);
    this.#points = linspace(0, 1, recallPoints);
    this.#caps = maxDetections;
    this.#ranges = [
      [0, HUGE],
      [0, areaLimits[0]],
      [areaLimits[0], areaLimits[1]],
      [areaLimits[1], HUGE],
    ];
    this.#records = Array.from({ length: classes }, () => new ClassRecord());
  }

  /** Counts one image. An image that is refused changes nothing. */
  add(found: DetectedBoxes, truth: CocoTruth): this {
    validImage("coco", found, truth, this.#classes);
    const objects = truth.classes.length;
    for (const [name, list] of [
      ["crowd marks", truth.crowd],
      ["areas", truth.areas],
    ] as const) {
      if (list && list.length !== objects) {
        throw new ShapeError("coco", `${objects} true boxes, ${list.length} ${name}`, {
          mend: "give one a box",
        });
      }
    }
    for (let i = 0; i < (truth.crowd?.length ?? 0); i++) zeroOrOne("coco", "crowd mark", truth.crowd![i]!, i);

    const foundBoxes = convertBoxes(found.boxes, this.#format, "xywh");
    const trueBoxes = convertBoxes(truth.boxes, this.#format, "xywh");
    const foundOf = byClass(found.classes, descending(found.scores));
    const trueOf = byClass(truth.classes);
    for (const label of new Set([...foundOf.keys(), ...trueOf.keys()])) {
      const detections = (foundOf.get(label) ?? []).slice(0, this.#caps[2]);
      const inClass = trueOf.get(label) ?? [];
      this.#collect(
        this.#records[label]!,
        detections.map((i) => found.scores[i]!),
        {
          found: pick(foundBoxes, detections),
          truth: pick(trueBoxes, inClass),
          crowd: Uint8Array.from(inClass, (i) => truth.crowd?.[i] ?? 0),
          areas: Float64Array.from(
            inClass,
            (i) => truth.areas?.[i] ?? trueBoxes[4 * i + 2]! * trueBoxes[4 * i + 3]!,
          ),
        },
      );
    }
    return this;
  }

  /** The figures of all images so far; more may be added afterwards. */
  result(): CocoScores {
    const thresholds = this.#thresholds;
    const curves = this.#records.map((record) => {
      const order = descending(record.scores.subarray(0, record.count));
      return record.sizes.map((size): readonly Curve[] =>
        size.objects === 0
          ? []
          : Array.from(thresholds, (_, t) => curve({ ...size, count: record.count }, order, t, this.#points)),
      );
    });
    const all = Array.from(thresholds.keys());
    const labels = Array.from(this.#records.keys());
    const ap = (over: readonly number[], at: readonly number[], size: number) =>
      meanOrMinusOne(over.flatMap((label) => at.flatMap((t) => curves[label]![size]![t]?.precision ?? [])));
    const ar = (size: number) =>
      meanOrMinusOne(labels.map((label) => Float64Array.from(curves[label]![size]!, ({ recall }) => recall)));
    const capped = (cap: number) =>
      meanOrMinusOne(
        this.#records.map((record) => {
          const size: Collected = { ...record.sizes[0]!, count: record.count };
          return size.objects === 0 ? [] : all.map((t) => recallWithin(size, record.ranks, cap, t));
        }),
      );
    const at = (iou: number) => all.filter((t) => Math.abs(thresholds[t]! - iou) < 1e-9);
    return {
      ap: ap(labels, all, 0),
      ap50: ap(labels, at(0.5), 0),
      ap75: ap(labels, at(0.75), 0),
      apSmall: ap(labels, all, 1),
      apMedium: ap(labels, all, 2),
      apLarge: ap(labels, all, 3),
      ar1: capped(this.#caps[0]),
      ar10: capped(this.#caps[1]),
      ar100: ar(0),
      arSmall: ar(1),
      arMedium: ar(2),
      arLarge: ar(3),
      apPerClass: Float64Array.from(labels, (label) => ap([label], all, 0)),
      ap50PerClass: Float64Array.from(labels, (label) => ap([label], at(0.5), 0)),
      apPerThreshold: Float64Array.from(all, (t) => ap(labels, [t], 0)),
      iouThresholds: thresholds.slice(),
      recallPoints: this.#points.slice(),
      precision: (label, t, size = "all") =>
        (this.#curve(curves, label, t, size)?.precision ?? new Float64Array(0)).slice(),
      recall: (label, t, size = "all") => this.#curve(curves, label, t, size)?.recall ?? -1,
    };
  }

  #collect(record: ClassRecord, scores: readonly number[], image: ClassInImage): void {
    const table = overlaps(image);
    record.reserve(scores.length);
    record.scores.set(scores, record.count);
    for (let rank = 0; rank < scores.length; rank++) record.ranks[record.count + rank] = rank;
    record.sizes.forEach((size, which) => {
      const { matched, ignored, objects } = match(image, table, this.#thresholds, this.#ranges[which]!);
      size.matched.set(matched, record.count);
      size.ignored.set(ignored, record.count);
      size.objects += objects;
    });
    record.count += scores.length;
  }

  #curve(
    curves: readonly (readonly (readonly Curve[])[])[],
    label: number,
    t: number,
    size: CocoSize,
  ): Curve | undefined {
    if (!(label in curves) || !(t in this.#thresholds)) {
      throw new ValueError("coco", `there is no class ${label} at threshold number ${t}`, {
        mend: `classes run from 0 to ${this.#classes - 1}, thresholds from 0 to ${this.#thresholds.length - 1}`,
      });
    }
    return curves[label]![SIZES.indexOf(size)]![t];
  }
}

function byClass(classes: Numbers, order?: Uint32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let k = 0; k < classes.length; k++) {
    const i = order ? order[k]! : k;
    const group = groups.get(classes[i]!);
    if (group) group.push(i);
    else groups.set(classes[i]!, [i]);
  }
  return groups;
}

function pick(boxes: Float64Array, chosen: readonly number[]): Float64Array {
  const picked = new Float64Array(chosen.length * 4);
  chosen.forEach((i, k) => {
    picked.set(boxes.subarray(4 * i, 4 * i + 4), 4 * k);
  });
  return picked;
}

function meanOrMinusOne(lists: readonly Numbers[]): number {
  let [sum, count] = [0, 0];
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) sum += list[i]!;
    count += list.length;
  }
  return count === 0 ? -1 : sum / count;
}

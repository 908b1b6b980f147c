import { ShapeError } from "../../errors.js";
import { type Numbers, notNaN, rowsOf, wholeNumber } from "../check.js";
import { type BoxFormat, convertBoxes, overlap } from "./boxes.js";
import { descending } from "./order.js";

/** What suppresses what. */
export interface NmsOptions {
  /** A box that overlaps a kept one by more than this is dropped. 0.5 unless told. */
  readonly iou?: number;
  /** Boxes of different classes never drop each other; without classes all do. */
  readonly classes?: Numbers;
  /** Keep at most this many. */
  readonly max?: number;
  /** "xyxy" unless told. */
  readonly format?: BoxFormat;
}

/**
 * Greedy non-maximum suppression: the indices of the boxes that are kept, by falling score (of equal scores the
 * earlier first).
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const boxes = [0, 0, 10, 10, 1, 0, 11, 10, 20, 20, 30, 30];
 * metrics.nms(boxes, [0.8, 0.9, 0.7]); // Int32Array [1, 2]
 * metrics.nms(boxes, [0.8, 0.9, 0.7], { classes: [0, 1, 0] }); // Int32Array [1, 0, 2]
 * ```
 */
export function nms(boxes: Numbers, scores: Numbers, options: NmsOptions = {}): Int32Array {
  const { iou = 0.5, classes, max = Number.POSITIVE_INFINITY, format = "xyxy" } = options;
  const count = rowsOf("nms", "box numbers", boxes, 4);
  if (scores.length !== count || (classes && classes.length !== count)) {
    throw new ShapeError(
      "nms",
      `${count} boxes, ${scores.length} scores, ${classes?.length ?? "no"} classes`,
      {
        mend: "give one score (and one class) a box",
      },
    );
  }
  if (max !== Number.POSITIVE_INFINITY) wholeNumber("nms", "max", max, 0);
  notNaN("nms", "box number", boxes);
  notNaN("nms", "score", scores);
  const flat = convertBoxes(boxes, format, "xywh");
  const kept: number[] = [];
  // A kept box need only be compared with the kept ones of its class.
  const keptOf = new Map<number, number[]>();
  for (const candidate of descending(scores)) {
    if (kept.length >= max) break;
    const label = classes ? classes[candidate]! : 0;
    const rivals = keptOf.get(label) ?? [];
    if (rivals.some((rival) => overlap(flat, 4 * candidate, flat, 4 * rival, false) > iou)) continue;
    rivals.push(candidate);
    keptOf.set(label, rivals);
    kept.push(candidate);
  }
  return Int32Array.from(kept);
}

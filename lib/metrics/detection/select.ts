import { ShapeError } from "../../errors.js";
import { type Numbers, notNaN, rowsOf, wholeNumber } from "../check.js";
import { nms } from "./nms.js";

/** What is kept of a detector's output. */
export interface SelectOptions {
  /** How many classes: the width of the table of probabilities. */
  readonly classes: number;
  /** Only what is more probable than this. 0.25 unless told (for pictures; for mAP take about 0.001). */
  readonly confidence?: number;
  /** The overlap above which the weaker box goes. 0.45 unless told. */
  readonly iou?: number;
  /** Every class above the confidence gives a detection (for mAP), or only a box's best class. False unless told. */
  readonly multiLabel?: boolean;
  /** Boxes of different classes drop each other too. False unless told. */
  readonly agnostic?: boolean;
  /**
   * Keep classes apart as YOLO tools do, by moving the boxes of class k by k times this many pixels. Equal to comparing
   * class by class, which is done unless told, only while boxes lie within this distance.
   */
  readonly classOffset?: number;
  /** At most this many detections. 300 unless told. */
  readonly max?: number;
}

/** Detections of one image, best first. */
export interface Detections {
  /** x1, y1, x2, y2, flat. */
  readonly boxes: Float64Array;
  readonly scores: Float64Array;
  readonly classes: Int32Array;
}

/**
 * From a detector's raw boxes (x1, y1, x2, y2) and class probabilities to detections: confidence filter, greedy
 * non-maximum suppression, cap.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const boxes = [0, 0, 10, 10, 1, 0, 11, 10];
 * const probabilities = [0.6, 0.3, 0.9, 0.1]; // two boxes, two classes
 * metrics.selectDetections(boxes, probabilities, { classes: 2 }).scores; // Float64Array [0.9]
 * metrics.selectDetections(boxes, probabilities, { classes: 2, multiLabel: true }).scores; // Float64Array [0.9, 0.3]
 * ```
 */
export function selectDetections(boxes: Numbers, probabilities: Numbers, options: SelectOptions): Detections {
  const {
    classes,
    confidence = 0.25,
    iou = 0.45,
    multiLabel = false,
    agnostic = false,
    max = 300,
    classOffset,
  } = options;
  wholeNumber("selectDetections", "classes", classes, 1);
  wholeNumber("selectDetections", "max", max, 0);
  const count = rowsOf("selectDetections", "box numbers", boxes, 4);
  if (probabilities.length !== count * classes) {
    throw new ShapeError("selectDetections", `${count} boxes, ${probabilities.length} probabilities`, {
      mend: `give ${classes} probabilities a box`,
    });
  }
  notNaN("selectDetections", "probability", probabilities);
  const candidates: Candidate[] = [];
  for (let box = 0; box < count; box++) {
    const score = (label: number) => probabilities[box * classes + label]!;
    let best = 0;
    for (let label = 0; label < classes; label++) {
      if (score(label) > score(best)) best = label;
      if (multiLabel && score(label) > confidence) candidates.push({ box, label, score: score(label) });
    }
    if (!multiLabel && score(best) > confidence) candidates.push({ box, label: best, score: score(best) });
  }
  const corners = (chosen: readonly Candidate[], offset = 0) =>
    Float64Array.from({ length: chosen.length * 4 }, (_, i) => {
      const { box, label } = chosen[i >> 2]!;
      return boxes[box * 4 + (i & 3)]! + label * offset;
    });
  const byClass = !agnostic && classOffset === undefined;
  const kept = nms(
    corners(candidates, agnostic ? 0 : classOffset),
    candidates.map(({ score }) => score),
    { iou, max, ...(byClass ? { classes: candidates.map(({ label }) => label) } : {}) },
  );
  const chosen = Array.from(kept, (i) => candidates[i]!);
  return {
    boxes: corners(chosen),
    scores: Float64Array.from(chosen, ({ score }) => score),
    classes: Int32Array.from(chosen, ({ label }) => label),
  };
}

interface Candidate {
  readonly box: number;
  readonly label: number;
  readonly score: number;
}

import { ShapeError, ValueError } from "../../errors.js";
import { meanOfNumbers, type Numbers, wholeNumber, zeroOrOne } from "../check.js";
import { type BoxFormat, convertBoxes, overlap } from "./boxes.js";
import { type DetectedBoxes, type TrueBoxes, validImage } from "./image.js";
import { descending } from "./order.js";

/** How VOC's evaluation is done. */
export interface VocOptions {
  /** How many classes there are, counted from 0. */
  readonly classes: number;
  /** A detection that overlaps an object by at least this has found it. 0.5 unless told. */
  readonly iou?: number;
  /** The area under the curve ("area", VOC 2010 on) or the mean at 11 recalls ("11-point", VOC 2007). "area" unless told. */
  readonly interpolation?: "area" | "11-point";
  /** "xyxy" unless told. */
  readonly format?: BoxFormat;
  /** Boxes name their last pixel, as in VOC's files: a box from 0 to 9 is 10 wide. False (half-open) unless told. */
  readonly inclusive?: boolean;
}

/** The objects of one image, as VOC annotates them. */
export interface VocTruth extends TrueBoxes {
  /** 1 for an object that need not be found, and whose finder is not counted. 0 unless told. */
  readonly difficult?: Numbers;
}

/** VOC's average precision of every class. */
export interface VocScores {
  /** The mean over the classes that have objects. */
  readonly map: number;
  /** A class: its average precision; NaN for a class without objects. */
  readonly apPerClass: Float64Array;
  /** A class: how many objects had to be found. */
  readonly objects: Float64Array;
  /** A class: precision and recall after each detection, best score first. */
  readonly curves: readonly { readonly precision: Float64Array; readonly recall: Float64Array }[];
}

/**
 * Average precision from the course of precision and recall, best score first: the precision is made non-increasing,
 * then its area is taken, or its mean at the recalls 0, 0.1, …, 1.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const [precision, recall] = [[1, 0.5, 2 / 3], [0.5, 0.5, 1]];
 * metrics.vocAp(precision, recall); // 0.8333333333333333
 * metrics.vocAp(precision, recall, "11-point"); // 0.8484848484848483
 * ```
 */
export function vocAp(
  precision: Numbers,
  recall: Numbers,
  interpolation: "area" | "11-point" = "area",
): number {
  if (precision.length !== recall.length) {
    throw new ShapeError("vocAp", `${precision.length} precisions, ${recall.length} recalls`, {
      mend: "give one a detection",
    });
  }
  const envelope = Float64Array.from(precision);
  for (let i = envelope.length - 1; i > 0; i--) {
    if (envelope[i]! > envelope[i - 1]!) envelope[i - 1] = envelope[i]!;
  }
  let area = 0;
  if (interpolation === "area") {
    for (let i = 0; i < envelope.length; i++) area += (recall[i]! - (recall[i - 1] ?? 0)) * envelope[i]!;
    return area;
  }
  let at = 0;
  for (let tenth = 0; tenth <= 10; tenth++) {
    while (at < envelope.length && recall[at]! < tenth / 10) at++;
    area += (envelope[at] ?? 0) / 11;
  }
  return area;
}

interface Found {
  readonly score: number;
  readonly right: boolean;
}

/**
 * Pascal VOC's evaluation of boxes, image by image. Each detection, best score first, goes to the object that it
 * overlaps most; the first to come finds it, every later one is wrong.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const voc = new metrics.VocEvaluator({ classes: 1 });
 * voc.add(
 *   { boxes: [0, 0, 10, 10, 1, 0, 11, 10], scores: [0.9, 0.8], classes: [0, 0] },
 *   { boxes: [0, 0, 10, 10, 50, 50, 60, 60], classes: [0, 0] },
 * );
 * voc.result().map; // 0.5: one of two objects found, and found twice
 * ```
 */
export class VocEvaluator {
  readonly #options: Required<VocOptions>;
  readonly #found: Found[][];
  readonly #objects: Float64Array;

  constructor(options: VocOptions) {
    wholeNumber("voc", "classes", options.classes, 1);
    this.#options = { iou: 0.5, interpolation: "area", format: "xyxy", inclusive: false, ...options };
    if (this.#options.inclusive && this.#options.format !== "xyxy") {
      throw new ValueError("voc", `inclusive boxes in the form ${this.#options.format}`, {
        mend: 'give boxes as "xyxy", or leave inclusive away',
      });
    }
    this.#found = Array.from({ length: options.classes }, () => []);
    this.#objects = new Float64Array(options.classes);
  }

  /** Counts one image. An image that is refused changes nothing. */
  add(found: DetectedBoxes, truth: VocTruth): this {
    validImage("voc", found, truth, this.#options.classes);
    const { difficult } = truth;
    const objects = truth.classes.length;
    if (difficult && difficult.length !== objects) {
      throw new ShapeError("voc", `${objects} true boxes, ${difficult.length} marks of difficulty`, {
        mend: "give one a box",
      });
    }
    for (let i = 0; i < (difficult?.length ?? 0); i++)
      zeroOrOne("voc", "mark of difficulty", difficult![i]!, i);

    const foundBoxes = this.#boxes(found.boxes);
    const trueBoxes = this.#boxes(truth.boxes);
    const taken = new Uint8Array(objects);
    for (let j = 0; j < objects; j++) if (!difficult?.[j]) this.#objects[truth.classes[j]!]!++;
    for (const i of descending(found.scores)) {
      const label = found.classes[i]!;
      let [best, chosen] = [Number.NEGATIVE_INFINITY, -1];
      for (let j = 0; j < objects; j++) {
        if (truth.classes[j] !== label) continue;
        const iou = overlap(foundBoxes, 4 * i, trueBoxes, 4 * j, false);
        if (iou > best) [best, chosen] = [iou, j];
      }
      const hit = chosen >= 0 && best >= this.#options.iou;
      if (hit && difficult?.[chosen]) continue;
      this.#found[label]!.push({ score: found.scores[i]!, right: hit && taken[chosen] === 0 });
      if (hit) taken[chosen] = 1;
    }
    return this;
  }

  result(): VocScores {
    const curves = this.#found.map((found, label) => {
      const ordered = found.toSorted((a, b) => b.score - a.score);
      let right = 0;
      const rights = Float64Array.from(ordered, (one) => (right += Number(one.right)));
      return {
        precision: rights.map((count, i) => count / (i + 1)),
        recall: rights.map((count) => count / this.#objects[label]!),
      };
    });
    const apPerClass = Float64Array.from(curves, ({ precision, recall }, label) =>
      this.#objects[label] === 0 ? Number.NaN : vocAp(precision, recall, this.#options.interpolation),
    );
    return { map: meanOfNumbers(apPerClass), apPerClass, objects: this.#objects.slice(), curves };
  }

  /** The boxes as x, y, w, h, half-open. */
  #boxes(boxes: Numbers): Float64Array {
    const flat = convertBoxes(boxes, this.#options.format, "xywh");
    if (!this.#options.inclusive) return flat;
    return flat.map((value, i) => (i % 4 > 1 ? value + 1 : value));
  }
}

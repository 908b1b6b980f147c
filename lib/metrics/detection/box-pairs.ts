import { type Numbers, rowsOf, sameLength } from "../check.js";

/** What `boxPairs` takes besides the boxes. */
export interface BoxPairsOptions {
  /** Added to the union, to the enclosing box and to the heights in the aspect term. 1e-7 unless told. */
  readonly eps?: number;
}

/** The IoU family of pairs of boxes, one entry a pair. */
export interface BoxPairs {
  readonly iou: Float64Array;
  /** IoU less the share of the enclosing box that neither covers. */
  readonly giou: Float64Array;
  /** IoU less the squared distance of the centres in units of the enclosing diagonal. */
  readonly diou: Float64Array;
  /** DIoU less `alpha * v`. */
  readonly ciou: Float64Array;
  /** How far the aspect ratios differ. */
  readonly v: Float64Array;
  readonly alpha: Float64Array;
}

/**
 * IoU, GIoU, DIoU and CIoU of pairs of boxes (corners x1, y1, x2, y2): the first of one list with the first of the
 * other, and so on.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * const { iou, giou } = metrics.boxPairs([0, 0, 10, 10], [5, 0, 15, 10]);
 * iou[0]; // 0.333333328…: eps moves the eighth digit
 * giou[0]; // 0.333333342…: the two cover their enclosing box
 * ```
 */
export function boxPairs(
  predicted: Numbers,
  target: Numbers,
  { eps = 1e-7 }: BoxPairsOptions = {},
): BoxPairs {
  sameLength("boxPairs", predicted, target, ["numbers of predicted boxes", "numbers of target boxes"]);
  const count = rowsOf("boxPairs", "box numbers", predicted, 4);
  const list = () => new Float64Array(count);
  const pairs = { iou: list(), giou: list(), diou: list(), ciou: list(), v: list(), alpha: list() };
  for (let n = 0; n < count; n++) {
    const [ax1, ay1, ax2, ay2] = [0, 1, 2, 3].map((k) => predicted[4 * n + k]!) as [
      number,
      number,
      number,
      number,
    ];
    const [bx1, by1, bx2, by2] = [0, 1, 2, 3].map((k) => target[4 * n + k]!) as [
      number,
      number,
      number,
      number,
    ];
    const [aw, ah, bw, bh] = [ax2 - ax1, ay2 - ay1 + eps, bx2 - bx1, by2 - by1 + eps];
    const both =
      Math.max(0, Math.min(ax2, bx2) - Math.max(ax1, bx1)) *
      Math.max(0, Math.min(ay2, by2) - Math.max(ay1, by1));
    const union = aw * ah + bw * bh - both + eps;
    const iou = both / union;
    const width = Math.max(ax2, bx2) - Math.min(ax1, bx1);
    const height = Math.max(ay2, by2) - Math.min(ay1, by1);
    const enclosing = width * height + eps;
    const diagonal = width ** 2 + height ** 2 + eps;
    const apart = ((bx1 + bx2 - ax1 - ax2) ** 2 + (by1 + by2 - ay1 - ay2) ** 2) / 4;
    const v = (4 / Math.PI ** 2) * (Math.atan(bw / bh) - Math.atan(aw / ah)) ** 2;
    const alpha = v / (v - iou + (1 + eps));
    pairs.iou[n] = iou;
    pairs.giou[n] = iou - (enclosing - union) / enclosing;
    pairs.diou[n] = iou - apart / diagonal;
    pairs.ciou[n] = iou - (apart / diagonal + v * alpha);
    pairs.v[n] = v;
    pairs.alpha[n] = alpha;
  }
  return pairs;
}

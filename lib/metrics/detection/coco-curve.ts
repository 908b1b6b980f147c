/** What has been collected of one class in one range of sizes, detections in the order in which images came. */
export interface Collected {
  /** How many are valid in each list. */
  readonly count: number;
  readonly matched: Int32Array;
  readonly ignored: Int32Array;
  readonly objects: number;
}

/** Precision at the recall points and the recall reached, at one IoU threshold. */
export interface Curve {
  readonly precision: Float64Array;
  readonly recall: number;
}

/** numpy.spacing(1): keeps 0/0 away and changes no other double that is counted here. */
const EPSILON = Number.EPSILON;

/** The precision-recall curve at threshold number `t` over detections in this order, made non-increasing. */
export function curve(collected: Collected, order: Uint32Array, t: number, points: Float64Array): Curve {
  const bit = 1 << t;
  const { matched, ignored, objects } = collected;
  const recalls = new Float64Array(order.length);
  const precisions = new Float64Array(order.length);
  let [right, wrong] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    const detection = order[i]!;
    if (!(ignored[detection]! & bit)) {
      if (matched[detection]! & bit) right++;
      else wrong++;
    }
    recalls[i] = right / objects;
    precisions[i] = right / (wrong + right + EPSILON);
  }
  for (let i = order.length - 1; i > 0; i--) {
    if (precisions[i]! > precisions[i - 1]!) precisions[i - 1] = precisions[i]!;
  }
  let at = 0;
  const precision = points.map((point) => {
    while (at < recalls.length && recalls[at]! < point) at++;
    return at < recalls.length ? precisions[at]! : 0;
  });
  return { precision, recall: order.length > 0 ? recalls.at(-1)! : 0 };
}

/** The share of objects found at threshold number `t` with at most `cap` detections an image. */
export function recallWithin(
  { count, matched, ignored, objects }: Collected,
  ranks: Int32Array,
  cap: number,
  t: number,
): number {
  const bit = 1 << t;
  let right = 0;
  for (let i = 0; i < count; i++) {
    if (ranks[i]! < cap && matched[i]! & bit && !(ignored[i]! & bit)) right++;
  }
  return right / objects;
}

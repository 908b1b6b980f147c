import { overlap } from "./boxes.js";

/** The boxes of one class in one image, x, y, w, h; detections by falling score. */
export interface ClassInImage {
  readonly found: Float64Array;
  readonly truth: Float64Array;
  readonly crowd: Uint8Array;
  /** The areas that the size classes go by: a polygon's, where there is one. */
  readonly areas: Float64Array;
}

/** One detection in one range of sizes, one bit an IoU threshold. */
export interface Matches {
  readonly matched: Int32Array;
  readonly ignored: Int32Array;
  /** Objects that count in this range. */
  readonly objects: number;
}

/** Every overlap of an image's class, one row a detection; computed once for all ranges of sizes. */
export function overlaps({ found, truth, crowd }: ClassInImage): Float64Array {
  const objects = truth.length / 4;
  const table = new Float64Array((found.length / 4) * objects);
  let at = 0;
  for (let i = 0; i < found.length; i += 4) {
    for (let j = 0; j < objects; j++) table[at++] = overlap(found, i, truth, 4 * j, crowd[j] === 1);
  }
  return table;
}

/**
 * COCO's matching: each detection in turn takes the free object that it overlaps most, an object that does not count
 * (a crowd, or outside the range of sizes) only if there is no other. Of equal overlaps the later object wins, since
 * the reference asks "not smaller".
 */
export function match(
  image: ClassInImage,
  table: Float64Array,
  thresholds: Float64Array,
  [low, high]: readonly [number, number],
): Matches {
  const { found, crowd, areas } = image;
  const detections = found.length / 4;
  const objects = areas.length;
  const matched = new Int32Array(detections);
  const ignored = new Int32Array(detections);
  const outside = (area: number) => area < low || area > high;

  // Objects that count come first, each kind in its own order.
  const order = new Int32Array(objects);
  let counted = 0;
  for (let j = 0; j < objects; j++) if (!crowd[j] && !outside(areas[j]!)) order[counted++] = j;
  let at = counted;
  for (let j = 0; j < objects; j++) if (crowd[j] || outside(areas[j]!)) order[at++] = j;

  if (objects > 0) {
    const taken = new Uint8Array(objects);
    for (let t = 0; t < thresholds.length; t++) {
      const least = Math.min(thresholds[t]!, 1 - 1e-10);
      const bit = 1 << t;
      taken.fill(0);
      for (let d = 0; d < detections; d++) {
        let best = least;
        let chosen = -1;
        for (let k = 0; k < objects; k++) {
          if (k === counted && chosen >= 0) break;
          const object = order[k]!;
          if (taken[object] && !crowd[object]) continue;
          const iou = table[d * objects + object]!;
          if (iou < best) continue;
          best = iou;
          chosen = k;
        }
        if (chosen < 0) continue;
        taken[order[chosen]!] = 1;
        matched[d]! |= bit;
        if (chosen >= counted) ignored[d]! |= bit;
      }
    }
  }
  const every = 2 ** thresholds.length - 1;
  for (let d = 0; d < detections; d++) {
    if (outside(found[4 * d + 2]! * found[4 * d + 3]!)) ignored[d]! |= every & ~matched[d]!;
  }
  return { matched, ignored, objects: counted };
}

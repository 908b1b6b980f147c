import type { Box } from "../../read/labels.js";
import type { SampleLike } from "../sample.js";

/** The sample with its boxes changed, where it has a field `boxes`. */
export function changeBoxes<Sample extends SampleLike>(
  sample: Sample,
  change: (boxes: readonly Box[]) => readonly Box[],
): Sample {
  const { boxes } = sample as { readonly boxes?: readonly Box[] };
  return boxes === undefined ? sample : { ...sample, boxes: change(boxes) };
}

/** Where a point goes. */
export type PointMove = (x: number, y: number) => readonly [x: number, y: number];

/** A box whose corners and outline go where their points go; edges stay parallel to the axes. */
export function moveBox(box: Box, move: PointMove): Box {
  const [x0, y0] = move(box.x, box.y);
  const [x1, y1] = move(box.x + box.width, box.y + box.height);
  const outline = box.outline && movedPoints(box.outline, move);
  return {
    ...box,
    x: Math.min(x0, x1),
    y: Math.min(y0, y1),
    width: Math.abs(x1 - x0),
    height: Math.abs(y1 - y0),
    ...(outline && { outline }),
  };
}

function movedPoints(points: readonly number[], move: PointMove): readonly number[] {
  const out: number[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) out.push(...move(points[i]!, points[i + 1]!));
  return out;
}

/** A part of an image in which boxes may lie. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * What of the boxes lies inside the frame. A box of which less than the share `visible` of its area is left goes: what
 * cannot be seen must not be learned. Points of an outline are drawn to the frame's edge.
 */
export function clipBoxes(boxes: readonly Box[], frame: Frame, visible: number): readonly Box[] {
  const { left, top, right, bottom } = frame;
  return boxes.flatMap((box) => {
    const x = Math.max(left, box.x);
    const y = Math.max(top, box.y);
    const width = Math.min(right, box.x + box.width) - x;
    const height = Math.min(bottom, box.y + box.height) - y;
    if (!(width > 0 && height > 0) || width * height < visible * box.width * box.height) return [];
    const whole = width === box.width && height === box.height;
    if (whole) return [box];
    const inside: PointMove = (px, py) => [
      Math.min(right, Math.max(left, px)),
      Math.min(bottom, Math.max(top, py)),
    ];
    const outline = box.outline && movedPoints(box.outline, inside);
    return [{ ...box, x, y, width, height, truncated: true, ...(outline && { outline }) }];
  });
}

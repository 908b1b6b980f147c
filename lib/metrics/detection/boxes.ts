import { ShapeError } from "../../errors.js";
import { allFinite, type Numbers, rowsOf } from "../check.js";

/**
 * How four numbers name a box: corners, corner and size (COCO), or centre and size (YOLO). Sides are half-open: a box
 * from 0 to 10 is 10 wide.
 */
export type BoxFormat = "xyxy" | "xywh" | "cxcywh";

/** The boxes of a flat list in another form.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.convertBoxes([10, 20, 30, 60], "xyxy", "xywh"); // Float64Array [10, 20, 20, 40]
 * metrics.convertBoxes([10, 20, 30, 60], "xyxy", "cxcywh"); // Float64Array [20, 40, 20, 40]
 * ```
 */
export function convertBoxes(boxes: Numbers, from: BoxFormat, to: BoxFormat): Float64Array {
  const count = rowsOf("convertBoxes", "box numbers", boxes, 4);
  const result = Float64Array.from(boxes);
  if (from === to) return result;
  for (let i = 0; i < count * 4; i += 4) {
    let x = boxes[i]!;
    let y = boxes[i + 1]!;
    let w = boxes[i + 2]!;
    let h = boxes[i + 3]!;
    if (from === "xyxy") [w, h] = [w - x, h - y];
    if (from === "cxcywh") [x, y] = [x - w / 2, y - h / 2];
    if (to === "xyxy") [w, h] = [x + w, y + h];
    if (to === "cxcywh") [x, y] = [x + w / 2, y + h / 2];
    result[i] = x;
    result[i + 1] = y;
    result[i + 2] = w;
    result[i + 3] = h;
  }
  return result;
}

/** What `boxIou` takes besides the boxes. */
export interface BoxIouOptions {
  /** The form of both lists. "xyxy" unless told. */
  readonly format?: BoxFormat;
  /** Column boxes that are crowds (1): there, the overlap counts against the row box alone, as COCO has it. */
  readonly crowd?: Numbers;
}

/**
 * The IoU of every box of one list with every box of another: row-major, one row a box of `a`. Two boxes without any
 * area have IoU 0.
 *
 * @example
 * ```ts
 * import { metrics } from "swath";
 *
 * metrics.boxIou([0, 0, 10, 10], [0, 0, 10, 10, 5, 0, 15, 10, 20, 20, 30, 30]);
 * // Float64Array [1, 0.3333333333333333, 0]
 * ```
 */
export function boxIou(a: Numbers, b: Numbers, { format = "xyxy", crowd }: BoxIouOptions = {}): Float64Array {
  const rows = convertBoxes(a, format, "xywh");
  const columns = convertBoxes(b, format, "xywh");
  const count = columns.length / 4;
  if (crowd && crowd.length !== count) {
    throw new ShapeError("boxIou", `${count} column boxes, ${crowd.length} crowd marks`, {
      mend: "give one mark a box of the second list",
    });
  }
  allFinite("boxIou", "number of the first list,", rows);
  allFinite("boxIou", "number of the second list,", columns);
  const result = new Float64Array((rows.length / 4) * count);
  let at = 0;
  for (let i = 0; i < rows.length; i += 4) {
    for (let j = 0; j < columns.length; j += 4) {
      result[at++] = overlap(rows, i, columns, j, crowd !== undefined && crowd[j >> 2] === 1);
    }
  }
  return result;
}

/** IoU of two boxes x, y, w, h at offsets in flat lists; the order of the operations is pycocotools'. */
export function overlap(a: Float64Array, i: number, b: Float64Array, j: number, crowd: boolean): number {
  const [ax, ay, aw, ah] = [a[i]!, a[i + 1]!, a[i + 2]!, a[i + 3]!];
  const [bx, by, bw, bh] = [b[j]!, b[j + 1]!, b[j + 2]!, b[j + 3]!];
  const w = Math.min(aw + ax, bw + bx) - Math.max(ax, bx);
  if (w <= 0) return 0;
  const h = Math.min(ah + ay, bh + by) - Math.max(ay, by);
  if (h <= 0) return 0;
  const both = w * h;
  const area = aw * ah;
  return both / (crowd ? area : area + bw * bh - both);
}

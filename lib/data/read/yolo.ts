import { Guard, type ReadOptions } from "./guard.js";
import type { Box, ImageLabels } from "./labels.js";
import { type Input, inputName, readAll, withSource } from "./source.js";

/** How YOLO labels are read. */
export interface ReadYoloOptions {
  /** Size of the image: YOLO's numbers are shares of it. */
  readonly height: number;
  readonly width: number;
  /** Names of the classes by number. */
  readonly classes?: readonly string[];
}

/**
 * Reads the labels of one image in YOLO's form: a line an object, `class x y width height` with the box's centre as shares
 * of the image, with a score behind it, or `class x y x y x y …` for an outline, whose box is taken.
 *
 * @example
 * ```ts
 * import { readYolo } from "swath/data";
 *
 * const text = new TextEncoder().encode("0 0.5 0.5 0.2 0.4\n");
 * const { boxes } = await readYolo(text, { height: 100, width: 200, classes: ["ship"] });
 * boxes[0]; // { label: "ship", x: 80, y: 30, width: 40, height: 40 }
 * ```
 */
export async function readYolo(input: Input, options: ReadYoloOptions & ReadOptions): Promise<ImageLabels> {
  const guard = new Guard("readYolo", inputName(input), options);
  return withSource(input, async (source) => parseYolo(await readAll(source, guard), options, guard));
}

/** The labels in these bytes. */
export function parseYolo(bytes: Uint8Array, options: ReadYoloOptions, guard: Guard): ImageLabels {
  const { height, width, classes } = options;
  const boxes: Box[] = [];
  new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .forEach((line, i) => {
      if (line.trim() === "") return;
      guard.count(1, "the lines");
      const place = `line ${i + 1}`;
      const parts = line.trim().split(/\s+/);
      const values = parts.map(Number);
      if (values.length < 5 || !values.every(Number.isFinite)) {
        guard.fail(place, `"${line.trim().slice(0, 60)}" is no object`, "a line is: class x y width height");
      }
      const [id, ...rest] = values as [number, ...number[]];
      if (!(Number.isInteger(id) && id >= 0)) guard.fail(place, `class ${parts[0]}`);
      if (classes && id >= classes.length)
        guard.fail(place, `class ${id}, ${classes.length} are named`, "give more classes");
      const label = classes ? classes[id]! : id;
      if (rest.length > 5 && rest.length % 2 === 0) boxes.push(outlined(label, rest, height, width));
      else if (rest.length <= 5) {
        const [x, y, w, h, score] = rest as [number, number, number, number, number?];
        if (w < 0 || h < 0) guard.fail(place, `a box of ${w} by ${h}`);
        boxes.push({
          label,
          x: (x - w / 2) * width,
          y: (y - h / 2) * height,
          width: w * width,
          height: h * height,
          ...(score !== undefined && { score }),
        });
      } else
        guard.fail(
          place,
          `${rest.length} numbers behind the class`,
          "an outline has pairs of numbers, a box four",
        );
    });
  return { height, width, boxes };
}

function outlined(label: string | number, shares: readonly number[], height: number, width: number): Box {
  const outline = shares.map((share, i) => share * (i % 2 === 0 ? width : height));
  const xs = outline.filter((_, i) => i % 2 === 0);
  const ys = outline.filter((_, i) => i % 2 === 1);
  // Not Math.min(...): an outline may have more points than a call has arguments.
  const [left, right] = [xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b))];
  const [top, bottom] = [ys.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.max(a, b))];
  return { label, x: left, y: top, width: right - left, height: bottom - top, outline };
}

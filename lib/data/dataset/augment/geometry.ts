import { integers, uniform } from "../../../device/random/index.js";
import { ShapeError, ValueError } from "../../../errors.js";
import { arrayOf } from "../../raster/dtype.js";
import type { Raster } from "../../raster/raster.js";
import type { SampleLike } from "../sample.js";
import { type AnyAugmentation, commonSize, rasters } from "./augmentation.js";
import { changeBoxes, clipBoxes, moveBox } from "./boxes.js";
import { quarterTurns, type Turn, turnPoint, turnRaster } from "./turn.js";

function turned<Sample extends SampleLike>(operation: string, sample: Sample, turn: Turn): Sample {
  const size = commonSize(operation, sample);
  const fields = rasters(sample).map(([name, raster]) => [name, turnRaster(raster, turn)] as const);
  const move = turnPoint(turn, size);
  return changeBoxes({ ...sample, ...Object.fromEntries(fields) }, (boxes) =>
    boxes.map((box) => moveBox(box, move)),
  );
}

export function checkShare(operation: string, name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new ValueError(operation, `${name} is ${value}`, { mend: "give a number from 0 to 1" });
}

/** How likely each flip of {@link randomFlip} is. */
export interface RandomFlipOptions {
  /** Left to right; 0.5 unless told. */
  readonly horizontal?: number;
  /** Top to bottom; 0 unless told. An aerial image has no top: 0.5 serves there. */
  readonly vertical?: number;
}

/**
 * Flips every raster of a sample, its mask and its boxes alike.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { randomFlip, Raster } from "swath/data";
 *
 * const image = new Raster(new Uint8Array([1, 2, 3]), { height: 1, width: 3 });
 * const boxes = [{ label: "ship", x: 0, y: 0, width: 1, height: 1 }];
 * const flipped = randomFlip({ horizontal: 1 })({ image, boxes }, seed(1));
 * flipped.image.data; // Uint8Array [3, 2, 1]
 * flipped.boxes[0]?.x; // 2
 * ```
 */
export function randomFlip(options: RandomFlipOptions = {}): AnyAugmentation {
  const { horizontal = 0.5, vertical = 0 } = options;
  checkShare("randomFlip", "horizontal", horizontal);
  checkShare("randomFlip", "vertical", vertical);
  return (sample, key) => {
    const [a, b] = uniform(key, 2) as unknown as [number, number];
    const turn = { transpose: false, flipColumns: a < horizontal, flipRows: b < vertical };
    return turn.flipColumns || turn.flipRows ? turned("randomFlip", sample, turn) : sample;
  };
}

/**
 * Turns a sample by 0, 90, 180 or 270 degrees, each equally likely. Images that are not square change their shape, so a
 * batch of them does not go together unless a crop follows.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { randomTurn, Raster } from "swath/data";
 *
 * const image = new Raster(new Uint8Array([1, 2, 3, 4]), { height: 2, width: 2 });
 * const seen = [0, 1, 2, 3, 4, 5].map((i) => randomTurn()({ image }, seed(i)).image.data.join());
 * new Set(seen).size > 1; // true
 * ```
 */
export function randomTurn(): AnyAugmentation {
  return (sample, key) => {
    const [quarters = 0] = integers(key, 1, { max: 4 });
    return quarters === 0 ? sample : turned("randomTurn", sample, quarterTurns(quarters));
  };
}

/** What {@link randomCrop} cuts out. */
export interface RandomCropOptions {
  /** Height and width of the result. */
  readonly size: number | readonly [height: number, width: number];
  /** Pixels put around the image before it is cut; 0 unless told. */
  readonly padding?: number;
  /** Their value in images; 0 unless told. */
  readonly fill?: number;
  /** Their value in a raster called `mask`; 0 unless told, often the label that is ignored. */
  readonly maskFill?: number;
  /** Boxes go of which less than this share of the area is left; 0.1 unless told. */
  readonly visible?: number;
}

/**
 * Cuts a random window out of every raster of a sample, after padding; boxes are shifted and clipped.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { randomCrop, Raster } from "swath/data";
 *
 * const image = Raster.zeros({ height: 40, width: 50, bands: 3 });
 * const mask = Raster.zeros({ height: 40, width: 50, dtype: "uint8" });
 * const cut = randomCrop({ size: 32 })({ image, mask }, seed(1));
 * [cut.image.shape, cut.mask.shape]; // [[32, 32, 3], [32, 32, 1]]
 * ```
 */
export function randomCrop(options: RandomCropOptions): AnyAugmentation {
  const { padding = 0, fill = 0, maskFill = 0, visible = 0.1 } = options;
  const [height, width] = typeof options.size === "number" ? [options.size, options.size] : options.size;
  checkShare("randomCrop", "visible", visible);
  for (const [name, value, least] of [
    ["size", Math.min(height, width), 1],
    ["padding", padding, 0],
  ] as const) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new ValueError("randomCrop", `${name} is ${value}`, { mend: "give a whole number of pixels" });
  }
  return (sample, key) => {
    const from = commonSize("randomCrop", sample);
    const room = [from.height + 2 * padding - height, from.width + 2 * padding - width] as const;
    if (room[0] < 0 || room[1] < 0) {
      throw new ShapeError("randomCrop", `${height}×${width} out of ${from.height}×${from.width}`, {
        mend: "give a smaller size, or more padding",
      });
    }
    const [a, b] = uniform(key, 2) as unknown as [number, number];
    const top = Math.floor(a * (room[0] + 1)) - padding;
    const left = Math.floor(b * (room[1] + 1)) - padding;
    const fields = rasters(sample).map(([name, raster]) => {
      return [name, window(raster, { top, left, height, width }, name === "mask" ? maskFill : fill)] as const;
    });
    const frame = { left: 0, top: 0, right: width, bottom: height };
    return changeBoxes({ ...sample, ...Object.fromEntries(fields) }, (boxes) =>
      clipBoxes(
        boxes.map((box) => moveBox(box, (x, y) => [x - left, y - top])),
        frame,
        visible,
      ),
    );
  };
}

interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** A window that may reach beyond the raster. */
export function window(raster: Raster, { top, left, height, width }: Window, fill: number): Raster {
  const { bands, data } = raster;
  const out = arrayOf(raster.dtype, height * width * bands);
  if (fill !== 0) out.fill(fill);
  const [first, last] = [Math.max(0, left), Math.min(raster.width, left + width)];
  for (let row = Math.max(0, top); last > first && row < Math.min(raster.height, top + height); row++) {
    const from = (row * raster.width + first) * bands;
    out.set(data.subarray(from, from + (last - first) * bands), ((row - top) * width + first - left) * bands);
  }
  const layers = Object.entries(raster.layers).map(
    ([name, layer]) => [name, window(layer, { top, left, height, width }, 0)] as const,
  );
  return raster.with(out, { height, width, transform: undefined, layers: Object.fromEntries(layers) });
}

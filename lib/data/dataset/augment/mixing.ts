import { type Key, uniform } from "../../../device/random/index.js";
import { ShapeError, ValueError } from "../../../errors.js";
import { arrayOf } from "../../raster/dtype.js";
import { Raster } from "../../raster/raster.js";
import type { Box } from "../../read/labels.js";
import { Draws } from "../../simulate/support/draws.js";
import type { ImageSample } from "../sample.js";
import type { Augmentation, Peers } from "./augmentation.js";
import { clipBoxes, moveBox } from "./boxes.js";
import { checkShare, window } from "./geometry.js";

/** A blend of two images, and how much of each class is in it. */
export interface MixedSample {
  /** float32 */
  readonly image: Raster;
  /** One share a class, in sum 1. */
  readonly label: Float32Array;
}

/**
 * Blends a sample with another of its batch by a share from Beta(alpha, alpha), the images and their labels (Zhang et al.,
 * ICLR 2018, arXiv 1710.09412). Labels become shares of the classes, for a cross entropy that takes them.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { mixup, Raster } from "swath/data";
 *
 * const of = (value: number) => new Raster(new Uint8Array([value]), { height: 1, width: 1 });
 * const samples = [{ image: of(0), label: 0 }, { image: of(100), label: 1 }];
 * const peers = { size: 2, self: 0, get: (i: number) => ({ sample: samples[i]!, key: seed(i) }) };
 * const { image, label } = mixup({ classes: 2 })(samples[0]!, seed(5), peers);
 * Math.abs(image.data[0]! - 100 * label[1]!) < 1e-4; // true: as much of the image as of the label
 * ```
 */
export function mixup(options: {
  readonly classes: number;
  /** Small: mostly one of the two; 1: all blends alike; 0.2 unless told. */
  readonly alpha?: number;
}): Augmentation<ImageSample, MixedSample> {
  const { classes, alpha = 0.2 } = options;
  if (!(alpha > 0)) throw new ValueError("mixup", `alpha is ${alpha}`, { mend: "give a number above 0" });
  return (sample, key, peers) => {
    const share = beta(key.fold("share"), alpha);
    const other = partner(key.fold("partner"), sample, peers);
    const [a, b] = [sample.image, other.image];
    if (String(a.shape) !== String(b.shape)) {
      throw new ShapeError("mixup", `${a} and ${b} do not go together`, {
        mend: "crop or resize them first",
      });
    }
    const out = new Float32Array(a.data.length);
    for (let i = 0; i < out.length; i++) out[i] = share * a.data[i]! + (1 - share) * b.data[i]!;
    const label = new Float32Array(classes);
    for (const [index, part] of [
      [sample.label, share],
      [other.label, 1 - share],
    ] as const) {
      if (!(index >= 0 && index < classes)) {
        throw new ValueError("mixup", `label ${index} of ${classes} classes`, { mend: "give classes" });
      }
      label[index] = label[index]! + part;
    }
    return { image: a.with(out), label };
  };
}

function partner<Sample>(key: Key, sample: Sample, peers: Peers<Sample> | undefined): Sample {
  if (!peers || peers.size < 2) return sample;
  const [u = 0] = uniform(key, 1);
  // Any of the batch but the sample itself.
  const step = 1 + Math.min(peers.size - 2, Math.floor(u * (peers.size - 1)));
  return peers.get((peers.self + step) % peers.size).sample;
}

/** Beta(a, a) from two Gammas. */
function beta(key: Key, alpha: number): number {
  const draws = new Draws(key);
  const [x, y] = [gamma(draws, alpha), gamma(draws, alpha)];
  return x + y > 0 ? x / (x + y) : draws.uniform() < 0.5 ? 0 : 1;
}

/** Gamma(shape, 1) by Marsaglia and Tsang (2000), a shape below 1 through the one above it. */
function gamma(draws: Draws, shape: number): number {
  if (shape < 1) return gamma(draws, shape + 1) * (1 - draws.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = draws.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - draws.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** What {@link mosaic} can put together. */
export interface MosaicSample {
  readonly image: Raster;
  readonly boxes: readonly Box[];
}

/** How {@link mosaic} puts images together. */
export interface MosaicOptions {
  /** Height and width of the result. */
  readonly size: number;
  /** Where nothing lies; 0 unless told. */
  readonly fill?: number;
  /** Boxes go of which less than this share of the area is left; 0.1 unless told. */
  readonly visible?: number;
  /** How likely; otherwise the sample alone is cut or padded to the size. 1 unless told. */
  readonly p?: number;
}

/**
 * Four images of a batch around a random point, as detectors of the YOLO family train (SAR-Net's sheet, 4): each lies with
 * the corner that points to the middle at that point and is cut at the edge of the result, its boxes with it.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { mosaic, Raster } from "swath/data";
 *
 * const image = Raster.zeros({ height: 64, width: 64, dtype: "uint8" });
 * const boxes = [{ label: "ship", x: 20, y: 20, width: 10, height: 10 }];
 * mosaic({ size: 64 })({ image, boxes }, seed(1)).image.shape; // [64, 64, 1]
 * ```
 */
export function mosaic(options: MosaicOptions): Augmentation<MosaicSample> {
  const { size, fill = 0, visible = 0.1, p = 1 } = options;
  checkShare("mosaic", "visible", visible);
  checkShare("mosaic", "p", p);
  const all = { left: 0, top: 0, right: size, bottom: size };
  return (sample, key, peers) => {
    const [whether, a, b] = uniform(key.fold("place"), 3) as unknown as readonly [number, number, number];
    if (whether >= p) {
      const image = window(sample.image, { top: 0, left: 0, height: size, width: size }, fill);
      return { ...sample, image, boxes: clipBoxes(sample.boxes, all, visible) };
    }
    const row = Math.round(size * (0.25 + 0.5 * a));
    const column = Math.round(size * (0.25 + 0.5 * b));
    const { bands, dtype } = sample.image;
    const data = arrayOf(dtype, size * size * bands).fill(fill);
    const boxes: Box[] = [];
    for (let quarter = 0; quarter < 4; quarter++) {
      const one = quarter === 0 ? sample : partner(key.fold(quarter), sample, peers);
      if (one.image.bands !== bands || one.image.dtype !== dtype) {
        throw new ShapeError("mosaic", `${sample.image} and ${one.image} do not go together`, {
          mend: "give images of one kind",
        });
      }
      const [below, right] = [quarter >= 2, quarter % 2 === 1];
      const top = below ? row : row - one.image.height;
      const left = right ? column : column - one.image.width;
      const frame = {
        top: below ? row : 0,
        bottom: below ? size : row,
        left: right ? column : 0,
        right: right ? size : column,
      };
      paste(data, size, one.image, { top, left }, frame);
      const moved = one.boxes.map((box) => moveBox(box, (x, y) => [x + left, y + top]));
      boxes.push(...clipBoxes(moved, frame, visible));
    }
    return { ...sample, image: new Raster(data, { height: size, width: size, bands }), boxes };
  };
}

function paste(
  data: ReturnType<typeof arrayOf>,
  size: number,
  image: Raster,
  place: { readonly top: number; readonly left: number },
  frame: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
): void {
  const { bands } = image;
  const first = Math.max(frame.left, place.left);
  const last = Math.min(frame.right, place.left + image.width);
  if (last <= first) return;
  for (
    let row = Math.max(frame.top, place.top);
    row < Math.min(frame.bottom, place.top + image.height);
    row++
  ) {
    const from = ((row - place.top) * image.width + first - place.left) * bands;
    data.set(image.data.subarray(from, from + (last - first) * bands), (row * size + first) * bands);
  }
}

import { type Key, uniform } from "../../../device/random/index.js";
import { ValueError } from "../../../errors.js";
import { crop } from "../../raster/crop.js";
import { resample } from "../../raster/resample.js";
import { type AnyAugmentation, commonSize, rasters } from "./augmentation.js";
import { changeBoxes, clipBoxes, moveBox } from "./boxes.js";
import { checkShare } from "./geometry.js";

/** What {@link randomResizedCrop} cuts out. */
export interface RandomResizedCropOptions {
  /** Height and width of the result. */
  readonly size: number | readonly [height: number, width: number];
  /** Share of the image's area that is cut out, from and to; 0.08 to 1 unless told. */
  readonly scale?: readonly [least: number, most: number];
  /** Width over height of what is cut out, from and to; 3/4 to 4/3 unless told. */
  readonly ratio?: readonly [least: number, most: number];
  /** Boxes go of which less than this share of the area is left; 0.1 unless told. */
  readonly visible?: number;
}

/** How often a window is drawn before the middle is taken. */
const TRIES = 10;

/**
 * Cuts out a window of random area and shape and brings it to one size, by torchvision's rule: ten tries to fit a window
 * into the image, else the largest in the middle. Images are resampled without aliasing, a mask by nearest; boxes follow.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { Raster, randomResizedCrop } from "swath/data";
 *
 * const image = Raster.zeros({ height: 90, width: 120, bands: 3 });
 * randomResizedCrop({ size: 64, scale: [0.2, 1] })({ image }, seed(1)).image.shape; // [64, 64, 3]
 * ```
 */
export function randomResizedCrop(options: RandomResizedCropOptions): AnyAugmentation {
  const { scale = [0.08, 1], ratio = [3 / 4, 4 / 3], visible = 0.1 } = options;
  const [height, width] = typeof options.size === "number" ? [options.size, options.size] : options.size;
  checkShare("randomResizedCrop", "visible", visible);
  for (const [name, [least, most], top] of [
    ["scale", scale, 1],
    ["ratio", ratio, Number.POSITIVE_INFINITY],
  ] as const) {
    if (least > 0 && most >= least && most <= top) continue;
    throw new ValueError("randomResizedCrop", `${name} is from ${least} to ${most}`, {
      mend: `give two numbers above 0${top === 1 ? " and up to 1" : ""}, the smaller first`,
    });
  }
  if (!(Number.isInteger(height) && Number.isInteger(width) && Math.min(height, width) > 0)) {
    throw new ValueError("randomResizedCrop", `size is ${options.size}`, {
      mend: "give a whole number of pixels",
    });
  }
  return (sample, key) => {
    const from = drawn(commonSize("randomResizedCrop", sample), { scale, ratio }, key);
    const fields = rasters(sample).map(([name, raster]) => {
      const method = name === "mask" ? "nearest" : "antialiased";
      return [name, resample(crop(raster, from), { height, width, method })] as const;
    });
    const [down, across] = [height / from.height, width / from.width];
    return changeBoxes({ ...sample, ...Object.fromEntries(fields) }, (boxes) =>
      clipBoxes(
        boxes.map((box) => moveBox(box, (x, y) => [(x - from.column) * across, (y - from.row) * down])),
        { left: 0, top: 0, right: width, bottom: height },
        visible,
      ),
    );
  };
}

interface Size {
  readonly height: number;
  readonly width: number;
}

function drawn(
  image: Size,
  { scale, ratio }: Required<Pick<RandomResizedCropOptions, "scale" | "ratio">>,
  key: Key,
): Size & { readonly row: number; readonly column: number } {
  const u = uniform(key, [TRIES, 4]);
  const between = ([least, most]: readonly [number, number], share: number) => least + share * (most - least);
  for (let t = 0; t < TRIES; t++) {
    const area = image.height * image.width * between(scale, u[4 * t]!);
    // A shape and its opposite are equally likely.
    const shape = Math.exp(between([Math.log(ratio[0]), Math.log(ratio[1])], u[4 * t + 1]!));
    const [width, height] = [Math.round(Math.sqrt(area * shape)), Math.round(Math.sqrt(area / shape))];
    if (width < 1 || height < 1 || width > image.width || height > image.height) continue;
    const row = Math.floor(u[4 * t + 2]! * (image.height - height + 1));
    const column = Math.floor(u[4 * t + 3]! * (image.width - width + 1));
    return { row, column, height, width };
  }
  const shape = Math.min(ratio[1], Math.max(ratio[0], image.width / image.height));
  const width = Math.max(1, Math.min(image.width, Math.round(image.height * shape)));
  const height = Math.max(1, Math.min(image.height, Math.round(image.width / shape)));
  return {
    row: Math.floor((image.height - height) / 2),
    column: Math.floor((image.width - width) / 2),
    height,
    width,
  };
}

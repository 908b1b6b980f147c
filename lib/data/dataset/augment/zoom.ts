import { uniform } from "../../../device/random/index.js";
import { ValueError } from "../../../errors.js";
import { arrayOf, isFloating } from "../../raster/dtype.js";
import type { Raster } from "../../raster/raster.js";
import { type AnyAugmentation, commonSize, rasters } from "./augmentation.js";
import { changeBoxes, clipBoxes, moveBox } from "./boxes.js";
import { checkShare } from "./geometry.js";

/** How far {@link randomZoom} goes. */
export interface RandomZoomOptions {
  /** The sample is enlarged by a factor from 1 - scale to 1 + scale; 0.5 unless told. */
  readonly scale?: number;
  /** Its middle moves by at most this share of its height and width; 0.1 unless told. */
  readonly shift?: number;
  /** The value of images where nothing of the sample is left; 0 unless told. */
  readonly fill?: number;
  /** That of a raster called `mask`; 0 unless told, often the label that is ignored. */
  readonly maskFill?: number;
  /** Boxes go of which less than this share of the area is left; 0.1 unless told. */
  readonly visible?: number;
}

/**
 * Enlarges or shrinks a sample about its middle and moves it, within a frame of its own size: detectors learn objects of
 * many sizes and places from it. Images bilinear, a mask and images with no-data by
 * nearest; boxes follow and are clipped.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { Raster, randomZoom } from "swath/data";
 *
 * const image = Raster.zeros({ height: 64, width: 64 });
 * const boxes = [{ label: "ship", x: 24, y: 24, width: 16, height: 16 }];
 * const zoomed = randomZoom({ scale: 0.5, shift: 0.1 })({ image, boxes }, seed(3));
 * [zoomed.image.shape, zoomed.boxes[0]!.width === 16]; // [[64, 64, 1], false]
 * ```
 */
export function randomZoom(options: RandomZoomOptions = {}): AnyAugmentation {
  const { scale = 0.5, shift = 0.1, fill = 0, maskFill = 0, visible = 0.1 } = options;
  checkShare("randomZoom", "shift", shift);
  checkShare("randomZoom", "visible", visible);
  if (!(scale >= 0 && scale < 1)) {
    throw new ValueError("randomZoom", `scale is ${scale}`, { mend: "give a number from 0 to below 1" });
  }
  return (sample, key) => {
    const { height, width } = commonSize("randomZoom", sample);
    const [a, b, c] = Array.from(uniform(key, 3), (u) => 2 * u - 1) as [number, number, number];
    const factor = 1 + scale * a;
    const [y, x] = [moved(height, factor, shift * b), moved(width, factor, shift * c)];
    const fields = rasters(sample).map(([name, raster]) => {
      const isMask = name === "mask";
      // No-data is no number to interpolate with.
      const nearest = isMask || raster.noData !== undefined;
      return [name, zoomed(raster, { y, x, factor, nearest, fill: isMask ? maskFill : fill })] as const;
    });
    return changeBoxes({ ...sample, ...Object.fromEntries(fields) }, (boxes) =>
      clipBoxes(
        boxes.map((box) => moveBox(box, (px, py) => [px * factor + x, py * factor + y])),
        { left: 0, top: 0, right: width, bottom: height },
        visible,
      ),
    );
  };
}

/** Where the first edge goes, so that the middle stays but for its share of a shift. */
const moved = (extent: number, factor: number, share: number) => extent * (0.5 * (1 - factor) + share);

interface Zoom {
  /** Where the upper and the left edge go. */
  readonly y: number;
  readonly x: number;
  readonly factor: number;
  readonly nearest: boolean;
  readonly fill: number;
}

/** Which two old pixels make each new one along an axis, and how much of the second; -1 outside the image. */
function places(count: number, edge: number, { factor, nearest }: Zoom) {
  const low = new Int32Array(count);
  const share = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = (i + 0.5 - edge) / factor;
    if (at < 0 || at >= count) low[i] = -1;
    else if (nearest) low[i] = Math.floor(at);
    else {
      const centre = Math.min(count - 1, Math.max(0, at - 0.5));
      low[i] = Math.floor(centre);
      share[i] = centre - low[i]!;
    }
  }
  return { low, share };
}

function zoomed(raster: Raster, zoom: Zoom): Raster {
  const { height, width, bands, data } = raster;
  const [rows, columns] = [places(height, zoom.y, zoom), places(width, zoom.x, zoom)];
  const out = arrayOf(raster.dtype, data.length);
  if (zoom.fill !== 0) out.fill(zoom.fill);
  const whole = !isFloating(raster.dtype);
  for (let r = 0; r < height; r++) {
    const [top, down] = [rows.low[r]!, rows.share[r]!];
    if (top < 0) continue;
    const below = down > 0 ? width * bands : 0;
    for (let c = 0; c < width; c++) {
      const [left, across] = [columns.low[c]!, columns.share[c]!];
      if (left < 0) continue;
      const beside = across > 0 ? bands : 0;
      for (let band = 0; band < bands; band++) {
        const at = (top * width + left) * bands + band;
        const upper = (1 - across) * data[at]! + across * data[at + beside]!;
        const lower = (1 - across) * data[at + below]! + across * data[at + below + beside]!;
        const value = (1 - down) * upper + down * lower;
        out[(r * width + c) * bands + band] = whole ? Math.round(value) : value;
      }
    }
  }
  const layers = Object.entries(raster.layers).map(
    ([name, layer]) => [name, zoomed(layer, { ...zoom, nearest: true, fill: 0 })] as const,
  );
  return raster.with(out, { transform: undefined, layers: Object.fromEntries(layers) });
}

import type { Raster } from "../../data/raster/raster.js";
import { ShapeError, ValueError } from "../../errors.js";

/** An image of float32 numbers, row-major, bands together. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly bands: number;
  readonly data: Float32Array;
}

/**
 * Each band scaled to [0, 1] over the whole image (sheet, 2), training and test pixels together, as officially. A constant band
 * becomes 0.
 *
 * @example
 * ```ts
 * import { Raster } from "swath/data";
 * import { scaledBands } from "swath/papers/mivit";
 *
 * const scene = new Raster(Float32Array.of(1, 7, 3, 7), { height: 1, width: 2, bands: 2 });
 * Array.from(scaledBands(scene).data); // [0, 0, 1, 0]
 * ```
 */
export function scaledBands(scene: Pick<Raster, "height" | "width" | "bands" | "data">): Image {
  const { height, width, bands } = scene;
  const data = new Float32Array(height * width * bands);
  for (let band = 0; band < bands; band++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = band; i < data.length; i += bands) {
      const value = Number(scene.data[i]);
      if (!Number.isFinite(value)) {
        throw new ValueError("scaledBands", `band ${band} holds ${value}`, { mend: "fill what is missing" });
      }
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const range = Math.max(high - low, 1e-12);
    for (let i = band; i < data.length; i += bands) data[i] = (Number(scene.data[i]) - low) / range;
  }
  return { height, width, bands, data };
}

/** Where a line beyond the image comes from: mirrored with the edge repeated, as often as needed. */
const mirrored = (at: number, size: number): number => {
  const turn = ((at % (2 * size)) + 2 * size) % (2 * size);
  return turn < size ? turn : 2 * size - 1 - turn;
};

/**
 * Writes the patch of a pixel: `size` x `size`, the pixel at index size / 2 (one right of and below the middle, since sizes are
 * even), mirrored at the borders with the edge pixel repeated (sheet, 2).
 *
 * @param out where it goes, from `at` on
 *
 * @example
 * ```ts
 * import { writePatch } from "swath/papers/mivit";
 *
 * const image = { height: 2, width: 2, bands: 1, data: Float32Array.of(1, 2, 3, 4) };
 * const out = new Float32Array(4);
 * writePatch(image, 0, 1, 2, out, 0); // the pixel 2 at row 1, column 1
 * Array.from(out); // [1, 2, 1, 2]
 * ```
 */
export function writePatch(
  { height, width, bands, data }: Image,
  row: number,
  column: number,
  size: number,
  out: Float32Array,
  at: number,
): void {
  if (!(size >= 2 && size % 2 === 0)) {
    throw new ShapeError("writePatch", `a patch of ${size}`, { mend: "give an even size" });
  }
  const [top, left] = [row - size / 2, column - size / 2];
  const inside = left >= 0 && left + size <= width;
  for (let i = 0; i < size; i++) {
    const line = mirrored(top + i, height) * width;
    let to = at + i * size * bands;
    if (inside) {
      out.set(data.subarray((line + left) * bands, (line + left + size) * bands), to);
      continue;
    }
    for (let j = 0; j < size; j++, to += bands) {
      const from = (line + mirrored(left + j, width)) * bands;
      for (let band = 0; band < bands; band++) out[to + band] = data[from + band]!;
    }
  }
}

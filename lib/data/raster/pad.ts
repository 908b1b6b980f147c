import { ShapeError } from "../../errors.js";
import { movedTransform } from "./crop.js";
import { arrayOf } from "./dtype.js";
import type { Raster } from "./raster.js";

/** Pixels added on each side. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** How much is added around a raster, and of what. */
export interface PadOptions {
  /**
   * What stands in the margin: the raster mirrored without repeating its edge (`reflect`, as PyTorch's and NumPy's of that
   * name), its edge repeated (`edge`), or one value (`constant`); reflect unless told.
   */
  readonly mode?: "reflect" | "edge" | "constant";
  /** The value of a constant margin; the raster's no-data value, else 0, unless told. */
  readonly value?: number;
}

/**
 * A raster with margins. A reflection reaches at most as far as the raster itself (PyTorch's rule): margins must be smaller
 * than the side they mirror.
 *
 * @example
 * ```ts
 * import { pad, Raster } from "swath/data";
 *
 * const line = new Raster(new Uint8Array([1, 2, 3]), { height: 1, width: 3 });
 * pad(line, { top: 0, bottom: 0, left: 2, right: 2 }).data; // Uint8Array [3, 2, 1, 2, 3, 2, 1]
 * ```
 */
export function pad(raster: Raster, margin: number | Margins, options: PadOptions = {}): Raster {
  const { mode = "reflect", value = raster.noData ?? 0 } = options;
  const m =
    typeof margin === "number" ? { top: margin, bottom: margin, left: margin, right: margin } : margin;
  for (const [side, size] of Object.entries(m)) {
    if (!(Number.isInteger(size) && size >= 0)) {
      throw new ShapeError("pad", `${side} is ${size}`, { mend: "give a whole number of at least 0" });
    }
  }
  const rows = sources(raster.height, m.top, m.bottom, mode, "height");
  const columns = sources(raster.width, m.left, m.right, mode, "width");
  const { bands, data } = raster;
  const out = arrayOf(raster.dtype, rows.length * columns.length * bands);
  if (mode === "constant" && value !== 0) out.fill(value);
  rows.forEach((from, row) => {
    if (from < 0) return;
    const target = row * columns.length * bands;
    const source = from * raster.width * bands;
    out.set(data.subarray(source, source + raster.width * bands), target + m.left * bands);
    columns.forEach((column, c) => {
      if (column < 0 || (c >= m.left && c < m.left + raster.width)) return;
      for (let band = 0; band < bands; band++)
        out[target + c * bands + band] = data[source + column * bands + band]!;
    });
  });
  const layers = Object.entries(raster.layers).map(
    ([name, layer]) => [name, pad(layer, m, mode === "constant" ? { mode } : { mode })] as const,
  );
  return raster.with(out, {
    height: rows.length,
    width: columns.length,
    transform: raster.transform && movedTransform(raster.transform, -m.top, -m.left),
    layers: Object.fromEntries(layers),
  });
}

/** For each row (or column) of the result, which one of the raster it shows; −1 for a constant. */
export function sources(
  size: number,
  before: number,
  after: number,
  mode: NonNullable<PadOptions["mode"]>,
  side: string,
): Int32Array {
  if (mode === "reflect" && (before >= size || after >= size)) {
    throw new ShapeError(
      "pad",
      `a reflection of ${Math.max(before, after)} needs a ${side} of at least ${Math.max(before, after) + 1}, it is ${size}`,
      {
        mend: "take a smaller margin, or mode: 'edge'",
      },
    );
  }
  return Int32Array.from({ length: before + size + after }, (_, i) => {
    const at = i - before;
    if (at >= 0 && at < size) return at;
    if (mode === "constant") return -1;
    if (mode === "edge") return at < 0 ? 0 : size - 1;
    return at < 0 ? -at : 2 * (size - 1) - at;
  });
}

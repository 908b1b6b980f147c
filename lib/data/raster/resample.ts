import { ShapeError } from "../../errors.js";
import { arrayOf, isFloating } from "./dtype.js";
import type { GeoTransform, Raster } from "./raster.js";

/** To which size, and how, a raster is resampled. */
export interface ResampleOptions {
  readonly height: number;
  readonly width: number;
  /**
   * `nearest` takes the pixel under the new pixel's centre (labels!), `bilinear` interpolates between the four around it,
   * `area` averages what the new pixel covers (the right choice for shrinking measurements), `antialiased` is bilinear
   * with a reach that grows as the raster shrinks (Pillow's and torchvision's way); bilinear unless told.
   */
  readonly method?: "nearest" | "bilinear" | "area" | "antialiased";
}

/** For one axis: which old pixels make each new one, and with what weight. */
interface Taps {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/**
 * A raster at another size. Pixels are areas: coordinates are those of their centres, as in PyTorch with
 * `align_corners=False`. No-data takes no part: what remains is weighed anew, and where nothing remains the result is
 * no-data. Whole numbers are rounded. Layers follow by nearest.
 *
 * @example
 * ```ts
 * import { Raster, resample } from "swath/data";
 *
 * const scene = new Raster(new Float32Array([0, 2, 4, 6]), { height: 1, width: 4 });
 * resample(scene, { height: 1, width: 2, method: "area" }).data; // Float32Array [1, 5]
 * ```
 */
export function resample(raster: Raster, options: ResampleOptions): Raster {
  const { height, width, method = "bilinear" } = options;
  for (const [side, size] of Object.entries({ height, width })) {
    if (!(Number.isInteger(size) && size > 0)) {
      throw new ShapeError("resample", `${side} is ${size}`, { mend: "give a whole number of at least 1" });
    }
  }
  const rows = taps(raster.height, height, method);
  const columns = taps(raster.width, width, method);
  const weigh = isWhole(raster) ? weighWhole : weighKnown;
  const data = method === "nearest" ? pickNearest(raster, rows, columns) : weigh(raster, rows, columns);
  const layers = Object.entries(raster.layers).map(
    ([name, layer]) => [name, resample(layer, { height, width, method: "nearest" })] as const,
  );
  const t = raster.transform;
  const [x, y] = [raster.width / width, raster.height / height];
  const transform: GeoTransform | undefined = t && [t[0], t[1] * x, t[2] * y, t[3], t[4] * x, t[5] * y];
  return raster.with(data, { height, width, transform, layers: Object.fromEntries(layers) });
}

function taps(from: number, to: number, method: NonNullable<ResampleOptions["method"]>): Taps {
  const starts = new Int32Array(to + 1);
  const indices: number[] = [];
  const weights: number[] = [];
  const ratio = from / to;
  for (let i = 0; i < to; i++) {
    if (method === "area") {
      const [begin, end] = [i * ratio, (i + 1) * ratio];
      for (let k = Math.floor(begin); k < Math.min(from, Math.ceil(end)); k++) {
        const share = Math.min(end, k + 1) - Math.max(begin, k);
        // A sliver is the rounding of the division, not a part of the pixel.
        if (share > 1e-9) {
          indices.push(k);
          weights.push(share);
        }
      }
    } else if (method === "antialiased") {
      const [centre, reach] = [(i + 0.5) * ratio, Math.max(1, ratio)];
      const end = Math.min(from, Math.floor(centre + reach + 0.5));
      for (let k = Math.max(0, Math.floor(centre - reach + 0.5)); k < end; k++) {
        const weight = 1 - Math.abs(k + 0.5 - centre) / reach;
        if (weight > 0) {
          indices.push(k);
          weights.push(weight);
        }
      }
    } else if (method === "nearest") {
      indices.push(Math.min(from - 1, Math.floor((i + 0.5) * ratio)));
      weights.push(1);
    } else {
      const centre = Math.min(from - 1, Math.max(0, (i + 0.5) * ratio - 0.5));
      const low = Math.floor(centre);
      indices.push(low);
      weights.push(1 - (centre - low));
      if (centre > low) {
        indices.push(low + 1);
        weights.push(centre - low);
      }
    }
    starts[i + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices), weights: Float64Array.from(weights) };
}

function pickNearest(raster: Raster, rows: Taps, columns: Taps): Raster["data"] {
  const { bands, data, width } = raster;
  const out = arrayOf(raster.dtype, rows.indices.length * columns.indices.length * bands);
  let at = 0;
  for (const row of rows.indices) {
    for (const column of columns.indices) {
      const from = (row * width + column) * bands;
      for (let band = 0; band < bands; band++) out[at++] = data[from + band]!;
    }
  }
  return out;
}

/** Whether every number is one: neither no-data nor NaN. */
function isWhole({ data, dtype, noData }: Raster): boolean {
  if (noData === undefined && !isFloating(dtype)) return true;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === noData || Number.isNaN(value)) return false;
  }
  return true;
}

/** Weighs along the rows and then along the columns: few products a number, where every number counts. */
function weighWhole(raster: Raster, rows: Taps, columns: Taps): Raster["data"] {
  const { bands, data, width } = raster;
  const height = rows.starts.length - 1;
  const across = columns.starts.length - 1;
  const line = across * bands;
  const [down, along] = [shares(rows), shares(columns)];
  const out = arrayOf(raster.dtype, height * line);
  const whole = !isFloating(raster.dtype);
  const sums = new Float64Array(line);
  // Neighbouring new rows share old ones: those that are weighed already are kept.
  const weighed = new Map<number, Float64Array>();
  const spare: Float64Array[] = [];
  for (let row = 0; row < height; row++) {
    const [first, last] = [rows.starts[row]!, rows.starts[row + 1]!];
    for (const [old, array] of weighed) {
      if (old >= rows.indices[first]!) break;
      weighed.delete(old);
      spare.push(array);
    }
    sums.fill(0);
    for (let r = first; r < last; r++) {
      const old = rows.indices[r]!;
      let values = weighed.get(old);
      if (!values) {
        values = spare.pop() ?? new Float64Array(line);
        weighRow(data, old * width * bands, bands, columns, along, values);
        weighed.set(old, values);
      }
      const share = down[r]!;
      for (let i = 0; i < line; i++) sums[i] = sums[i]! + share * values[i]!;
    }
    const to = row * line;
    if (whole) for (let i = 0; i < line; i++) out[to + i] = Math.floor(sums[i]! + 0.5);
    else out.set(sums, to);
  }
  return out;
}

/** The weights of each new pixel, in sum one. */
function shares({ starts, weights }: Taps): Float64Array {
  const out = new Float64Array(weights.length);
  for (let i = 0; i + 1 < starts.length; i++) {
    let sum = 0;
    for (let k = starts[i]!; k < starts[i + 1]!; k++) sum += weights[k]!;
    for (let k = starts[i]!; k < starts[i + 1]!; k++) out[k] = weights[k]! / sum;
  }
  return out;
}

function weighRow(
  data: Raster["data"],
  from: number,
  bands: number,
  { starts, indices }: Taps,
  along: Float64Array,
  out: Float64Array,
): void {
  if (bands === 3) {
    // Colour images are most of what is resampled: their three sums stay in registers.
    for (let column = 0; column + 1 < starts.length; column++) {
      let [red, green, blue] = [0, 0, 0];
      for (let c = starts[column]!; c < starts[column + 1]!; c++) {
        const share = along[c]!;
        const at = from + 3 * indices[c]!;
        red += share * data[at]!;
        green += share * data[at + 1]!;
        blue += share * data[at + 2]!;
      }
      out[3 * column] = red;
      out[3 * column + 1] = green;
      out[3 * column + 2] = blue;
    }
    return;
  }
  out.fill(0);
  for (let column = 0; column + 1 < starts.length; column++) {
    const to = column * bands;
    for (let c = starts[column]!; c < starts[column + 1]!; c++) {
      const share = along[c]!;
      const at = from + indices[c]! * bands;
      for (let band = 0; band < bands; band++) out[to + band] = out[to + band]! + share * data[at + band]!;
    }
  }
}

/** Weighs what is known of each new pixel's surroundings. */
function weighKnown(raster: Raster, rows: Taps, columns: Taps): Raster["data"] {
  const { bands, data, width, noData } = raster;
  const height = rows.starts.length - 1;
  const across = columns.starts.length - 1;
  const out = arrayOf(raster.dtype, height * across * bands);
  const whole = !isFloating(raster.dtype);
  const sums = new Float64Array(bands);
  const shares = new Float64Array(bands);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < across; column++) {
      sums.fill(0);
      shares.fill(0);
      for (let r = rows.starts[row]!; r < rows.starts[row + 1]!; r++) {
        for (let c = columns.starts[column]!; c < columns.starts[column + 1]!; c++) {
          const weight = rows.weights[r]! * columns.weights[c]!;
          const from = (rows.indices[r]! * width + columns.indices[c]!) * bands;
          for (let band = 0; band < bands; band++) {
            const value = data[from + band]!;
            if (value === noData || Number.isNaN(value)) continue;
            sums[band] = sums[band]! + weight * value;
            shares[band] = shares[band]! + weight;
          }
        }
      }
      const to = (row * across + column) * bands;
      for (let band = 0; band < bands; band++) {
        const value = shares[band]! > 0 ? sums[band]! / shares[band]! : (noData ?? Number.NaN);
        out[to + band] = whole ? Math.round(value) : value;
      }
    }
  }
  return out;
}

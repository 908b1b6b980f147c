import { ShapeError, ValueError } from "../../errors.js";
import { arrayOf, type Dtype, dtypeOf, type RasterArray } from "./dtype.js";
import { Raster, type RasterFacts } from "./raster.js";

/** Numbers of any rank in row-major order, as files hold them beside images: labels, spectra, tables. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: RasterArray | BigInt64Array | BigUint64Array;
}

/**
 * An array as a raster: one axis is a column of pixels, two are height and width, three height, width and bands (axes of
 * one element in front of more than three are dropped). 64-bit integers become float64 where that is exact, else the
 * array is refused.
 *
 * @example
 * ```ts
 * import { toRaster } from "swath/data";
 *
 * toRaster({ shape: [2, 3], data: new Float32Array(6) }).shape; // [2, 3, 1]
 * ```
 */
export function toRaster(array: NdArray, facts: RasterFacts = {}): Raster {
  let shape = [...array.shape];
  while (shape.length > 3 && shape[0] === 1) shape = shape.slice(1);
  if (shape.length > 3) {
    throw new ShapeError("toRaster", `an array of ${shape.length} axes [${array.shape}] is no image`, {
      mend: "take a part of it with three axes: height, width, bands",
    });
  }
  const [height = 1, width = 1, bands = 1] = shape;
  return new Raster(narrow(array.data), { ...facts, height, width, bands });
}

function narrow(data: NdArray["data"]): RasterArray {
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array)) return data;
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (!Number.isSafeInteger(value)) {
      throw new ValueError("toRaster", `${data[i]} at ${i} is no exact float64`, {
        mend: "read it as an array and narrow it yourself",
      });
    }
    out[i] = value;
  }
  return out;
}

/**
 * Column-major numbers (MATLAB, Fortran) in row-major order. Works in blocks, since the plain loop misses the cache at
 * every step.
 */
export function toRowMajor<T extends NdArray["data"]>(data: T, shape: readonly number[]): T;
/** The same into an array of another type (both of plain numbers or both of BigInts), which spares a pass over the memory. */
export function toRowMajor<T extends NdArray["data"]>(
  data: NdArray["data"],
  shape: readonly number[],
  out: T,
): T;
export function toRowMajor(
  data: NdArray["data"],
  shape: readonly number[],
  given?: NdArray["data"],
): NdArray["data"] {
  const rank = shape.reduce((count, extent) => count + (extent > 1 ? 1 : 0), 0);
  // An empty array may have any other extents: there is nothing to walk through.
  if (rank <= 1 || data.length === 0) {
    if (!given || given.constructor === data.constructor) return data;
    (given as Float64Array).set(data as Float64Array);
    return given;
  }
  // In row-major terms the stored array has the axes reversed: one transpose of first and last axis after the other.
  const out = given ?? allocateLike(data);
  const [rows = 1, ...others] = shape;
  const rest = others.reduce((product, extent) => product * extent, 1);
  if (shape.length <= 2) {
    transpose(data, out, { rows, columns: rest, from: 0, to: 0, inStride: rows, outStride: rest });
    return out;
  }
  const [columns = 1, ...deep] = others;
  if (deep.length === 1) {
    // [bands][columns][rows] → [rows][columns][bands]: for each column a transpose of bands × rows.
    const bands = deep[0]!;
    for (let column = 0; column < columns; column++) {
      const place = { from: column * rows, to: column * bands };
      transpose(data, out, {
        rows,
        columns: bands,
        ...place,
        inStride: columns * rows,
        outStride: columns * bands,
      });
    }
    return out;
  }
  const strides: number[] = [];
  shape.reduce((stride, extent, axis) => {
    strides[axis] = stride;
    return stride * extent;
  }, 1);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    (out as RasterArray)[to] = (data as RasterArray)[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly from: number;
  readonly to: number;
  readonly inStride: number;
  readonly outStride: number;
}

/** out[to + r·outStride + c] = data[from + c·inStride + r] for r < rows, c < columns. */
function transpose(data: NdArray["data"], out: NdArray["data"], place: Block): void {
  const { rows, columns, from, to, inStride, outStride } = place;
  // The element types do not mix within a call; the cast spares a copy of this loop for each of them.
  const source = data as Float64Array;
  const target = out as Float64Array;
  const block = 32;
  for (let r0 = 0; r0 < rows; r0 += block) {
    const r1 = Math.min(rows, r0 + block);
    for (let c0 = 0; c0 < columns; c0 += block) {
      const c1 = Math.min(columns, c0 + block);
      for (let r = r0; r < r1; r++) {
        let a = from + r + c0 * inStride;
        let b = to + r * outStride + c0;
        for (let c = c0; c < c1; c++, a += inStride, b++) target[b] = source[a]!;
      }
    }
  }
}

function allocateLike<T extends NdArray["data"]>(data: T): T {
  if (data instanceof BigInt64Array) return new BigInt64Array(data.length) as T;
  if (data instanceof BigUint64Array) return new BigUint64Array(data.length) as T;
  return arrayOf(dtypeOf(data) as Dtype, data.length) as T;
}

import { ValueError } from "../../errors.js";
import { dot, tile } from "./algebra.js";
import type { Cube } from "./cube.js";

/** A dual window: the inner one guards the target, the ring between both is its background (sheet, 3.8). */
export interface DualWindow {
  /** Side of the guard, odd; 5 unless told. */
  readonly inner?: number;
  /** Side of the whole window, odd; 11 unless told. */
  readonly outer?: number;
}

/** Rows that are worked on together: the inner products of a strip fit the cache. */
const STRIP = 32;

/** The window's sides, checked. */
export function windowOf(operation: string, { inner = 5, outer = 11 }: DualWindow): Required<DualWindow> {
  const odd = (side: number) => Number.isInteger(side) && side > 0 && side % 2 === 1;
  if (!odd(inner) || !odd(outer) || outer <= inner) {
    throw new ValueError(operation, `windows of ${inner} and ${outer} pixels`, {
      mend: "give two odd sides, the inner one smaller: inner: 5, outer: 11",
    });
  }
  return { inner, outer };
}

/** The ring of one pixel, cut at the border of the image: only real pixels (sheet, 3.8). */
export interface Ring {
  readonly pixel: number;
  /** Pixels of the ring, row by row. */
  readonly pixels: Int32Array;
  readonly count: number;
  /** Inner products of the ring's spectra: the lower triangle of count x count, row-major in `width` columns. */
  readonly gram: Float64Array;
  readonly width: number;
}

/**
 * Visits the ring of every pixel of some rows, with the inner products of its spectra. Neighbouring rings share most pairs
 * of pixels, so each product is computed once for the strip of rows and looked up for each ring.
 */
export function eachRing(
  cube: Cube,
  { inner, outer }: Required<DualWindow>,
  rows: { readonly from: number; readonly to: number },
  visit: (ring: Ring) => void,
): void {
  const { height, width } = cube;
  const reach = (outer - 1) / 2;
  const guard = (inner - 1) / 2;
  const most = outer * outer - inner * inner;
  const pixels = new Int32Array(most);
  // Where each pixel of the ring lies in the strip.
  const rowOf = new Int32Array(most);
  const columnOf = new Int32Array(most);
  const gram = new Float64Array(most * most);
  // Pairs of pixels in a window differ by 0 .. outer - 1 rows and up to outer - 1 columns to either side.
  const span = 2 * outer - 1;
  for (let top = rows.from; top < rows.to; top += STRIP) {
    const bottom = Math.min(rows.to, top + STRIP);
    const first = Math.max(0, top - reach);
    const last = Math.min(height - 1, bottom - 1 + reach);
    const stride = outer * span;
    const products = new Float64Array((last - first + 1) * width * stride);
    innerProducts(cube, outer, { first, last }, products);
    for (let row = top; row < bottom; row++) {
      for (let column = 0; column < width; column++) {
        let count = 0;
        for (let r = Math.max(0, row - reach); r <= Math.min(height - 1, row + reach); r++) {
          for (let c = Math.max(0, column - reach); c <= Math.min(width - 1, column + reach); c++) {
            if (Math.abs(r - row) <= guard && Math.abs(c - column) <= guard) continue;
            pixels[count] = r * width + c;
            rowOf[count] = r - first;
            columnOf[count++] = c;
          }
        }
        // Row-major order: of two pixels of the ring the later one has the larger row, or the same and the larger column.
        for (let i = 0; i < count; i++) {
          const late = rowOf[i]! * span + columnOf[i]! + outer - 1;
          for (let j = 0; j <= i; j++) {
            const [r, c] = [rowOf[j]!, columnOf[j]!];
            gram[i * most + j] = products[(r * width + c) * stride + late - r * span - c]!;
          }
        }
        visit({ pixel: row * width + column, pixels, count, gram, width: most });
      }
    }
  }
}

/**
 * The inner products of each pixel of the strip with the pixels that a window can hold beside or below it: banded products
 * of rows of pixels, in tiles of two by four.
 */
function innerProducts(
  { width, bands, data }: Cube,
  outer: number,
  { first, last }: { readonly first: number; readonly last: number },
  products: Float64Array,
): void {
  const span = 2 * outer - 1;
  const stride = outer * span;
  const reach = outer - 1;
  const result = new Float64Array(8);
  const put = (row: number, column: number, dr: number, other: number, value: number) => {
    const dc = other - column;
    if (dc < -reach || dc > reach) return;
    products[((row - first) * width + column) * stride + dr * span + dc + reach] = value;
  };
  for (let row = first; row <= last; row++) {
    for (let dr = 0; dr < outer && row + dr <= last; dr++) {
      const [here, there] = [row * width, (row + dr) * width];
      for (let column = 0; column < width; column += 2) {
        const pair = column + 1 < width ? column + 1 : column;
        const right = Math.min(width - 1, pair + reach);
        let other = dr === 0 ? column : Math.max(0, column - reach);
        for (; other + 3 <= right; other += 4) {
          tile(
            data,
            (here + column) * bands,
            (here + pair) * bands,
            (there + other) * bands,
            bands,
            bands,
            result,
          );
          for (let k = 0; k < 4; k++) {
            put(row, column, dr, other + k, result[k]!);
            put(row, pair, dr, other + k, result[4 + k]!);
          }
        }
        for (; other <= right; other++) {
          put(
            row,
            column,
            dr,
            other,
            dot(data, (here + column) * bands, data, (there + other) * bands, bands),
          );
          put(row, pair, dr, other, dot(data, (here + pair) * bands, data, (there + other) * bands, bands));
        }
      }
    }
  }
}

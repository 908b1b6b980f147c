import { ValueError } from "../../errors.js";
import { dot } from "./algebra.js";
import type { Cube } from "./cube.js";

/** A dual window: the inner one guards the target, the ring between both is its background (sheet, 3.8). */
export interface DualWindow {
  /** Side of the guard, odd; 5 unless told. */
  readonly inner?: number;
  /** Side of the whole window, odd; 11 unless told. */
  readonly outer?: number;
}

/** Rows that are worked on together: the inner products of a strip fit the cache. */
const STRIP = 8;

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
  const { height, width, bands, data } = cube;
  const reach = (outer - 1) / 2;
  const guard = (inner - 1) / 2;
  const most = outer * outer - inner * inner;
  const pixels = new Int32Array(most);
  const places = new Int32Array(most); // row and column in the strip, of each pixel of the ring
  const gram = new Float64Array(most * most);
  // Pairs of pixels in a window differ by 0 .. outer - 1 rows and up to outer - 1 columns to either side.
  const span = 2 * outer - 1;
  for (let top = rows.from; top < rows.to; top += STRIP) {
    const bottom = Math.min(rows.to, top + STRIP);
    const first = Math.max(0, top - reach);
    const last = Math.min(height - 1, bottom - 1 + reach);
    const stride = outer * span;
    const products = new Float64Array((last - first + 1) * width * stride);
    for (let row = first; row <= last; row++) {
      for (let column = 0; column < width; column++) {
        const base = ((row - first) * width + column) * stride;
        const here = (row * width + column) * bands;
        for (let dr = 0; dr < outer && row + dr <= last; dr++) {
          const left = dr === 0 ? 0 : Math.max(-(outer - 1), -column);
          const right = Math.min(outer - 1, width - 1 - column);
          for (let dc = left; dc <= right; dc++) {
            const there = ((row + dr) * width + column + dc) * bands;
            products[base + dr * span + dc + outer - 1] = dot(data, here, data, there, bands);
          }
        }
      }
    }
    for (let row = top; row < bottom; row++) {
      for (let column = 0; column < width; column++) {
        let count = 0;
        for (let r = Math.max(0, row - reach); r <= Math.min(height - 1, row + reach); r++) {
          for (let c = Math.max(0, column - reach); c <= Math.min(width - 1, column + reach); c++) {
            if (Math.abs(r - row) <= guard && Math.abs(c - column) <= guard) continue;
            pixels[count] = r * width + c;
            places[count++] = (r - first) * width + c;
          }
        }
        // Row-major order: of two pixels of the ring the later one has the larger row, or the same and the larger column.
        for (let i = 0; i < count; i++) {
          const later = places[i]!;
          const lateRow = Math.floor(later / width);
          const lateColumn = later - lateRow * width;
          for (let j = 0; j <= i; j++) {
            const earlier = places[j]!;
            const earlyRow = Math.floor(earlier / width);
            const dc = lateColumn - (earlier - earlyRow * width);
            gram[i * most + j] = products[earlier * stride + (lateRow - earlyRow) * span + dc + outer - 1]!;
          }
        }
        visit({ pixel: row * width + column, pixels, count, gram, width: most });
      }
    }
  }
}

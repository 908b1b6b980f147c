import { ValueError } from "../../errors.js";
import { dot } from "./algebra.js";
import type { Cube } from "./cube.js";
import { type Lanes, lanes } from "./lanes.js";

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
  /** Inner products of the ring's spectra with the pixel's own, and of that with itself. */
  readonly own: Float64Array;
  readonly square: number;
  /** Writes the inner products of the ring's spectra, each `plus` a number, to `system`: the lower triangle, row-major. */
  fill(plus: number): void;
  /** Where there is room for a system of count x count and three rows more, and for `scratch`, eight numbers. */
  readonly lanes: Lanes;
  readonly system: number;
  readonly scratch: number;
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
  const { height, width, bands } = cube;
  const reach = (outer - 1) / 2;
  const guard = (inner - 1) / 2;
  const most = outer * outer - inner * inner;
  const pixels = new Int32Array(most);
  const own = new Float64Array(most);
  // Where the products of each pixel of the ring begin, and what is added for the later of two pixels.
  const early = new Int32Array(most);
  const late = new Int32Array(most);
  // Pairs of pixels in a window differ by 0 .. outer - 1 rows and up to outer - 1 columns to either side.
  const span = 2 * outer - 1;
  const stride = outer * span;
  const stripRows = Math.min(height, STRIP + outer - 1);
  const system = stripRows * width * bands;
  const scratch = system + most * (most + 3);
  const work = lanes(scratch + 8);
  const { numbers } = work;
  const products = new Float64Array(stripRows * width * stride);
  for (let top = rows.from; top < rows.to; top += STRIP) {
    const bottom = Math.min(rows.to, top + STRIP);
    const first = Math.max(0, top - reach);
    const last = Math.min(height - 1, bottom - 1 + reach);
    const place = (row: number, column: number) =>
      (row - first) * (width * stride - span) + column * (stride - 1);
    const behind = (row: number, column: number) => (row - first) * span + column + outer - 1;
    numbers.set(cube.data.subarray(first * width * bands, (last + 1) * width * bands));
    innerProducts(work, { width, bands, rows: last - first + 1, outer, scratch }, products);
    for (let row = top; row < bottom; row++) {
      for (let column = 0; column < width; column++) {
        const [before, after] = [place(row, column), behind(row, column)];
        let count = 0;
        for (let r = Math.max(0, row - reach); r <= Math.min(height - 1, row + reach); r++) {
          for (let c = Math.max(0, column - reach); c <= Math.min(width - 1, column + reach); c++) {
            if (Math.abs(r - row) <= guard && Math.abs(c - column) <= guard) continue;
            pixels[count] = r * width + c;
            early[count] = place(r, c);
            late[count] = behind(r, c);
            const isLater = r > row || (r === row && c > column);
            own[count] = products[isLater ? before + late[count]! : early[count]! + after]!;
            count++;
          }
        }
        // Row-major order: of two pixels of the ring the later one has the larger row, or the same and the larger column.
        const fill = (plus: number) => {
          for (let i = 0; i < count; i++) {
            const [to, own] = [system + i * count, late[i]!];
            for (let j = 0; j <= i; j++) numbers[to + j] = products[early[j]! + own]! + plus;
          }
        };
        const square = products[before + after]!;
        visit({
          pixel: row * width + column,
          pixels,
          count,
          own,
          square,
          fill,
          lanes: work,
          system,
          scratch,
        });
      }
    }
  }
}

/**
 * The inner products of each pixel of the strip, which the lanes begin with, with the pixels that a window can hold beside or
 * below it: banded products of rows of pixels, in tiles of two by four.
 */
function innerProducts(
  { numbers, tile }: Lanes,
  {
    width,
    bands,
    rows,
    outer,
    scratch,
  }: {
    readonly width: number;
    readonly bands: number;
    readonly rows: number;
    readonly outer: number;
    readonly scratch: number;
  },
  products: Float64Array,
): void {
  const span = 2 * outer - 1;
  const stride = outer * span;
  const reach = outer - 1;
  for (let row = 0; row < rows; row++) {
    for (let dr = 0; dr < outer && row + dr < rows; dr++) {
      const [here, there] = [row * width, (row + dr) * width];
      const put = (column: number, other: number, value: number) => {
        const dc = other - column;
        if (dc < -reach || dc > reach) return;
        products[(here + column) * stride + dr * span + dc + reach] = value;
      };
      for (let column = 0; column < width; column += 2) {
        const pair = column + 1 < width ? column + 1 : column;
        const right = Math.min(width - 1, pair + reach);
        let other = dr === 0 ? column : Math.max(0, column - reach);
        for (; other + 3 <= right; other += 4) {
          tile(
            (here + column) * bands,
            (here + pair) * bands,
            (there + other) * bands,
            bands,
            bands,
            scratch,
          );
          for (let k = 0; k < 4; k++) {
            put(column, other + k, numbers[scratch + k]!);
            put(pair, other + k, numbers[scratch + 4 + k]!);
          }
        }
        for (; other <= right; other++) {
          const y = (there + other) * bands;
          put(column, other, dot(numbers, (here + column) * bands, numbers, y, bands));
          put(pair, other, dot(numbers, (here + pair) * bands, numbers, y, bands));
        }
      }
    }
  }
}

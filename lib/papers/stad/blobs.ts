import { bernoulli, integers, type Key, permutation } from "../../device/random/index.js";

/** The canvas of 9 x 9 cells of 9 x 9 pixels (sheet, 3.1). */
const CELLS = 9;
const CELL = 9;
const CANVAS = CELLS * CELL;
/** A blob grows on a board of 19 x 19 around its centre. */
const REACH = 9;

/**
 * A mask of fake anomalies (sheet, 3.1): 1 to 32 blobs of 3 to 20 pixels in different cells of an 81 x 81 canvas, of which
 * the upper left `size` x `size` pixels are given.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { fakeAnomalies } from "swath/papers/stad";
 *
 * fakeAnomalies(64, seed(1)).length; // 4096
 * ```
 */
export function fakeAnomalies(size: number, key: Key): Uint8Array {
  const canvas = new Uint8Array(CANVAS * CANVAS);
  const count = integers(key.fold("blobs"), [1], { min: 1, max: 33 })[0]!;
  const cells = permutation(key.fold("cells"), CELLS * CELLS);
  for (let blob = 0; blob < count; blob++) {
    const own = key.fold("blob").fold(blob);
    const [row, column] = integers(own.fold("centre"), [2], { max: CELL });
    const area = integers(own.fold("area"), [1], { min: 3, max: 21 })[0]!;
    const cell = cells[blob]!;
    const centreRow = Math.floor(cell / CELLS) * CELL + row!;
    const centreColumn = (cell % CELLS) * CELL + column!;
    for (const [dr, dc] of grow(area, own.fold("shape"))) {
      const [r, c] = [centreRow + dr, centreColumn + dc];
      if (r >= 0 && r < CANVAS && c >= 0 && c < CANVAS) canvas[r * CANVAS + c] = 1;
    }
  }
  const mask = new Uint8Array(size * size);
  for (let r = 0; r < Math.min(size, CANVAS); r++) {
    for (let c = 0; c < Math.min(size, CANVAS); c++) mask[r * size + c] = canvas[r * CANVAS + c]!;
  }
  return mask;
}

/** Pixels of a blob around (0, 0): every neighbour joins with probability 1/2, until there are enough. */
function grow(area: number, key: Key): readonly (readonly [number, number])[] {
  const pixels: [number, number][] = [[0, 0]];
  const has = new Set(["0,0"]);
  for (let round = 0; pixels.length < area; round++) {
    const candidates: [number, number][] = [];
    const seen = new Set<string>();
    for (const [r, c] of pixels) {
      for (const [dr, dc] of [
        [-1, 0],
        [1, 0],
        [0, -1],
        [0, 1],
      ] as const) {
        const name = `${r + dr},${c + dc}`;
        if (has.has(name) || seen.has(name) || Math.abs(r + dr) > REACH || Math.abs(c + dc) > REACH) continue;
        seen.add(name);
        candidates.push([r + dr, c + dc]);
      }
    }
    const joins = bernoulli(key.fold(round), [candidates.length], 0.5);
    for (const [i, [r, c]] of candidates.entries()) {
      if (!joins[i] || pixels.length >= area) continue;
      has.add(`${r},${c}`);
      pixels.push([r, c]);
    }
  }
  return pixels;
}

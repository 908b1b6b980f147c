import { ShapeError } from "../../errors.js";
import type { Split } from "./split.js";

/** How far the patches of one part look into those of another. */
export interface PatchOverlap {
  readonly train: string;
  readonly test: string;
  /** Test pixels whose patch shares at least one pixel with a training patch. */
  readonly overlapping: number;
  /** Test pixels whose patch holds a training pixel itself. */
  readonly holding: number;
  /** All test pixels. */
  readonly count: number;
  /** Mean share of a test patch that training patches cover, 0 … 1. */
  readonly covered: number;
  /** One sentence for a report. */
  readonly text: string;
}

/**
 * Whether the patches around test pixels of a scene overlap those around training pixels: then a network may recognise the
 * place instead of the class. Patches lie as {@link patches} cuts them (the pixel at ⌊size / 2⌋), cut off at the edge.
 *
 * @example
 * ```ts
 * import { patchOverlap, publishedSplit } from "swath/data";
 *
 * const split = publishedSplit(100, { train: [0], test: [2, 99] }); // of a scene of 10 × 10
 * patchOverlap(split, { height: 10, width: 10, size: 3 }).text;
 * // "1 of 2 test patches of 3×3 share pixels with train patches (0 hold a train pixel); 16.7 % of their area is covered."
 * ```
 */
export function patchOverlap(
  split: Split,
  options: {
    readonly height: number;
    readonly width: number;
    /** Edge of a patch. */
    readonly size: number;
    /** The part that is learnt from, `train` unless told. */
    readonly train?: string;
    /** The part that is tested, `test` unless told. */
    readonly test?: string;
  },
): PatchOverlap {
  const { height, width, size, train = "train", test = "test" } = options;
  const learnt = split.parts[train];
  const tested = split.parts[test];
  if (!learnt || !tested) {
    throw new ShapeError("patchOverlap", `the split has no part "${learnt ? test : train}"`, {
      mend: `take two of ${Object.keys(split.parts).join(", ")}`,
    });
  }
  if (split.count !== height * width || !(Number.isSafeInteger(size) && size >= 1)) {
    throw new ShapeError(
      "patchOverlap",
      `${split.count} samples, ${height}×${width} pixels, patches of ${size}`,
      {
        mend: "give the scene's height and width, of whose pixels the split is",
      },
    );
  }
  const pixels = new Uint8Array(height * width);
  for (const i of learnt) pixels[i] = 1;
  const before = Math.floor(size / 2);
  const after = size - 1 - before;
  const held = summed(pixels, height, width);
  // A pixel is covered when a training pixel lies where its patch would reach it: the patch mirrored.
  const covered = new Uint8Array(height * width);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      covered[i] = held(row - after, column - after, row + before, column + before) > 0 ? 1 : 0;
    }
  }
  const coverage = summed(covered, height, width);
  let overlapping = 0;
  let holding = 0;
  let area = 0;
  for (const i of tested) {
    const row = Math.floor(i / width);
    const column = i % width;
    const corners = [row - before, column - before, row + after, column + after] as const;
    const shared = coverage(...corners);
    if (shared > 0) overlapping++;
    if (held(...corners) > 0) holding++;
    const rows = Math.min(height - 1, row + after) - Math.max(0, row - before) + 1;
    const columns = Math.min(width - 1, column + after) - Math.max(0, column - before) + 1;
    area += shared / (rows * columns);
  }
  const share = tested.length === 0 ? 0 : area / tested.length;
  const text =
    overlapping === 0
      ? `None of ${tested.length} ${test} patches of ${size}×${size} shares a pixel with ${train} patches.`
      : `${overlapping} of ${tested.length} ${test} patches of ${size}×${size} share pixels with ${train} patches ` +
        `(${holding} hold a ${train} pixel); ${(100 * share).toFixed(1)} % of their area is covered.`;
  return { train, test, overlapping, holding, count: tested.length, covered: share, text };
}

/** Sums over rectangles (both corners included, cut off at the edge) from one pass over the map. */
function summed(
  map: Uint8Array,
  height: number,
  width: number,
): (top: number, left: number, bottom: number, right: number) => number {
  const stride = width + 1;
  const table = new Float64Array((height + 1) * stride);
  for (let row = 0; row < height; row++) {
    let line = 0;
    for (let column = 0; column < width; column++) {
      line += map[row * width + column]!;
      table[(row + 1) * stride + column + 1] = table[row * stride + column + 1]! + line;
    }
  }
  return (top, left, bottom, right) => {
    const t = Math.max(0, top);
    const l = Math.max(0, left);
    const b = Math.min(height - 1, bottom) + 1;
    const r = Math.min(width - 1, right) + 1;
    if (b <= t || r <= l) return 0;
    return table[b * stride + r]! - table[t * stride + r]! - table[b * stride + l]! + table[t * stride + l]!;
  };
}

import type { Key } from "../../device/random/key.js";
import { permutation } from "../../device/random/sampling.js";
import { ShapeError } from "../../errors.js";
import { ascending, checkedFractions, shares } from "./classes.js";
import { checkedSplit, type Split } from "./split.js";

/** Knobs of {@link spatialBlocks}. */
export interface SpatialBlockOptions {
  readonly key: Key;
  /** The fraction of the blocks of each part, in order of precedence where a gap must be cut. */
  readonly parts: Readonly<Record<string, number>>;
  /** Edge of a block in pixels. */
  readonly block: number;
  /**
   * Pixels of different parts are more than so many rows or columns apart; 0 unless told. With patches of size p take p - 1,
   * then no patch of one part shares a pixel with a patch of another.
   */
  readonly gap?: number;
  /** Labels in row-major order; with `ignore`, unlabelled pixels are in no part. */
  readonly labels?: ArrayLike<number>;
  readonly ignore?: readonly number[];
}

/**
 * A split of a scene's pixels by square blocks, so that training pixels are not the neighbours of test pixels. Pixels of a
 * later part that lie within the gap of an earlier part are dropped; so are no pixels of the first part. Indices are
 * row × width + column.
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { patchOverlap, spatialBlocks } from "swath/data";
 *
 * const scene = { height: 60, width: 60 };
 * const split = spatialBlocks(scene, { block: 15, gap: 6, parts: { train: 0.5, test: 0.5 }, key: seed(1) });
 * patchOverlap(split, { ...scene, size: 7 }).overlapping; // 0
 * ```
 */
export function spatialBlocks(
  scene: { readonly height: number; readonly width: number },
  options: SpatialBlockOptions,
): Split {
  const { height, width } = scene;
  const { key, block, gap = 0, labels, ignore = [] } = options;
  const wanted = checkedFractions("spatialBlocks", options.parts);
  if (!(Number.isSafeInteger(block) && block >= 1 && Number.isSafeInteger(gap) && gap >= 0)) {
    throw new ShapeError("spatialBlocks", `blocks of ${block} with a gap of ${gap}`, {
      mend: "give whole numbers, a block of at least 1 and a gap of at least 0",
    });
  }
  if (labels && labels.length !== height * width) {
    throw new ShapeError("spatialBlocks", `${labels.length} labels for ${height}×${width} pixels`, {
      mend: "give one label a pixel",
    });
  }
  const across = Math.ceil(width / block);
  const down = Math.ceil(height / block);
  const partOf = new Int8Array(across * down).fill(-1);
  const order = permutation(key, across * down);
  let from = 0;
  shares(
    order.length,
    wanted.map(([, fraction]) => fraction),
  ).forEach((count, part) => {
    for (const which of order.subarray(from, from + count)) partOf[which] = part;
    from += count;
  });
  const owners = Int8Array.from(
    { length: height * width },
    (_, i) => partOf[Math.floor(Math.floor(i / width) / block) * across + Math.floor((i % width) / block)]!,
  );
  const taken = wanted.map((): number[] => []);
  for (let part = 0; part < wanted.length; part++) {
    const near = part === 0 || gap === 0 ? undefined : grown(owners, height, width, part, gap);
    for (let i = 0; i < owners.length; i++) {
      if (owners[i] !== part || near?.[i] || (labels && ignore.includes(labels[i]!))) continue;
      taken[part]!.push(i);
    }
  }
  return checkedSplit("spatialBlocks", {
    method: "spatial blocks",
    seed: String(key),
    count: height * width,
    settings: { height, width, block, gap, ...options.parts, ...(options.ignore ? { ignore } : {}) },
    parts: Object.fromEntries(wanted.map(([name], part) => [name, ascending(taken[part]!)])),
  });
}

/** Pixels within `gap` rows and columns of a block of a part before `part`: a square dilation, rows first. */
function grown(owners: Int8Array, height: number, width: number, part: number, gap: number): Uint8Array {
  const marked = Uint8Array.from(owners, (owner) => (owner >= 0 && owner < part ? 1 : 0));
  const spread = (lines: number, length: number, line: number, step: number, from: Uint8Array) => {
    const out = new Uint8Array(from.length);
    for (let l = 0; l < lines; l++) {
      // The nearest mark behind, then the nearest ahead.
      for (let i = 0, last = -Infinity; i < length; i++) {
        if (from[l * line + i * step]) last = i;
        if (i - last <= gap) out[l * line + i * step] = 1;
      }
      for (let i = length - 1, last = Infinity; i >= 0; i--) {
        if (from[l * line + i * step]) last = i;
        if (last - i <= gap) out[l * line + i * step] = 1;
      }
    }
    return out;
  };
  return spread(width, height, 1, width, spread(height, width, width, 1, marked));
}

import { choice, type Key } from "../../device/random/index.js";
import { ValueError } from "../../errors.js";
import { ascending } from "./select.js";

/** Settings of {@link ccs}. */
export interface CcsOptions {
  /** The share of the data set that is kept. */
  readonly ratio: number;
  /** beta: the share with the smallest margins that is left out as too hard or mislabelled. */
  readonly beta: number;
  /** 50 unless told. */
  readonly strata?: number;
  /** Whence the choice inside a stratum comes; without it the hardest ones are taken. */
  readonly key?: Key;
  /** The strata by ascending population, where equal ones should come in another order than their own. */
  readonly order?: ArrayLike<number>;
}

/** What {@link ccs} finds. */
export interface Ccs {
  /** What is left after the cut, hardest first. */
  readonly candidates: Int32Array;
  /** Population of each stratum, and how many of it are kept. */
  readonly counts: Int32Array;
  readonly selected: Int32Array;
  /** Stratum by stratum. */
  readonly kept: Int32Array;
}

/**
 * Coverage-centric selection (Zheng et al.): leaves out the hardest, cuts the range of margins in strata, and gives small
 * strata all that they have before large ones share the rest (sheet, 3.9, 8).
 *
 * @example
 * ```ts
 * import { seed } from "swath";
 * import { ccs } from "swath/papers/tdds";
 *
 * const margins = Float64Array.from({ length: 100 }, (_, i) => i / 100);
 * ccs(margins, { ratio: 0.3, beta: 0.1, key: seed(1) }).kept.length; // 30
 * ```
 */
export function ccs(margins: ArrayLike<number>, { ratio, beta, strata = 50, key, order }: CcsOptions): Ccs {
  const count = margins.length;
  if (!(ratio > 0 && ratio <= 1) || !(beta >= 0 && beta < 1)) {
    throw new ValueError("ccs", `ratio ${ratio}, beta ${beta}`, { mend: "give shares of the data set" });
  }
  const candidates = ascending(margins).slice(Math.floor(count * beta));
  const low = margins[candidates[0]!]!;
  const top = margins[candidates.at(-1)!]! * 1.0001;
  const step = (top - low) / strata;
  const members: number[][] = Array.from({ length: strata }, () => []);
  for (const sample of candidates) {
    const value = margins[sample]!;
    const at = Array.from({ length: strata }, (_, k) => k).find(
      (k) => value >= low + step * k && value < low + step * (k + 1),
    );
    // 1.0001 x max lies below a negative max: such samples belong to no stratum of the official code.
    if (at !== undefined) members[at]!.push(sample);
  }
  const counts = Int32Array.from(members, (list) => list.length);
  const bySize = order ? Array.from(order) : Array.from(ascending(counts));
  const selected = new Int32Array(strata);
  let rest = Math.floor(ratio * count);
  for (const [j, k] of bySize.entries()) {
    const share = Math.min(counts[k]!, Math.floor(rest / (strata - j)));
    selected[k] = share;
    rest -= share;
  }
  const kept = members.flatMap((list, k) => {
    const share = selected[k]!;
    if (!key) return list.slice(0, share);
    return Array.from(choice(key.fold(k), list.length, share), (i) => list[i]!);
  });
  return { candidates, counts, selected, kept: Int32Array.from(kept) };
}

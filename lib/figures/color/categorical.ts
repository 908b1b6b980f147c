import { fromOklch, toHex } from "./rgb.js";

/**
 * Eight colours that stay apart for people who see red and green alike: Okabe and Ito 2008, "Color Universal Design".
 * Dark and saturated ones come first, since lines on white need them; yellow and black last.
 *
 * @example
 * ```ts
 * import { OKABE_ITO } from "swath/figures";
 *
 * OKABE_ITO.length; // 8
 * ```
 */
export const OKABE_ITO: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#f0e442",
  "#000000",
];

/** Paul Tol's "muted" scheme (SRON technical note 2021, issue 3.2): takes over when eight are not enough. */
const TOL_MUTED: readonly string[] = [
  "#882255",
  "#44aa99",
  "#332288",
  "#ddcc77",
  "#117733",
  "#cc6677",
  "#88ccee",
  "#999933",
  "#aa4499",
];

/** Turns that never meet: neighbours in the list lie far apart on the circle. */
const GOLDEN_ANGLE = 137.508;

/**
 * `count` colours for classes: Okabe-Ito, then Tol's muted scheme, then colours spread over hue and lightness (which no
 * palette of that length can keep apart for everybody: the legend and the hover text name them).
 *
 * @example
 * ```ts
 * import { classColors } from "swath/figures";
 *
 * classColors(3); // ["#0072b2", "#d55e00", "#009e73"]
 * ```
 */
export function classColors(count: number): readonly string[] {
  const named = [...OKABE_ITO, ...TOL_MUTED];
  return Array.from({ length: count }, (_, i) => {
    const known = named[i];
    if (known) return known;
    const k = i - named.length;
    return toHex(fromOklch([0.55, 0.75, 0.4][k % 3]!, 0.13, (k * GOLDEN_ANGLE) % 360));
  });
}

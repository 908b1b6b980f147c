import * as swath from "../../lib/index.js";
import { memory } from "./tidy.js";
import { train } from "./train.js";
import { watch } from "./watch.js";

/**
 * The library as a cell sees it: all of `swath`, and what only a notebook has.
 *
 * @example
 * ```ts
 * import { sw } from "swath/notebook";
 *
 * sw.seed(7).split(2).length; // 2
 * ```
 */
export const sw = Object.freeze({ ...swath, memory, train, watch });

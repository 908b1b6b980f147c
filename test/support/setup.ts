import { expect } from "vitest";
import { allClose, type Closeness, type NumberLike } from "./close.js";

expect.extend({
  /** The one numeric comparison of the tests: |got - want| <= atol + rtol·|want|, element by element, shapes equal. */
  toBeAllClose(received: NumberLike, expected: NumberLike, options?: Closeness) {
    return allClose(received, expected, options);
  },
});

import { describe, expect, it } from "vitest";
import { exitCodeOf, formatError } from "../../lib/cli/support/errors.js";
import { SwathError } from "../../lib/errors.js";

const missing = new SwathError("DATA_MISSING", "data.load", "a file is missing; two are here", {
  mend: "swath data where pavia",
  facts: { found: "a.mat", missing: "b.mat" },
});

describe("an error on a terminal", () => {
  it("is one line for what happened, then the facts, then the mend", () => {
    expect(formatError(missing, {})).toBe(
      [
        "SwathError DATA_MISSING  data.load: a file is missing; two are here",
        "  found    a.mat",
        "  missing  b.mat",
        "  mend     swath data where pavia",
      ].join("\n"),
    );
  });

  it("has no empty lines where there are no facts and no mend", () => {
    expect(formatError(new SwathError("VALUE", "seed", "is no number"), {})).toBe(
      "SwathError VALUE  seed: is no number",
    );
  });

  it("shows where it came from only with SWATH_DEBUG", () => {
    expect(formatError(missing, {})).not.toContain("errors.test.ts");
    expect(formatError(missing, { SWATH_DEBUG: "1" })).toContain("errors.test.ts");
  });

  it("that nobody foresaw says how to report it", () => {
    const error = new TypeError("x is undefined");
    expect(formatError(error, {})).toMatch(/^TypeError {2}x is undefined\n {2}mend .*SWATH_DEBUG=1/);
    expect(formatError(error, { SWATH_DEBUG: "1" })).toContain("errors.test.ts");
  });

  it("decides the exit code", () => {
    expect(exitCodeOf(missing)).toBe(1);
    expect(exitCodeOf(new Error("x"))).toBe(1);
    expect(exitCodeOf(new SwathError("USAGE", "a", "b"))).toBe(2);
    expect(exitCodeOf(new SwathError("ABORTED", "a", "b"))).toBe(130);
  });
});

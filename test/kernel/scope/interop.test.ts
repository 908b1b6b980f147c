import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { interop } from "../../../kernel-ext/scope/interop.js";

const require = createRequire(import.meta.url);

/** What `import()` gives for a CommonJS module whose names Node's lexer does not find. */
const asImported = (exported: unknown) => ({ default: exported }) as Record<string, unknown>;

describe("interop", () => {
  it("gives the names of a CommonJS module that Node did not see", () => {
    const jpeg = require("jpeg-js") as Record<string, unknown>;
    const face = interop(asImported(jpeg));
    expect(face["encode"]).toBe(jpeg["encode"]);
    expect(face["default"]).toBe(jpeg);
  });

  it("leaves an ES module alone, also one whose default is an object", () => {
    const module = asImported({ a: 1 });
    expect(interop(module)).toBe(module);
    expect(interop({ a: 1 })).toEqual({ a: 1 });
  });
});

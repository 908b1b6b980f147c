import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ensureEngine } from "../../lib/cli/support/engine.js";
import { findNative } from "../../lib/device/provision/find.js";
import { cannotBuild, type Tools, type Workshop, workshop } from "../device/provision/workshop.js";

describe.skipIf(cannotBuild)("a command that computes", () => {
  let shop: Workshop;
  let said = "";
  const shopWith = (tools: Tools) => {
    shop = workshop(tools);
    return shop.env;
  };
  beforeEach(() => {
    said = "";
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      said += text;
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    shop.remove();
  });

  it("makes the native engine on first use and says so, and only then", async () => {
    const env = shopWith({});
    await ensureEngine({ env });
    expect(said).toMatch(/^The native engine is made now, once[\s\S]*check {5}a small product · 100 %/);
    expect(findNative({ env }).found).toBe(true);
    said = "";
    await ensureEngine({ env });
    expect(said).toBe("");
  });

  it("goes on with the next engine where it cannot be made, and says what is missing", async () => {
    const env = shopWith({ compiler: "missing" });
    await ensureEngine({ env });
    expect(said).toMatch(/no C\+\+ compiler[\s\S]*mend[\s\S]*Going on with the next engine/);
  });

  it.each([
    ["offline", { offline: true }, {}],
    ["SWATH_OFFLINE", {}, { SWATH_OFFLINE: "1" }],
    ["another engine asked for", {}, { SWATH_ENGINE: "wasm" }],
  ])("makes nothing with %s", async (_, options, more) => {
    const env = { ...shopWith({}), ...more };
    await ensureEngine({ ...options, env });
    expect(said).toBe("");
    expect(shop.calls()).toEqual([]);
  });
});

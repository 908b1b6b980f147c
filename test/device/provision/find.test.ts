import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cacheRoot } from "../../../lib/device/provision/cache.js";
import { findNative } from "../../../lib/device/provision/find.js";

const folder = mkdtempSync(join(tmpdir(), "swath-find-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the cache folder", () => {
  it("is SWATH_CACHE where that is set", () => {
    expect(cacheRoot({ SWATH_CACHE: "/data/cache" }, "linux", "/home/u")).toBe("/data/cache");
  });

  it("is the user's cache folder as each platform has it", () => {
    expect(cacheRoot({}, "linux", "/home/u")).toBe("/home/u/.cache/swath");
    expect(cacheRoot({ XDG_CACHE_HOME: "/x" }, "linux", "/home/u")).toBe("/x/swath");
    expect(cacheRoot({ XDG_CACHE_HOME: "relative" }, "linux", "/home/u")).toBe("/home/u/.cache/swath");
    expect(cacheRoot({}, "darwin", "/Users/u")).toBe("/Users/u/Library/Caches/swath");
    expect(cacheRoot({ LOCALAPPDATA: "/local" }, "win32", "/u")).toBe(join("/local", "swath", "Cache"));
  });
});

describe("findNative", () => {
  it("says in an empty cache what to do", () => {
    const host = { platform: "linux", arch: "x64", musl: false };
    expect(findNative({ env: { SWATH_CACHE: folder }, host })).toEqual({
      found: false,
      reason: "TensorFlow's libraries are not provisioned yet",
      mend: "swath device provision",
    });
  });

  it("takes SWATH_NATIVE_DIR before the cache, and says when it holds nothing", () => {
    const env = { SWATH_NATIVE_DIR: folder };
    expect(findNative({ env })).toMatchObject({ found: false, reason: expect.stringContaining(folder) });
    writeFileSync(join(folder, "tfjs_binding.node"), "");
    expect(findNative({ env })).toMatchObject({
      found: true,
      addon: join(folder, "tfjs_binding.node"),
      folder,
    });
  });

  it("has an answer for machines that TensorFlow publishes nothing for", () => {
    const host = { platform: "win32", arch: "x64", musl: false };
    expect(findNative({ env: {}, host })).toMatchObject({
      found: false,
      reason: "TensorFlow publishes no libraries for win32-x64",
    });
  });
});

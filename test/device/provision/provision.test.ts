import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findNative } from "../../../lib/device/provision/find.js";
import { type ProvisionOptions, provision } from "../../../lib/device/provision/provision.js";
import type { SwathError } from "../../../lib/errors.js";
import {
  cannotBuild,
  provisionElsewhere,
  type Tools,
  target,
  type Workshop,
  workshop,
  writeWheel,
} from "./workshop.js";

const open: Workshop[] = [];

function shopWith(tools: Tools = {}): Workshop {
  const shop = workshop(tools);
  open.push(shop);
  return shop;
}

afterEach(() => {
  for (const shop of open.splice(0)) shop.remove();
});

async function refused(shop: Workshop, options: ProvisionOptions = {}): Promise<SwathError> {
  const error = await provision({ env: shop.env, ...options }).then(
    () => undefined,
    (thrown: unknown) => thrown as SwathError,
  );
  expect(error, "provision should have refused").toBeDefined();
  expect(findNative({ env: shop.env }).found).toBe(false);
  return error as SwathError;
}

const downloads = (shop: Workshop) => shop.calls().filter((call) => call.startsWith("pip download"));

describe.skipIf(cannotBuild)("provisioning", () => {
  it("fetches, unpacks, compiles, checks and keeps; the second run finds it made", async () => {
    const shop = shopWith();
    const phases: string[] = [];
    const made = await provision({ env: shop.env, onProgress: ({ phase }) => phases.push(phase) });
    expect(made).toMatchObject({ found: true, already: false, kind: "cpu", tensorflow: "2.21.0" });
    expect([...new Set(phases)]).toEqual(["download", "unpack", "compile", "check"]);
    expect(findNative({ env: shop.env })).toMatchObject({ found: true, addon: made.addon });
    // The wheel has done its work, and nothing half-finished is left.
    expect(readdirSync(join(shop.cache, "wheels"))).toEqual([]);
    expect(
      readdirSync(join(shop.cache, "native")).filter((name) => /partial|lock|damaged/.test(name)),
    ).toEqual([]);

    const calls = shop.calls().length;
    expect((await provision({ env: shop.env })).already).toBe(true);
    expect(shop.calls()).toHaveLength(calls);
  });

  it("asks pip for this machine's wheel, whatever Python runs it", async () => {
    const shop = shopWith();
    await provision({ env: shop.env });
    const [call] = downloads(shop);
    expect(call).toContain("--no-deps --only-binary=:all:");
    expect(call).toContain(`--platform ${target?.tags[0]}`);
    expect(call).toContain("--python-version 312 --implementation cp --abi cp312");
    expect(call).toMatch(/tensorflow(-cpu)?==2\.21\.0$/);
  });

  it("takes a wheel that is given, offline and without Python", async () => {
    const shop = shopWith({ python: false });
    const wheel = writeWheel(join(shop.folder, "any-name.whl"));
    const made = await provision({ env: shop.env, wheel, offline: true });
    expect(made.already).toBe(false);
    expect(existsSync(wheel)).toBe(true); // it is the user's
  });

  it("goes on after a kill at each point, and is never taken for whole before its end", async () => {
    const shop = shopWith({ pip: "slow" });
    const points = [
      { phase: "download", from: 1e-9 }, // the first bytes have come
      { phase: "unpack", from: 0.75 },
      { phase: "compile", from: 0 },
      { phase: "check", from: 0 },
    ];
    let firstLibrary: number | undefined;
    for (const kill of points) {
      const ended = await provisionElsewhere(shop, kill);
      expect(ended.signal, `${kill.phase}: ${ended.out}`).toBe("SIGKILL");
      expect(findNative({ env: shop.env }).found).toBe(false);
      if (kill.phase === "unpack") firstLibrary = statSync(piece(shop, ".partial")).mtimeMs;
    }
    const ended = await provisionElsewhere(shop);
    expect(ended.code, ended.out).toBe(0);
    expect(findNative({ env: shop.env }).found).toBe(true);
    // Once for the download that was killed, once for the one that arrived: later runs used that one.
    expect(downloads(shop)).toHaveLength(2);
    expect(statSync(piece(shop, "")).mtimeMs).toBe(firstLibrary);
    // Regression: half-written pieces of a killed run (up to 0.8 GB) moved into the finished folder.
    const left = readdirSync(shop.cache, { recursive: true, encoding: "utf8" });
    expect(left.filter((name) => /part|download|lock|\.whl$/.test(name))).toEqual([]);
  });

  it("lets the second of two wait and use what the first one made", async () => {
    const shop = shopWith({ pip: "slow" });
    const both = await Promise.all([provisionElsewhere(shop), provisionElsewhere(shop)]);
    expect(both.map(({ code, out }) => code ?? out)).toEqual([0, 0]);
    const already = both.map(({ out }) => (JSON.parse(out) as { already: boolean }).already);
    expect(already.sort()).toEqual([false, true]);
    expect(downloads(shop)).toHaveLength(1);
  });

  it("stops at once when told, with the program that it runs", async () => {
    const shop = shopWith({ pip: "slow" });
    const controller = new AbortController();
    const error = await refused(shop, {
      signal: controller.signal,
      onProgress: ({ phase }) => phase === "download" && controller.abort(),
    });
    expect(error.code).toBe("ABORTED");
    expect((await provision({ env: shop.env })).already).toBe(false);
  });

  it("makes again what was damaged, and says what is damaged", async () => {
    const shop = shopWith();
    await provision({ env: shop.env });
    truncateSync(piece(shop, ""), 1000);
    expect(findNative({ env: shop.env })).toMatchObject({
      found: false,
      reason: expect.stringContaining("has 1000 bytes instead of 1500000"),
    });
    expect((await provision({ env: shop.env })).already).toBe(false);
    expect(findNative({ env: shop.env }).found).toBe(true);
  });

  it("compiles again, without a download, an addon that no longer loads", async () => {
    const shop = shopWith();
    const { addon } = await provision({ env: shop.env });
    writeFileSync(addon, "no longer an addon");
    expect((await provision({ env: shop.env })).already).toBe(false);
    expect(downloads(shop)).toHaveLength(1);
  });

  it("runs the CUDA plan on the same path, with NVIDIA's libraries where they find each other", async () => {
    const shop = shopWith();
    if (target?.wheel.cuda === undefined) {
      expect((await refused(shop, { kind: "cuda" })).message).toContain("no CUDA build");
      return;
    }
    const made = await provision({ env: shop.env, kind: "cuda" });
    expect(made).toMatchObject({ kind: "cuda", gpu: false });
    expect(readFileSync(join(made.folder, "nvidia/cudnn/lib/libcudnn.so.9"), "utf8")).toBe("libcudnn.so.9\n");
    expect(existsSync(join(made.folder, "nvidia/cudnn/include"))).toBe(false);
    const link = shop.calls().find((call) => call.includes("tfjs_addon.so"));
    expect(link).toContain(`${made.folder}/nvidia/cublas/lib/libcublas.so.12`);
    expect(link).toContain("-Wl,-rpath,$ORIGIN/../nvidia/cublas/lib");
    // Somebody asked for it: it is preferred from now on.
    expect(findNative({ env: shop.env })).toMatchObject({ kind: "cuda" });
  });
});

describe.skipIf(cannotBuild)("provisioning says what is missing", () => {
  it.each<[string, Tools, RegExp, RegExp]>([
    ["no python3", { python: false }, /no python3/, /install Python 3 with pip.*--wheel FILE/],
    ["no pip", { pip: "missing" }, /has no pip/, /ensurepip.*--wheel FILE/],
    ["no compiler", { compiler: "missing" }, /no C\+\+ compiler/, /apt install g\+\+/],
    ["no network", { pip: "no network" }, /could not reach the package index/, /--wheel FILE/],
    ["a full disk", { pip: "disk full" }, /disk is full/, /SWATH_CACHE/],
    ["a compiler that fails", { compiler: "fails" }, /could not compile/, /C\+\+17/],
  ])("%s", async (_, tools, message, mend) => {
    const error = await refused(shopWith(tools));
    expect(error.code).toBe("PROVISION");
    expect(error.message).toMatch(/^device provision: /);
    expect(error.message).toMatch(message);
    expect(error.mend).toMatch(mend);
  });

  it("shows pip's last line and what to type on another machine", async () => {
    const { facts } = await refused(shopWith({ pip: "no network" }));
    expect(facts["pip"]).toBe("ERROR: No matching distribution found for it");
    expect(facts["elsewhere"]).toMatch(/^python3 -m pip download --no-deps .*"tensorflow(-cpu)?==2\.21\.0"$/);
  });

  it("a missing compiler before the long download, not after it", async () => {
    const shop = shopWith({ compiler: "missing" });
    await refused(shop);
    expect(downloads(shop)).toEqual([]);
  });

  it("offline with nothing here, and touches no network", async () => {
    const shop = shopWith();
    const error = await refused(shop, { offline: true });
    expect(error.message).toMatch(/is not here and --offline forbids fetching it/);
    expect(downloads(shop)).toEqual([]);
  });

  it("too little space, before anything is written", async () => {
    const shop = shopWith();
    const error = await refused(shop, { freeBytes: async () => 5e8 });
    expect(error.message).toContain("too little space");
    expect(error.facts).toMatchObject({ needed: expect.stringMatching(/^1\.\d\d GB$/), free: "0.50 GB" });
    expect(downloads(shop)).toEqual([]);
  });

  it("a cache folder that is no folder", async () => {
    const shop = shopWith();
    writeFileSync(shop.cache, "a file");
    const error = await refused(shop);
    expect(error.code).toBe("PROVISION");
    expect(error.mend).toContain("SWATH_CACHE");
  });

  it.skipIf(process.platform !== "linux")(
    "a cache folder below /proc, where mkdir never returned",
    async () => {
      const shop = shopWith();
      const env = { ...shop.env, SWATH_CACHE: "/proc/swath/cache" };
      const error = await refused({ ...shop, env });
      expect(error.message).toMatch(/cache folder cannot be written/);
    },
  );

  it("machines that TensorFlow publishes nothing for", async () => {
    const shop = shopWith();
    const windows = await refused(shop, { host: { platform: "win32", arch: "x64", musl: false } });
    expect(windows.message).toContain("there is no TensorFlow for win32-x64");
    const alpine = await refused(shop, { host: { platform: "linux", arch: "x64", musl: true } });
    expect(alpine.message).toContain("linux-x64 (musl)");
  });
});

describe.skipIf(cannotBuild)("provisioning refuses a wheel", () => {
  const other = target?.name === "linux-x64" ? "macosx_12_0_arm64" : "manylinux_2_27_x86_64";
  it.each<[string, (path: string) => void, RegExp]>([
    ["that is not there", () => {}, /there is no wheel at/],
    ["that is no zip archive", (path) => writeFileSync(path, "not a zip archive"), /broken or was cut short/],
    ["that was cut short", (path) => truncateSync(writeWheel(path), 2_000_000), /broken or was cut short/],
    ["that is a zip archive of something else", (path) => writeWheel(path, { name: "" }), /no Python wheel/],
    [
      "of another project",
      (path) => writeWheel(path, { name: "numpy" }),
      /the wheel is numpy, not tensorflow/,
    ],
    [
      "of another version",
      (path) => writeWheel(path, { version: "2.9.1" }),
      /is version 2\.9\.1, this Swath is/,
    ],
    ["for another platform", (path) => writeWheel(path, { platform: other }), /another platform than/],
    ["without its libraries", (path) => writeWheel(path, { files: {} }), /lacks what it should hold/],
  ])("%s", async (_, write, message) => {
    const shop = shopWith();
    mkdirSync(shop.cache);
    const wheel = join(shop.cache, "given.whl");
    write(wheel);
    const error = await refused(shop, { wheel });
    expect(error.code).toBe("PROVISION");
    expect(error.message).toMatch(message);
    expect(error.mend).not.toBe("");
    expect(error.message).toContain(wheel);
  });

  it("whose bytes changed on the way, by the checksum, and leaves no piece of it", async () => {
    const shop = shopWith();
    mkdirSync(shop.cache);
    const wheel = writeWheel(join(shop.cache, "given.whl"));
    const bytes = readFileSync(wheel);
    bytes[700_000] = (bytes[700_000] as number) ^ 0xff; // inside the first library, which hardly compresses
    writeFileSync(wheel, bytes);
    const error = await refused(shop, { wheel });
    expect(error.message).toMatch(/broken or was cut short/);
    expect(error.facts["reason"]).toContain("libtensorflow_cc");
    expect(existsSync(piece(shop, ".partial"))).toBe(false);
  });

  it("that pip delivered broken, and fetches it anew the next time", async () => {
    const shop = shopWith({ pip: "cut short" });
    expect((await refused(shop)).message).toMatch(/broken or was cut short/);
    expect(readdirSync(join(shop.cache, "wheels"))).toEqual([]);
  });
});

function piece(shop: Workshop, suffix: string): string {
  const home = `tensorflow-2.21.0-${target?.name}-cpu${suffix}`;
  return join(shop.cache, "native", home, "tensorflow", target?.libraries[0] as string);
}

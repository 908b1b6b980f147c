import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { candidates, engine, start } from "../../../lib/device/engine.js";
import { isSoftware } from "../../../lib/device/engines/webgpu/dawn.js";
import { read } from "../../../lib/device/engines/webgpu/probe.js";
import { tf } from "../../../lib/device/tf.js";
import { whyNoWebgpu } from "./webgpu-driver.js";

const noWebgpu = await whyNoWebgpu();

describe("the choice of an engine", () => {
  let empty: string;
  const kept = { ...process.env };
  beforeEach(() => {
    empty = mkdtempSync(join(tmpdir(), "swath-engines-"));
    delete process.env["SWATH_ENGINE"];
    // As on a machine where the native engine is not provisioned.
    process.env["SWATH_NATIVE_DIR"] = empty;
  });
  afterEach(() => {
    rmSync(empty, { recursive: true });
    process.env = { ...kept };
  });

  it("lists every engine best first, and says of each that cannot be used why and what to do", async () => {
    const answers = await candidates();
    expect(answers.map(({ name }) => name)).toEqual(["native", "webgpu", "wasm", "cpu"]);
    for (const { available, reason, mend } of answers) {
      if (available) continue;
      expect(reason).toBeTruthy();
      expect(mend).toBeTruthy();
    }
    expect(answers[0]).toMatchObject({ available: false, reason: expect.stringContaining(empty) });
    expect(answers[2]).toEqual({ name: "wasm", available: true });
    expect(answers[3]).toEqual({ name: "cpu", available: true });
  });

  it.skipIf(noWebgpu !== undefined)(
    `leaves a software adapter out unless it is named${noWebgpu ? `: no WebGPU, ${noWebgpu}` : ""}`,
    async () => {
      const [, webgpu] = await candidates();
      if (webgpu?.available) return expect(webgpu.onlyByName).toBe(undefined);
      expect(webgpu).toMatchObject({ onlyByName: true });
      expect(webgpu?.reason).toMatch(/^only a software adapter \(.+\) is here/);
      expect(webgpu?.mend).toContain("SWATH_ENGINE=webgpu forces it");
      expect((await start()).name).toBe("wasm");
    },
  );

  it("takes the engine that SWATH_ENGINE names", async () => {
    process.env["SWATH_ENGINE"] = "cpu";
    expect(await start()).toEqual({
      name: "cpu",
      version: `tfjs ${tf.version.tfjs}`,
      kind: "cpu",
      threads: 1,
      capture: false,
    });
    process.env["SWATH_ENGINE"] = "wasm";
    expect((await start()).name).toBe("wasm");
    expect(engine().name).toBe("wasm");
  });

  it("prefers the engine that the call names over SWATH_ENGINE", async () => {
    process.env["SWATH_ENGINE"] = "cpu";
    expect((await start({ engine: "wasm" })).name).toBe("wasm");
  });

  it("refuses an engine that does not exist, naming those that do", async () => {
    process.env["SWATH_ENGINE"] = "gpu";
    await expect(start()).rejects.toMatchObject({
      code: "USAGE",
      message: 'start: there is no engine "gpu"; choose one of native, webgpu, wasm, cpu',
    });
  });

  it("refuses an engine that cannot run, with the reason and the mend", async () => {
    await expect(start({ engine: "native" })).rejects.toMatchObject({
      code: "ENGINE_MISSING",
      message: expect.stringMatching(/^start: the native engine cannot run: SWATH_NATIVE_DIR names/),
      mend: expect.stringContaining("swath device provision"),
    });
  });

  it("takes tensors and variables along when the engine changes", async () => {
    await start({ engine: "cpu" });
    const weight = tf.variable(tf.tensor2d([1, 2, 3, 4], [2, 2]));
    const x = tf.tensor2d([1, 1], [1, 2]);
    await start({ engine: "wasm" });
    expect(tf.matMul(x, weight)).toBeAllClose([[4, 6]]);
    weight.assign(tf.mul(weight, 2));
    await start({ engine: "cpu" });
    expect(tf.matMul(x, weight)).toBeAllClose([[8, 12]]);
  });

  it("starts wasm without touching how the process treats errors", async () => {
    const listeners = () =>
      ["uncaughtException", "unhandledRejection"].map((event) => process.listenerCount(event));
    const before = listeners();
    await start({ engine: "wasm" });
    expect(listeners()).toEqual(before);
  });
});

describe("what the search for an adapter means", () => {
  const info = { vendor: "nvidia", architecture: "hopper", device: "", description: "NVIDIA: 550" };
  const software = {
    vendor: "mesa",
    architecture: "",
    device: "",
    description: "llvmpipe (LLVM 15, 256 bits)",
  };

  it.each([
    ["an adapter", JSON.stringify({ info }), "", 0, { found: true, info }],
    ["none", '{"info":null}', "", 0, { found: false, reason: "Dawn finds no graphics adapter" }],
    [
      "no Vulkan loader",
      '{"info":null}',
      "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file",
      0,
      { found: false, reason: "Dawn finds no Vulkan loader (libvulkan.so.1)" },
    ],
    [
      "an addon that does not load",
      "",
      "node:internal\nError: /x/dawn.node: GLIBC_2.99 not found\n    at x",
      1,
      { found: false, reason: "the package webgpu does not load: /x/dawn.node: GLIBC_2.99 not found" },
    ],
    [
      "a crash",
      "",
      "",
      null,
      { found: false, reason: "Dawn was ended by SIGSEGV while it looked for an adapter" },
    ],
  ] as const)("%s", (_, stdout, stderr, code, expected) => {
    expect(read(stdout, stderr, code, code === null ? "SIGSEGV" : null)).toMatchObject(expected);
  });

  it("knows software by its name where it does not say so itself", () => {
    expect(isSoftware(info)).toBe(false);
    expect(isSoftware(software)).toBe(true);
    expect(isSoftware({ ...info, isFallbackAdapter: true })).toBe(true);
  });
});

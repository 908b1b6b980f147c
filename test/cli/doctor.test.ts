import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Diagnosis } from "../../lib/cli/support/diagnosis.js";
import { inWords } from "../../lib/cli/support/words.js";
import { findNative } from "../../lib/device/provision/find.js";
import { swath } from "./terminal.js";

const folder = mkdtempSync(join(tmpdir(), "swath-doctor-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function diagnosis(env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; found: Diagnosis }> {
  const { code, out, err } = await swath(["doctor", "--json"], { env: { ...process.env, ...env } });
  if (out === "") throw new Error(err);
  return { code, found: JSON.parse(out) as Diagnosis };
}

const empty = { SWATH_CACHE: join(folder, "empty"), SWATH_NATIVE_DIR: "" };

describe("swath doctor", () => {
  it("says as JSON what computes, and on what", async () => {
    const { code, found } = await diagnosis({ SWATH_ENGINE: "" });
    expect(code).toBe(0);
    expect(found).toMatchObject({
      engine: {
        name: expect.stringMatching(/^(native|webgpu|wasm|cpu)$/),
        version: expect.any(String),
        kind: expect.any(String),
        threads: expect.any(Number),
        capture: expect.any(Boolean),
        whyNot: expect.any(Array),
      },
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      kernel: { installed: expect.any(Boolean) },
      data: { roots: expect.any(Array) },
    });
  });

  it("uses the native engine where there is one, and TensorFlow says nothing on stderr", async () => {
    if (!findNative().found) {
      expect(process.env["SWATH_REQUIRE_NATIVE"], "the native engine is required and not there").toBeFalsy();
      return;
    }
    const { found } = await diagnosis({ SWATH_ENGINE: "" });
    expect(found.engine).toMatchObject({ name: "native", version: "TensorFlow 2.21.0", capture: true });
    expect(found.engine.whyNot.map(({ name }) => name)).not.toContain("native");
    if (!process.env["SWATH_NATIVE_DIR"]) expect((await swath(["doctor"])).err).toBe("");
  });

  it("goes on with the next engine where nothing is provisioned, and says why and what to do", async () => {
    const { code, found } = await diagnosis({ ...empty, SWATH_ENGINE: "" });
    expect(code).toBe(0);
    expect(found.engine.name).not.toBe("native");
    expect(found.engine.whyNot).toContainEqual({
      name: "native",
      reason: "TensorFlow's libraries are not provisioned yet",
      mend: "swath device provision",
    });
  });

  it("names the tools that are missing to make the native engine", async () => {
    const { found } = await diagnosis({ ...empty, SWATH_ENGINE: "", PATH: folder, CXX: "" });
    expect(found.tools).toEqual({ python: null, pip: null, compiler: null });
    const native = found.engine.whyNot.find(({ name }) => name === "native");
    expect(native?.reason).toMatch(/a C\+\+ compiler and python3 is missing/);
    expect(native?.mend).toMatch(/^install g\+\+ .* and Python 3 with pip .*, then swath device provision$/);
  });

  it("has exit code 1 when the engine that is asked for does not work", async () => {
    const { code, found } = await diagnosis({ ...empty, SWATH_ENGINE: "native" });
    expect(code).toBe(1);
    expect(found.engine.name).toBe("none");
    expect(found.engine.whyNot[0]).toMatchObject({ name: "native", mend: "swath device provision" });
  });

  it("finds the kernel where Jupyter looks for it, and the data folders", async () => {
    const jupyter = join(folder, "jupyter");
    mkdirSync(join(jupyter, "kernels", "swath"), { recursive: true });
    writeFileSync(join(jupyter, "kernels", "swath", "kernel.json"), "{}");
    const { found } = await diagnosis({
      SWATH_ENGINE: "cpu",
      JUPYTER_PATH: jupyter,
      SWATH_DATA: `${folder}:${join(folder, "nowhere")}`,
    });
    expect(found.kernel.installed).toBe(true);
    expect(found.kernel.folders[0]).toBe(join(jupyter, "kernels", "swath"));
    expect(found.data.roots).toEqual([
      { path: folder },
      { path: join(folder, "nowhere"), problem: "does not exist" },
    ]);
    expect(found.engine.name).toBe("cpu");
  });
});

describe("the doctor's words", () => {
  const sick: Diagnosis = {
    swath: "0.1.0",
    engine: {
      name: "wasm",
      version: "tfjs 4.22.0",
      kind: "cpu",
      threads: 1,
      capture: false,
      others: ["cpu"],
      whyNot: [{ name: "native", reason: "nothing is provisioned", mend: "swath device provision" }],
    },
    node: "22.1.0",
    platform: "linux-x64",
    kernel: { name: "swath", installed: false, folders: [] },
    data: { roots: [{ path: "/home/u/data", problem: "does not exist" }] },
    tools: { python: "3.12.1", pip: null, compiler: null },
    cache: { folder: "/home/u/.cache/swath", bytes: 0, freeBytes: 12e9 },
    cuda: { provisioned: false, seenOnGpu: false },
  };

  it("are short, aligned, and give each fault its mend", () => {
    expect(inWords(sick, "/home/u")).toBe(`swath 0.1.0

engine    wasm · tfjs 4.22.0 · cpu · 1 thread · no capture (steps run op by op)
  cpu     would run too
  native  not: nothing is provisioned
          mend: swath device provision
  cuda    not provisioned · this path was never seen on a GPU

kernel    not installed
          mend: swath kernel install --user
data      ~/data · does not exist

node      22.1.0 · linux-x64
python    3.12.1 · no pip
compiler  none for C++
cache     ~/.cache/swath · 0.00 GB · 12 GB free`);
  });
});

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isBuilt, kernelMain } from "../support/kernel-client.js";

// SWATH_TEST_PYTHON: a Python with jupyter_client, jupyter_kernel_test, nbclient, nbformat and pytest.
const python = process.env["SWATH_TEST_PYTHON"];
const hasPeers =
  python !== undefined &&
  spawnSync(python, ["-c", "import jupyter_kernel_test, nbclient, nbformat, pytest"]).status === 0;

/** Without a Python that has Jupyter's own client there is nothing to compare with; CI sets it. */
describe.skipIf(!isBuilt || !hasPeers)("the kernel under Jupyter's own clients", () => {
  const folder = mkdtempSync(join(tmpdir(), "swath-peers-"));
  const scripts = resolve(import.meta.dirname, "../python");
  beforeAll(() => {
    const spec = join(folder, "kernels", "swath");
    mkdirSync(spec, { recursive: true });
    const argv = [process.execPath, kernelMain, "-f", "{connection_file}"];
    const kernel = {
      argv,
      display_name: "TypeScript (Swath)",
      language: "typescript",
      interrupt_mode: "message",
    };
    writeFileSync(join(spec, "kernel.json"), JSON.stringify(kernel));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const runPython = (args: readonly string[]) =>
    execFileSync(python!, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, JUPYTER_PATH: folder, PYTHONDONTWRITEBYTECODE: "1" },
      timeout: 240_000,
    });

  // Plain tslab fails five of the twelve.
  it("passes jupyter_kernel_test whole, without a skipped test", () => {
    const told = runPython([
      ...["-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "--no-header"],
      join(scripts, "test_conformance.py"),
    ]);
    expect(told).toMatch(/13 passed/);
    expect(told).not.toMatch(/skipped|failed/);
  }, 250_000);

  it("starts, runs, is interrupted and restarted by jupyter_client, and runs a notebook under nbclient", () => {
    const told = JSON.parse(runPython([join(scripts, "client_session.py")])) as Record<string, unknown>;
    expect(told).toEqual({
      result: "42",
      error: ["RangeError", "asked for"],
      interrupted: "Interrupted",
      kept: "'kept'",
      input: "'typed'",
      after_restart: "TypeScriptError",
      notebook_counts: [1, 2, 3],
      notebook_outputs: [["execute_result"], ["stream", "display_data"], ["execute_result"]],
      notebook_valid: true,
    });
  }, 250_000);
});

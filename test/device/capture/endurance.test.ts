import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findNative } from "../../../lib/device/provision/find.js";

const native = findNative().found;
const script = fileURLToPath(new URL("./scripts/endurance.mjs", import.meta.url));

function run(mode: string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", script, mode], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  const line = stdout.trim().split("\n").at(-1) ?? "";
  return { status, stderr, result: line.startsWith("{") ? (JSON.parse(line) as Record<string, number>) : {} };
}

// Real processes, since memory is a matter of processes.
describe.skipIf(!native)("a long life (skipped without the native engine)", () => {
  it("2,000 captured steps grow by less than 20 MB and by no tensor", { timeout: 180_000 }, () => {
    const { result, stderr } = run("captured");
    expect(stderr).toBe("");
    expect(result["grownMb"]).toBeLessThan(20);
    expect(result["grownTensors"]).toBe(0);
  });

  it("2,000 eager steps in a tidy scope grow by less than 20 MB and by no tensor", {
    timeout: 180_000,
  }, () => {
    const { result } = run("eager");
    expect(result["grownMb"]).toBeLessThan(20);
    expect(result["grownTensors"]).toBe(0);
  });

  it("capturing and disposing again and again leaves no session, tensor or folder behind", {
    timeout: 180_000,
  }, () => {
    const { result } = run("cycles");
    expect(result).toMatchObject({ grownTensors: 0, sessions: 0, folders: 0 });
    expect(result["grownMb"]).toBeLessThan(60);
  });

  it("captures that fail leave no session, tensor or folder behind", { timeout: 120_000 }, () => {
    expect(run("failed").result).toMatchObject({ failures: 55, grownTensors: 0, sessions: 0, folders: 0 });
  });

  it("the same seed gives bit-equal losses, in one process and in two", { timeout: 120_000 }, () => {
    const a = run("same").result as unknown as { first: number[]; second: number[] };
    const b = run("same").result as unknown as { first: number[]; second: number[] };
    expect(a.first).toHaveLength(5);
    expect(a.second).toEqual(a.first);
    expect(b.first).toEqual(a.first);
  });

  it.each([
    ["live", 0],
    ["exit3", 3],
    ["throws", 1],
  ])("a process that ends with a live session (%s) keeps its exit code", (mode, status) => {
    expect(run(mode).status).toBe(status);
  });

  it("the folder of a process that was killed while loading is swept by the next one, that of a live one is not", () => {
    const folder = mkdtempSync(join(tmpdir(), "swath-sweep-"));
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    mkdirSync(join(folder, `swath-capture-${dead}-x`));
    mkdirSync(join(folder, `swath-capture-${process.pid}-x`));
    expect(run("live", { TMPDIR: folder }).status).toBe(0);
    expect(readdirSync(folder)).toEqual([`swath-capture-${process.pid}-x`]);
    rmSync(folder, { recursive: true });
  });
});
